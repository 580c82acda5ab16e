package io.github.procession.benchmarks.programs;

import io.github.procession.multiprocessing.Process;

/** Two processes that would never end, terminated and killed. */
final class Terminated {
    private Terminated() {}

    private static void endless() throws InterruptedException {
        while (true) {
            Thread.sleep(1000);
        }
    }

    static void main() throws Exception {
        var first = new Process(Terminated::endless);
        var second = Process.target(Terminated::endless).daemon(true).build();
        first.start();
        second.start();
        first.terminate();
        second.kill();
        first.join();
        second.join();
        IO.println(first.exitCode().getAsInt() + " " + second.exitCode().getAsInt());
    }
}
