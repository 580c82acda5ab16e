package io.github.procession.ipc.sync;

import io.github.procession.ipc.memory.ProcessTable;
import io.github.procession.ipc.memory.Region;
import io.github.procession.ipc.memory.Segment;
import io.github.procession.ipc.memory.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What stands for two processes in a jcstress test: a file mapped twice, and two members of the process table. It has
 * places of zeros for more states than jcstress keeps alive at once, about 10,000.
 */
final class TwoProcesses {
    private static final int PLACES = 1 << 14;
    private static final AtomicInteger FILES = new AtomicInteger();

    static {
        KernelWait.begin();
    }

    final Region first;
    final Region second;
    final ProcessTable processes = Session.current().processes();
    final int firstToken = Session.current().token();
    final int secondToken;
    private final long bytes;
    private final AtomicInteger next = new AtomicInteger();

    /** Memory for states of that size, a multiple of 64. */
    TwoProcesses(long bytes) {
        this.bytes = bytes;
        Path file = Session.current().directory().resolve("states-" + FILES.getAndIncrement());
        try {
            first = Segment.create(file, PLACES * bytes).region();
            second = Segment.open(file).region();
            secondToken = Session.current().reserveProcess(); // never bound: alive as long as who reserved it
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Offset of a place of zeros. */
    long place() {
        long place = (next.getAndIncrement() & PLACES - 1) * bytes;
        first.zero(place, bytes);
        return place;
    }

    RobustMutex firstMutex(long offset) {
        return new RobustMutex(first, offset, processes, firstToken);
    }

    RobustMutex secondMutex(long offset) {
        return new RobustMutex(second, offset, processes, secondToken);
    }

    /** Something that waits, in a thread that nobody interrupts. */
    interface Wait {
        void run() throws Exception;
    }

    /** Waits; fails when the wait is as long as only one that lost its wake-up is. */
    static void uninterrupted(Wait wait) {
        long start = System.nanoTime();
        try {
            wait.run();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        if (System.nanoTime() - start > KernelWait.LATE_MILLIS * 1_000_000) {
            throw new IllegalStateException("a wake-up was lost");
        }
    }

    static void increment(Region region, long offset) {
        region.putInt(offset, region.getInt(offset) + 1);
    }
}
