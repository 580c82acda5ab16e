package io.github.procession.stress.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.ipc.memory.Session;
import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.transport.MessageQueue;
import io.github.procession.ipc.transport.PipeEnd;
import io.github.procession.stress.SharedCell;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Deaths while the address of a shared object is on its way from one process to another. */
abstract class MoveScenario extends Scenario {
    static final int WORD = 4711;

    MessageQueue queue;

    static Deadline now() {
        return Deadline.after(Duration.ZERO);
    }

    /** The next object in the queue, null if there is none. */
    SharedCell take() throws Exception {
        List<Object> taken = new ArrayList<>();
        return queue.take(now(), taken::add) ? (SharedCell) taken.getFirst() : null;
    }

    @Override
    long[] prepare() throws Exception {
        queue = MessageQueue.create(Integer.MAX_VALUE);
        return new long[] {queue.address()};
    }

    @Override
    void open(long[] numbers) throws Exception {
        queue = MessageQueue.open(numbers[0]);
    }

    @Override
    void release() {
        queue.close();
    }

    /** Whatever is in the queue is an object that exists. */
    int checkContents() throws Exception {
        int found = 0;
        for (SharedCell cell; (cell = soon(this::take)) != null; found++) {
            assertTrue(cell.exists(), "the object was freed on its way");
            assertEquals(WORD, cell.word());
            cell.close();
        }
        return found;
    }

    /** Makes an object, sends it, lets go of it. */
    static final class Send extends MoveScenario {
        @Override
        String name() {
            return "moves: send an object through a queue";
        }

        @Override
        void act() throws Exception {
            try (SharedCell cell = SharedCell.with(WORD)) {
                queue.put(cell, now());
            }
        }

        @Override
        void check(boolean completed) throws Exception {
            int found = checkContents();
            assertTrue(completed ? found == 1 : found <= 1, "found " + found);
        }
    }

    /** The same; the object is looked at when the dead sender is reaped, and only the message keeps it alive. */
    static final class SendAndDie extends MoveScenario {
        @Override
        String name() {
            return "moves: an object in flight when its sender is reaped";
        }

        @Override
        void act() throws Exception {
            queue.put(SharedCell.with(WORD), now());
        }

        @Override
        void check(boolean completed) {}

        @Override
        void release() {
            try {
                checkContents();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
            super.release();
        }
    }

    /** Receives an object that only the message keeps alive, uses it, lets go of it. */
    static final class Receive extends MoveScenario {
        @Override
        String name() {
            return "moves: receive an object from a queue";
        }

        @Override
        long[] prepare() throws Exception {
            long[] numbers = super.prepare();
            for (int i = 0; i < 2; i++) {
                try (SharedCell cell = SharedCell.with(WORD)) {
                    queue.put(cell, now());
                }
            }
            return numbers;
        }

        @Override
        void act() throws Exception {
            SharedCell cell = take();
            assertEquals(WORD, cell.word());
            cell.close();
        }

        @Override
        void check(boolean completed) throws Exception {
            int found = checkContents();
            assertTrue(completed ? found == 1 : found == 1 || found == 2, "found " + found);
        }
    }

    /** Drops a queue whose unread messages alone keep objects alive. */
    static final class FreeCarrier extends MoveScenario {
        private SharedCell seen;

        @Override
        String name() {
            return "moves: free a queue with objects in it";
        }

        @Override
        long[] prepare() throws Exception {
            long[] numbers = super.prepare();
            for (int i = 0; i < 2; i++) {
                try (SharedCell cell = SharedCell.with(WORD)) {
                    queue.put(cell, now());
                    seen = cell;
                }
            }
            return numbers;
        }

        @Override
        void grant(int child, long[] numbers) throws Exception {
            super.grant(child, numbers);
            assertTrue(seen.exists());
            queue.close();
        }

        @Override
        void act() {
            queue.close();
        }

        @Override
        void check(boolean completed) {
            assertFalse(completed && seen.exists());
        }

        @Override
        void release() {
            assertFalse(seen.exists());
        }
    }

    /** Makes a pipe, sends one end through another pipe, closes all. */
    static final class Pipe extends MoveScenario {
        private PipeEnd[] pipe;

        @Override
        String name() {
            return "moves: make a pipe, send an object through it";
        }

        @Override
        long[] prepare() {
            return new long[0];
        }

        @Override
        void open(long[] numbers) {}

        @Override
        void act() throws Exception {
            pipe = PipeEnd.pair(true);
            try (SharedCell cell = SharedCell.with(WORD)) {
                pipe[0].send(cell);
            }
            pipe[0].close();
            SharedCell back = (SharedCell) pipe[1].receive();
            assertEquals(WORD, back.word());
            pipe[1].close();
            back.close();
            assertFalse(back.exists());
        }

        @Override
        void check(boolean completed) {} // nothing may be left when it is reaped

        @Override
        void release() {
            Session.current();
        }
    }
}
