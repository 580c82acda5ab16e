package io.github.procession.internal.pool;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The clock and the threads of an engine: those of the JVM, except in tests that drive an engine step by step. */
interface Surroundings {
    /** Time and threads of the JVM. */
    Surroundings JVM = new Surroundings() {
        private static final long IDLE_SECONDS = 2;

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public long currentTimeMillis() {
            return System.currentTimeMillis();
        }

        @Override
        public Future<?> after(Duration delay, Runnable action) {
            return PoolTimer.after(delay, action);
        }

        @Override
        public ExecutorService background(ThreadFactory threads) {
            return new ThreadPoolExecutor(
                    0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), threads);
        }

        @Override
        public void start(Thread thread) {
            thread.start();
        }
    };

    long nanoTime();

    /** Milliseconds since 1970, which other processes of the machine count as well. */
    long currentTimeMillis();

    /** Schedules a short action; a delay of null means never. */
    Future<?> after(Duration delay, Runnable action);

    /** Threads for work that may block, one for each piece of work. */
    ExecutorService background(ThreadFactory threads);

    /** Starts the thread that takes results when no caller does. */
    void start(Thread thread);
}
