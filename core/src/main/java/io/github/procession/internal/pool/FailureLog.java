package io.github.procession.internal.pool;

import io.github.procession.internal.DaemonThreads;
import io.github.procession.ipc.sync.Uninterruptibly;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Log of failures that no caller has asked for, in a thread of its own: printing an exception runs code of users, which may never
 * return, and neither the cleaner nor the end of a pool may depend on it.
 */
final class FailureLog {
    private static final long IDLE_SECONDS = 1;
    private static final long MOST_SECONDS = 5;
    private static final ThreadPoolExecutor THREAD = create();

    private FailureLog() {}

    private static ThreadPoolExecutor create() {
        ThreadPoolExecutor thread = new ThreadPoolExecutor(
                1,
                1,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                work -> DaemonThreads.create("procession-failures", null, work));
        thread.allowCoreThreadTimeOut(true);
        return thread;
    }

    /** Has a failure printed. */
    static void add(Runnable printing) {
        THREAD.execute(printing);
    }

    /** Waits until those that were added before are printed, for some seconds at most. */
    static void awaitPrinted() {
        CountDownLatch printed = new CountDownLatch(1);
        THREAD.execute(printed::countDown);
        Uninterruptibly.call(() -> printed.await(MOST_SECONDS, TimeUnit.SECONDS));
    }
}
