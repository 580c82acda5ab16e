package io.github.procession.examples;

import io.github.procession.multiprocessing.Process;
import java.util.ArrayList;
import java.util.List;

/** Each process has a copy of every static field: what one of them adds no other ever sees. */
class GlobalsAreNotShared {
    static final List<Integer> NUMBERS = new ArrayList<>();

    static void addData() {
        for (int i = 0; i < 3; i++) {
            NUMBERS.add(i);
            IO.println("add: " + i);
        }
        IO.println("added: " + NUMBERS);
    }

    static void readData() {
        IO.println("read: " + NUMBERS);
    }

    void main() throws InterruptedException {
        var add = new Process(GlobalsAreNotShared::addData);
        var read = new Process(GlobalsAreNotShared::readData);
        add.start();
        add.join();
        read.start();
        read.join();
        IO.println("main: " + NUMBERS);
    }
}
