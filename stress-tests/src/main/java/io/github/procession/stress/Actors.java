package io.github.procession.stress;

import io.github.procession.ipc.memory.ProcessTable;
import io.github.procession.ipc.memory.Region;
import io.github.procession.ipc.memory.Segment;
import io.github.procession.ipc.memory.Session;
import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.sync.KernelWait;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the stress tests of this JVM share: a session with two members that live and one that is dead, and memory that
 * both actors map. Slices are long here, so a wake-up that is lost makes a wait {@linkplain #LATE late}.
 */
final class Actors {
    /** Result of an actor that waited too long. */
    static final int LATE = -1;

    /** Result of an actor that did not see a plain store made before what it waited for. */
    static final int BLIND = -2;

    /** States of a test that exist at one time are fewer: stride size times stride count in the options of jcstress. */
    static final int STATES = 1024;

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Session SESSION = Session.current();

    /** First member. */
    static final int FIRST = SESSION.token();

    /** Second member. */
    static final int SECOND = member();

    /** A member that has died. */
    static final int DEAD = deadMember();

    private static final AtomicInteger FILES = new AtomicInteger();

    static {
        KernelWait.begin();
    }

    private Actors() {}

    private static int member() {
        try {
            int token = SESSION.reserveProcess();
            SESSION.bindProcess(token, ProcessHandle.current().pid());
            return token;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int deadMember() {
        int token = member();
        SESSION.processEnded(token);
        return token;
    }

    static Session session() {
        return SESSION;
    }

    static ProcessTable processes() {
        return SESSION.processes();
    }

    /** A deadline that only a lost wake-up can miss. */
    static Deadline patience() {
        return Deadline.after(PATIENCE);
    }

    /** Whether a wait that began then was long enough for a lost wake-up. */
    static boolean isLate(Deadline patience) {
        return patience.left() < PATIENCE.toNanos() - KernelWait.LATE_MILLIS * 1_000_000;
    }

    /** Memory for the states of a test, seen by its two actors through one mapping or through two. */
    static final class Memory {
        private final Region first;
        private final Region second;
        private final long stateBytes;
        private final AtomicInteger next = new AtomicInteger();

        Memory(long stateBytes, boolean mappedTwice) {
            this.stateBytes = stateBytes;
            try {
                var file = SESSION.directory().resolve("stress-" + FILES.incrementAndGet());
                first = Segment.create(file, STATES * stateBytes).region();
                second = mappedTwice ? Segment.open(file).region() : first;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        Region first() {
            return first;
        }

        Region second() {
            return second;
        }

        /** Zeroed bytes for one state; their offset. */
        long take() {
            long offset = Integer.remainderUnsigned(next.getAndIncrement(), STATES) * stateBytes;
            first.zero(offset, stateBytes);
            return offset;
        }
    }
}
