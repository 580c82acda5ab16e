package io.github.procession.multiprocessing;

import io.github.procession.ipc.memory.Region;
import io.github.procession.ipc.memory.Segment;
import io.github.procession.ipc.memory.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** A file mapped twice, as two processes see it, with places of zeros for more states than jcstress keeps alive at once. */
final class TwoViews {
    /** Bytes of a place: a value, a lock and data, each on a line of its own. */
    private static final long PLACE_BYTES = 256;

    private static final long LOCK = 64;
    private static final long DATA = 128;
    private static final int PLACES = 1 << 14;
    private static final AtomicInteger FILES = new AtomicInteger();

    final Region first;
    final Region second;
    private final int firstToken = Session.current().token();
    private final int secondToken;
    private final AtomicInteger next = new AtomicInteger();

    TwoViews() {
        Path file = Session.current().directory().resolve("views-" + FILES.getAndIncrement());
        try {
            first = Segment.create(file, PLACES * PLACE_BYTES).region();
            second = Segment.open(file).region();
            secondToken = Session.current().reserveProcess(); // never bound: alive as long as who reserved it
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Offset of a place of zeros, where a value is; see also {@link #data}. */
    long place() {
        long place = (next.getAndIncrement() & PLACES - 1) * PLACE_BYTES;
        first.zero(place, PLACE_BYTES);
        return place;
    }

    /** Where the data of a place is. */
    static long data(long place) {
        return place + DATA;
    }

    RLock firstLock(long place) {
        return new RLock(first, place + LOCK, firstToken);
    }

    RLock secondLock(long place) {
        return new RLock(second, place + LOCK, secondToken);
    }

    /** Something that waits, in a thread that nobody interrupts. */
    interface Wait {
        void run() throws InterruptedException;
    }

    static void uninterrupted(Wait wait) {
        try {
            wait.run();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
