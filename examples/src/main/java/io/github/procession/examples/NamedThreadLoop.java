package io.github.procession.examples;

import io.github.procession.threading.Thread;
import io.github.procession.threading.Threading;
import java.time.Duration;

/** The main thread and a named one say who they are; the named one counts to five. */
class NamedThreadLoop {
    static void loop() throws InterruptedException {
        String me = Threading.currentThread().getName();
        IO.println("thread " + me + " is running");
        for (int n = 1; n <= 5; n++) {
            long start = System.nanoTime();
            IO.println("thread " + me + " >> " + n);
            Thread.sleep(Duration.ofMillis(10));
            IO.println("this round took %.2f s".formatted((System.nanoTime() - start) / 1e9));
        }
        IO.println("thread " + me + " is ending");
    }

    void main() throws InterruptedException {
        String me = Threading.currentThread().getName();
        IO.println("thread " + me + " is running");
        var thread = Thread.target(NamedThreadLoop::loop).name("counter").build();
        thread.start();
        thread.join();
        IO.println("thread " + me + " is ending");
    }
}
