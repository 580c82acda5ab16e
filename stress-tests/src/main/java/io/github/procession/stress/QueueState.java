package io.github.procession.stress;

import io.github.procession.ipc.memory.Cell;
import io.github.procession.ipc.memory.Region;
import io.github.procession.ipc.memory.Session;
import io.github.procession.ipc.ring.ReadOutcome;
import io.github.procession.ipc.ring.RingQueue;
import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.transport.CellTypes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** A queue and its two users. Queues have files, so those of old states serve new ones. */
class QueueState {
    private static final long WORDS_BYTES = 128;

    final User first;
    final User second;

    QueueState(Pool pool) {
        QueueState pooled = pool.next();
        first = pooled.first;
        second = pooled.second;
        while (first.takeAtOnce() == ReadOutcome.RECORD) {
            // what a state left that went wrong
        }
    }

    private QueueState(Actors.Memory words, int bound, boolean mappedTwice) {
        Session session = Actors.session();
        Cell cell = session.allocate(CellTypes.QUEUE);
        long offset = words.take();
        try {
            RingQueue queue = RingQueue.create(cell, session.directory(), bound, Actors.processes(), Actors.FIRST);
            RingQueue other =
                    mappedTwice ? RingQueue.open(cell, session.directory(), Actors.processes(), Actors.SECOND) : queue;
            first = new User(queue, words.first(), offset);
            second = new User(other, words.second(), offset);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The queues of one test. */
    static final class Pool {
        private final QueueState[] queues = new QueueState[Actors.STATES];
        private final AtomicInteger next = new AtomicInteger();
        private final Actors.Memory words;
        private final int bound;
        private final boolean mappedTwice;

        Pool(int bound, boolean mappedTwice) {
            this.words = new Actors.Memory(WORDS_BYTES, mappedTwice);
            this.bound = bound;
            this.mappedTwice = mappedTwice;
        }

        private synchronized QueueState next() {
            int index = Integer.remainderUnsigned(next.getAndIncrement(), queues.length);
            if (queues[index] == null) {
                queues[index] = new QueueState(words, bound, mappedTwice);
            }
            return queues[index];
        }
    }

    /** One actor's view. */
    static final class User {
        private final RingQueue queue;
        private final Region region;
        private final long words;

        private User(RingQueue queue, Region region, long words) {
            this.queue = queue;
            this.region = region;
            this.words = words;
        }

        /** Puts items with these digits, each after a plain store; 0, or late. */
        int put(int payload, int... digits) {
            Deadline patience = Actors.patience();
            try {
                for (int digit : digits) {
                    region.putInt(words + 4 * digit, digit);
                    if (!queue.put(Numbers.record(digit, payload), patience)) {
                        return Actors.LATE;
                    }
                }
            } catch (InterruptedException | IOException e) {
                throw new IllegalStateException(e);
            }
            return Actors.isLate(patience) ? Actors.LATE : 0;
        }

        /** Takes so many items; their digits as one number, or what went wrong. */
        int take(int count) {
            int digits = 0;
            Deadline patience = Actors.patience();
            try {
                for (int i = 0; i < count; i++) {
                    Numbers.Receiver receiver = new Numbers.Receiver();
                    if (queue.take(receiver, patience) != ReadOutcome.RECORD) {
                        return Actors.LATE;
                    }
                    int digit = receiver.digit();
                    if (digit < 0) {
                        return digit;
                    }
                    if (region.getInt(words + 4 * digit) != digit) {
                        return Actors.BLIND;
                    }
                    region.putInt(words + 4 * digit, 0);
                    digits = 10 * digits + digit;
                }
            } catch (InterruptedException | IOException e) {
                throw new IllegalStateException(e);
            }
            return Actors.isLate(patience) ? Actors.LATE : digits;
        }

        private ReadOutcome takeAtOnce() {
            try {
                return queue.take(new Numbers.Receiver(), Deadline.after(Duration.ZERO));
            } catch (InterruptedException | IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
