package io.github.procession.benchmarks.programs;

import io.github.procession.multiprocessing.Process;

/** The first program of every tutorial: a function in a process of its own. */
final class OneProcess {
    private OneProcess() {}

    private static void greet(String name) {
        IO.println("hello " + name);
    }

    static void main() throws Exception {
        var process = new Process(OneProcess::greet, "bob");
        process.start();
        process.join();
        IO.println("exit code " + process.exitCode().getAsInt());
    }
}
