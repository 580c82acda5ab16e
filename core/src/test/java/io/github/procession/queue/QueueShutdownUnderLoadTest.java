package io.github.procession.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.support.Threads;
import io.github.procession.support.Threads.Running;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A shutdown in the middle of many threads' work: all of them end, and no item is lost or doubled. */
class QueueShutdownUnderLoadTest {
    private static final int WRITERS = 4;
    private static final int READERS = 6;
    private static final int MESSAGES = 64 * 1024;
    private static final int BOUND = 100;

    /** What one queue, its writers and its readers have done. */
    private static final class Books {
        final Queue<Integer> queue;
        final AtomicLong putCount = new AtomicLong();
        final AtomicLong putSum = new AtomicLong();
        final AtomicLong gotCount = new AtomicLong();
        final AtomicLong gotSum = new AtomicLong();

        Books(Queue<Integer> queue) {
            this.queue = queue;
        }

        /** Puts until it is done or the queue is shut down, which alone ends an endless one. */
        Void write(int from, boolean endless) throws InterruptedException {
            try {
                for (int i = from; endless || i < MESSAGES; i += WRITERS) {
                    queue.put(i);
                    putSum.addAndGet(i);
                    putCount.incrementAndGet();
                }
            } catch (ShutDown e) {
                // that message was not put
            }
            return null;
        }

        /** Gets until the queue is shut down; whoever reaches the count shuts it down. */
        Void read(long shutdownAt, boolean immediate) throws InterruptedException {
            try {
                while (true) {
                    gotSum.addAndGet(queue.get());
                    if (gotCount.incrementAndGet() == shutdownAt) {
                        queue.shutdown(immediate);
                    }
                    queue.taskDone();
                }
            } catch (ShutDown e) {
                return null;
            }
        }

        void run(long shutdownAt, boolean immediate) throws Exception {
            List<Running<?>> threads = new ArrayList<>();
            boolean endless = shutdownAt < MESSAGES;
            for (int i = 0; i < WRITERS; i++) {
                int from = i;
                threads.add(
                        i % 2 == 0
                                ? Threads.run(() -> write(from, endless))
                                : Threads.runVirtual(() -> write(from, endless)));
            }
            for (int i = 0; i < READERS; i++) {
                threads.add(
                        i % 2 == 0
                                ? Threads.run(() -> read(shutdownAt, immediate))
                                : Threads.runVirtual(() -> read(shutdownAt, immediate)));
            }
            threads.add(Threads.run(() -> queue.join(null)));
            threads.add(Threads.run(() -> queue.join(null)));
            for (var thread : threads) {
                thread.result();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @Conformance("Q-13")
    void allThatWasPutIsDelivered(QueueKind kind) throws Exception {
        for (long at : new long[] {1, 1000, MESSAGES}) {
            var books = new Books(kind.create(BOUND));
            books.run(at, false);
            assertEquals(0, books.queue.qsize());
            assertEquals(books.putCount.get(), books.gotCount.get());
            assertEquals(books.putSum.get(), books.gotSum.get());
            assertTrue(at < MESSAGES ? books.gotCount.get() >= at : books.gotCount.get() == MESSAGES);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Conformance("Q-14")
    void allEndImmediately(QueueKind kind) throws Exception {
        for (long at : new long[] {1, 1000, MESSAGES}) {
            var books = new Books(kind.create(BOUND));
            books.run(at, true);
            assertEquals(0, books.queue.qsize());
            long dropped = books.putCount.get() - books.gotCount.get();
            assertTrue(dropped >= 0 && dropped <= BOUND, () -> dropped + " items dropped");
            assertTrue(books.gotCount.get() >= at);
        }
    }
}
