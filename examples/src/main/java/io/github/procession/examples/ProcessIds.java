package io.github.procession.examples;

import io.github.procession.multiprocessing.Multiprocessing;
import io.github.procession.multiprocessing.Process;

/** Process ids and names: of the main process, of a child, and of the parent that it sees. */
class ProcessIds {
    static void dance() {
        introduce("dance");
        for (int i = 0; i < 3; i++) {
            IO.println("Dancing...");
        }
    }

    static void sing() {
        introduce("sing");
        for (int i = 0; i < 3; i++) {
            IO.println("Singing...");
        }
    }

    private static void introduce(String what) {
        var me = Multiprocessing.currentProcess();
        IO.println(what + ": " + me.getName() + " has pid " + me.pid() + ", its parent "
                + Multiprocessing.parentProcess().getName() + " has "
                + Multiprocessing.parentProcess().pid());
    }

    void main() throws InterruptedException {
        var me = Multiprocessing.currentProcess();
        IO.println("main: " + me.getName() + " has pid " + me.pid() + ", its parent is "
                + Multiprocessing.parentProcess());
        var dancer = Process.target(ProcessIds::dance).name("dancer").build();
        var singer = Process.target(ProcessIds::sing).name("singer").build();
        dancer.start();
        singer.start();
        IO.println(dancer);
        dancer.join();
        singer.join();
        IO.println(dancer);
    }
}
