package io.github.procession.examples;

import io.github.procession.multiprocessing.Multiprocessing;
import io.github.procession.threading.Thread;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;

/**
 * A thread for each processor, in an endless loop. In Python they take one processor together, since one lock of the
 * interpreter lets one thread run at a time; here they take all that the system gives. Being daemons, they end with the
 * program.
 */
class EndlessLoopThreads {
    private static volatile long rounds;

    static void endless() {
        while (true) {
            rounds = rounds + 1;
        }
    }

    private static long processorNanos(Iterable<Thread> threads) {
        long nanos = 0;
        for (var thread : threads) {
            nanos += ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.threadId());
        }
        return nanos;
    }

    void main() throws InterruptedException {
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < Multiprocessing.cpuCount(); i++) {
            var thread = Thread.target(EndlessLoopThreads::endless).daemon(true).build();
            thread.start();
            threads.add(thread);
        }
        long start = System.nanoTime();
        long before = processorNanos(threads);
        Thread.sleep(Duration.ofMillis(500));
        double used = (processorNanos(threads) - before) / (double) (System.nanoTime() - start);
        IO.println("%d endless threads use %.2f of %d processors"
                .formatted(threads.size(), used, Multiprocessing.cpuCount()));
        IO.println("over, and the threads with it");
    }
}
