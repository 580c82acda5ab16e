package io.github.procession.examples;

import io.github.procession.multiprocessing.Process;

/** One process adds to a static counter, another one reads it: each has a counter of its own, and so has the parent. */
class CounterIsNotShared {
    static int counter = 1;

    static void add() {
        counter++;
        IO.println("added: " + counter);
    }

    static void read() {
        IO.println("read: " + counter);
    }

    void main() throws InterruptedException {
        var adder = new Process(CounterIsNotShared::add);
        var reader = new Process(CounterIsNotShared::read);
        adder.start();
        adder.join();
        reader.start();
        reader.join();
        IO.println("main: " + counter);
    }
}
