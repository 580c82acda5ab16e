package io.github.procession.examples;

import io.github.procession.multiprocessing.Multiprocessing;
import io.github.procession.multiprocessing.Process;
import io.github.procession.subprocess.Subprocess;
import java.io.IOException;

/** A child looks up its own number and kills itself with it; its sister sings on, and the parent sees how it ended. */
class DancerKillsItself {
    static void dance() throws IOException, InterruptedException {
        long pid = ProcessHandle.current().pid();
        IO.println("dance: " + Multiprocessing.currentProcess().getName() + ", parent "
                + Multiprocessing.parentProcess().pid());
        for (int i = 0; i < 5; i++) {
            IO.println("Dancing...");
            Subprocess.run("kill", "-9", String.valueOf(pid)); // Java's own destroyForcibly() refuses its own process
        }
    }

    static void sing() {
        IO.println("sing: " + Multiprocessing.currentProcess().getName() + ", parent "
                + Multiprocessing.parentProcess().pid());
        for (int i = 0; i < 5; i++) {
            IO.println("Singing...");
        }
    }

    void main() throws InterruptedException {
        IO.println("main: " + Multiprocessing.currentProcess().pid());
        var dancer = Process.target(DancerKillsItself::dance).name("myprocess1").build();
        var singer = new Process(DancerKillsItself::sing);
        dancer.start();
        singer.start();
        dancer.join();
        singer.join();
        IO.println("exit codes: dancer " + dancer.exitCode().getAsInt() + ", singer "
                + singer.exitCode().getAsInt());
    }
}
