package io.github.procession.examples;

import io.github.procession.multiprocessing.Multiprocessing;
import io.github.procession.multiprocessing.Process;

/** A class that is a process: its fields travel to the child, and {@code run()} runs there. */
class Subclassing {
    static class Counter extends Process {
        private final int loops;

        Counter(int loops) {
            this.loops = loops;
        }

        @Override
        protected void run() {
            for (int count = 0; count < loops; count++) {
                IO.println("pid: " + Multiprocessing.currentProcess().pid() + " loop: " + count + " of " + loops);
            }
        }
    }

    void main() throws InterruptedException {
        for (int loops = 2; loops < 5; loops++) {
            var counter = new Counter(loops);
            counter.start();
            counter.join();
            IO.println(counter);
        }
    }
}
