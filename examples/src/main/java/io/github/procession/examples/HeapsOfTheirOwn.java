package io.github.procession.examples;

import io.github.procession.multiprocessing.Process;
import io.github.procession.multiprocessing.Queue;
import io.github.procession.threading.Thread;
import java.util.ArrayList;

/**
 * A clock that ticks each millisecond beside work that keeps the garbage collector busy: first in one heap with it, then in
 * a process of its own. The collector stops the threads of its own process only.
 */
class HeapsOfTheirOwn {
    private static final String[] JVM = {"-Xmx250m", "-XX:+UseSerialGC"};
    private static final int LIVE_MEGABYTES = 100;
    private static final int TICKS = 1000;

    /** Keeps many small objects alive and makes new ones without end. */
    static void fillHeap(Queue<String> ready) throws InterruptedException {
        var live = new ArrayList<Object[]>();
        for (int i = 0; i < LIVE_MEGABYTES * 10_000; i++) {
            live.add(new Object[22]); // some 100 bytes
        }
        ready.put("full");
        for (int i = 0; ; i = (i + 1) % live.size()) {
            live.set(i, new Object[22]);
        }
    }

    /** The longest time between two ticks. */
    static void tick(Queue<Long> longest) throws InterruptedException {
        long worst = 0;
        long last = System.nanoTime();
        for (int i = 0; i < TICKS; i++) {
            Thread.sleep(1);
            long now = System.nanoTime();
            worst = Math.max(worst, now - last);
            last = now;
        }
        longest.put(worst / 1_000_000);
    }

    static void both(Queue<String> ready, Queue<Long> longest) throws InterruptedException {
        Thread.target(HeapsOfTheirOwn::fillHeap)
                .args(ready)
                .daemon(true)
                .build()
                .start();
        ready.get();
        tick(longest);
    }

    private static Process start(Process process) {
        process.setJvmOptions(JVM);
        process.setDaemon(true);
        process.start();
        return process;
    }

    void main() throws InterruptedException {
        IO.println("A heap is filled with %,d MB of small objects, and a clock ticks in it %,d times."
                .formatted(LIVE_MEGABYTES, TICKS));
        var ready = new Queue<String>();
        var longest = new Queue<Long>();
        var both = start(new Process(HeapsOfTheirOwn::both, ready, longest));
        IO.println("in one heap the clock stood still for " + longest.get() + " ms");
        both.kill();
        both.join();

        IO.println("The same with the clock in a heap of its own.");
        var worker = start(new Process(HeapsOfTheirOwn::fillHeap, ready));
        ready.get();
        start(new Process(HeapsOfTheirOwn::tick, longest));
        IO.println("in a heap of its own it stood still for " + longest.get() + " ms");
        worker.kill();
        worker.join();
    }
}
