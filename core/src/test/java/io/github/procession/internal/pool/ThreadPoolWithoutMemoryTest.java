package io.github.procession.internal.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A thread of a pool that has no memory while it tells of a task that failed. */
class ThreadPoolWithoutMemoryTest {
    private static final String PLACE = "where it failed";
    private static final long LIMIT_SECONDS = 30;

    /** Threads that have memory for words as long as they do not run. */
    private static final class ShortOfMemory implements ThreadWorkers, ThreadWorkers.Calls {
        private final ThreadWorkers plain = ThreadWorkers.plainThreads(new Object[0], false);
        private volatile boolean runs;

        @Override
        public void start(String name, Runnable loop, Runnable onEnd) {
            plain.start(name, loop, onEnd);
        }

        @Override
        public Calls calls() {
            return this;
        }

        @Override
        public void initialize() {
            runs = true;
        }

        @Override
        public Outcome call(PoolTask task) {
            return new Outcome(null, new IllegalStateException("of the task"), true);
        }

        @Override
        public String describe(String name) {
            if (runs) {
                throw new OutOfMemoryError("none for words");
            }
            return PLACE;
        }

        @Override
        public long patienceNanos() {
            return 0;
        }
    }

    /** A call that fails. */
    private static final class Failing extends OneTask {
        private final CountDownLatch ended = new CountDownLatch(1);
        private volatile String place;

        @Override
        protected void failed(PoolTask task, Throwable reason, String where) {
            place = where;
            ended.countDown();
        }
    }

    @Test
    void aCallHearsWhereItFailed() throws Exception {
        ThreadPoolEngine engine = new ThreadPoolEngine("pool", 1, new ShortOfMemory(), 0, false, null, null).start();
        try {
            Failing job = new Failing();
            engine.submit(job, this, false);
            assertTrue(job.ended.await(LIMIT_SECONDS, TimeUnit.SECONDS), "its caller waits for ever");
            assertEquals(PLACE, job.place);
        } finally {
            engine.terminate();
        }
    }
}
