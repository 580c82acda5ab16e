package io.github.procession.examples;

import io.github.procession.multiprocessing.Process;

/** The first program of most tutorials: start a child, wait for its end. */
class HelloFromChild {
    static void runChild(String name) {
        IO.println("Run child process " + name + " (" + ProcessHandle.current().pid() + ")...");
    }

    void main() throws InterruptedException {
        IO.println("Parent process " + ProcessHandle.current().pid() + ".");
        var p = new Process(HelloFromChild::runChild, "test");
        IO.println("Child process will start.");
        p.start();
        p.join();
        IO.println("Child process end, exit code " + p.exitCode().getAsInt() + ".");
    }
}
