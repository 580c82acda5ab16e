package io.github.procession.stress.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.ipc.memory.Cell;
import io.github.procession.ipc.memory.Region;
import io.github.procession.ipc.ring.Peek;
import io.github.procession.ipc.ring.ReadOutcome;
import io.github.procession.ipc.ring.RingQueue;
import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.transport.CellTypes;
import io.github.procession.stress.Items;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Deaths while items are put into and taken from a queue. Items below 10 are in the queue before, 10 and above are the
 * child's, 20 and above the parent's when the child is dead.
 */
abstract class QueueScenario extends Scenario {
    static final int SMALL = 50;

    /** Two such items do not fit in the first ring. */
    static final int LARGE = 40_000;

    RingQueue queue;
    private Cell cell;

    int bound() {
        return Integer.MAX_VALUE;
    }

    @Override
    long[] prepare() throws Exception {
        cell = session().allocate(CellTypes.QUEUE);
        queue = RingQueue.create(
                cell,
                session().directory(),
                bound(),
                session().processes(),
                session().token());
        fill();
        return new long[] {cell.address()};
    }

    /** Parent: what is in the queue before. */
    abstract void fill() throws Exception;

    @Override
    void open(long[] numbers) throws Exception {
        cell = granted(numbers[0]);
        queue = RingQueue.open(
                cell, session().directory(), session().processes(), session().token());
    }

    @Override
    void release() {
        KeptRecords.delete();
        queue.close();
        session().drop(cell.address());
    }

    Region control() {
        return queue.items().region();
    }

    void put(long number, int size) throws Exception {
        assertTrue(queue.put(Items.numbered(number, size), now()));
    }

    /** The number of the first item, -1 if the queue is empty. */
    long take(Deadline deadline) throws Exception {
        Items.Receiver receiver = new Items.Receiver();
        return queue.take(receiver, deadline) == ReadOutcome.RECORD ? receiver.number() : -1;
    }

    /** Child: takes the items with the numbers from 0 on, and keeps them where the parent finds them. */
    void takeAndKeep(int count) throws Exception {
        KeptRecords kept = new KeptRecords();
        for (int number = 0; number < count; number++) {
            Items.Kept item = kept.sink();
            assertEquals(ReadOutcome.RECORD, queue.take(item, Deadline.FOREVER));
            assertEquals(number, item.number());
        }
    }

    static Deadline now() {
        return Deadline.after(Duration.ZERO);
    }

    private List<Long> drain() throws Exception {
        List<Long> numbers = new ArrayList<>();
        for (int size = queue.size(); size >= 0; size--) {
            long number = soon(() -> take(now()));
            if (number < 0) {
                assertEquals(0, size, "the size says more than there is: " + numbers);
                return numbers;
            }
            assertEquals(size - 1, queue.size());
            numbers.add(number);
        }
        throw new AssertionError("there is more than the size says: " + numbers);
    }

    /** The items that the child takes out. */
    List<Long> takenByChild() {
        return List.of();
    }

    /** Contents when the operation did not take place, and when it did. */
    abstract List<List<Long>> contents();

    /** The queue holds what it held before or what it should hold after, and works on, growing and shrinking. */
    @Override
    void check(boolean completed) throws Exception {
        List<Long> found = drain();
        List<List<Long>> allowed = contents();
        assertTrue(allowed.contains(found), found + " is none of " + allowed);
        assertTrue(!completed || allowed.getLast().equals(found), found + " though the operation was completed");
        KeptRecords.check(takenByChild(), found);
        for (long number = 20; number < 24; number++) {
            int size = number % 2 == 0 ? SMALL : 2 * LARGE;
            long expected = number;
            soon(() -> {
                put(expected, size);
                return null;
            });
            if (bound() == 1) {
                assertEquals(List.of(number), drain());
            }
        }
        if (bound() != 1) {
            assertEquals(List.of(20L, 21L, 22L, 23L), drain());
        }
        assertFalse(queue.poll(now()));
    }

    /** Puts an item that fits. */
    static final class Put extends QueueScenario {
        @Override
        String name() {
            return "queue: put";
        }

        @Override
        void fill() throws Exception {
            put(0, SMALL);
        }

        @Override
        void act() throws Exception {
            put(10, SMALL);
        }

        @Override
        List<List<Long>> contents() {
            return List.of(List.of(0L), List.of(0L, 10L));
        }
    }

    /** Puts an item that needs a new ring. */
    static final class PutWithGrowth extends QueueScenario {
        @Override
        String name() {
            return "queue: put with growth";
        }

        @Override
        void fill() throws Exception {
            put(0, LARGE);
        }

        @Override
        void act() throws Exception {
            put(10, LARGE);
        }

        @Override
        List<List<Long>> contents() {
            return List.of(List.of(0L), List.of(0L, 10L));
        }
    }

    /** Puts an item so long that it is written into a ring of its own first. */
    static final class PutGiant extends QueueScenario {
        /** More than is copied under the mutex. */
        private static final int GIANT = (1 << 26) + 1;

        @Override
        String name() {
            return "queue: put a giant item";
        }

        @Override
        void fill() throws Exception {
            put(0, SMALL);
        }

        @Override
        void act() throws Exception {
            put(10, GIANT);
        }

        @Override
        List<List<Long>> contents() {
            return List.of(List.of(0L), List.of(0L, 10L));
        }
    }

    /** Puts into a full queue; the parent then takes an item. */
    static final class BoundedPut extends QueueScenario {
        @Override
        String name() {
            return "queue: bounded put that waits";
        }

        @Override
        int bound() {
            return 1;
        }

        @Override
        void fill() throws Exception {
            put(0, SMALL);
        }

        @Override
        void act() throws Exception {
            assertTrue(queue.put(Items.numbered(10, SMALL), Deadline.FOREVER));
        }

        @Override
        void accompany(Process child) throws Exception {
            until(() -> Peek.isWaitingForRoom(control()), child);
            assertEquals(0, take(now()));
        }

        @Override
        List<List<Long>> contents() {
            return List.of(List.of(), List.of(10L));
        }
    }

    /** Takes one of two items. */
    static final class Take extends QueueScenario {
        @Override
        String name() {
            return "queue: take";
        }

        @Override
        void fill() throws Exception {
            put(0, SMALL);
            put(1, SMALL);
        }

        @Override
        void act() throws Exception {
            takeAndKeep(1);
        }

        @Override
        List<Long> takenByChild() {
            return List.of(0L);
        }

        @Override
        List<List<Long>> contents() {
            return List.of(List.of(0L, 1L), List.of(1L));
        }
    }

    /** Waits for an item and takes it. */
    static final class TakeWaiting extends QueueScenario {
        @Override
        String name() {
            return "queue: take that waits";
        }

        @Override
        int bound() {
            return 2;
        }

        @Override
        void fill() {}

        @Override
        void act() throws Exception {
            takeAndKeep(1);
        }

        @Override
        void accompany(Process child) throws Exception {
            until(() -> Peek.isWaitingForItems(control()), child);
            put(0, SMALL);
        }

        @Override
        List<List<Long>> contents() {
            return List.of(List.of(0L), List.of());
        }

        @Override
        void check(boolean completed) throws Exception {
            soon(() -> {
                if (queue.size() == 0) {
                    put(1, SMALL);
                    assertEquals(1, take(Deadline.FOREVER));
                }
                return null;
            });
            assertTrue(!completed || queue.size() == 0);
            List<Long> found = new ArrayList<>();
            for (long number; (number = take(now())) >= 0; found.add(number)) {
                assertFalse(completed);
            }
            KeptRecords.check(List.of(0L), found);
        }
    }

    /** Takes items that lie in three rings, and unlinks the drained ones. */
    static final class TakeAcrossRings extends QueueScenario {
        @Override
        String name() {
            return "queue: take across rings with unlinking";
        }

        @Override
        void fill() throws Exception {
            put(0, LARGE);
            put(1, 2 * LARGE);
            put(2, 4 * LARGE);
        }

        @Override
        void act() throws Exception {
            takeAndKeep(3);
        }

        @Override
        List<Long> takenByChild() {
            return List.of(0L, 1L, 2L);
        }

        @Override
        List<List<Long>> contents() {
            return List.of(List.of(0L, 1L, 2L), List.of(1L, 2L), List.of(2L), List.of());
        }
    }

    /** Puts and takes round the ring, so that records wrap. */
    static final class Wrap extends QueueScenario {
        @Override
        String name() {
            return "queue: put that wraps";
        }

        @Override
        void fill() throws Exception {
            for (int i = 0; i < 2; i++) {
                put(i, LARGE / 2);
            }
            take(now());
        }

        @Override
        void act() throws Exception {
            put(10, LARGE);
        }

        @Override
        List<List<Long>> contents() {
            return List.of(List.of(1L), List.of(1L, 10L));
        }
    }

    /** Counts an item as finished. */
    static final class Finish extends QueueScenario {
        @Override
        String name() {
            return "queue: finish";
        }

        @Override
        void fill() throws Exception {
            for (int i = 0; i < 2; i++) {
                put(i, SMALL);
                take(now());
            }
        }

        @Override
        void act() {
            assertTrue(queue.finish());
            assertTrue(queue.finish());
        }

        @Override
        List<List<Long>> contents() {
            return List.of(List.of());
        }

        @Override
        void check(boolean completed) throws Exception {
            int left = 0;
            while (queue.finish()) {
                left++;
            }
            assertTrue(completed ? left == 0 : left <= 2, left + " were left");
            assertTrue(soon(() -> queue.awaitFinished(Deadline.FOREVER)));
            super.check(completed);
        }
    }

    /** Makes a queue. */
    static final class Create extends Scenario {
        @Override
        String name() {
            return "queue: create";
        }

        @Override
        long[] prepare() {
            return new long[0];
        }

        @Override
        void act() throws Exception {
            RingQueue.create(
                    session().allocate(CellTypes.QUEUE),
                    session().directory(),
                    3,
                    session().processes(),
                    session().token());
        }

        @Override
        void check(boolean completed) {} // nothing may be left when it is reaped

        @Override
        void release() {}
    }
}
