package io.github.procession.examples;

import io.github.procession.multiprocessing.Process;

/** Five processes from a loop, which nobody joins: the program waits for them before it ends. */
class FiveProcesses {
    static void process(int index) {
        IO.println("Process: " + index);
    }

    void main() {
        for (int i = 0; i < 5; i++) {
            new Process(FiveProcesses::process, i).start();
        }
        IO.println("All started.");
    }
}
