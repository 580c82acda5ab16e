package io.github.procession.multiprocessing;

import io.github.procession.internal.Durations;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The time limits of all pools, in one daemon thread. Actions must be short. */
final class PoolTimer {
    private static final ScheduledThreadPoolExecutor TIMER = create();

    private PoolTimer() {}

    private static ScheduledThreadPoolExecutor create() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, action -> {
            Thread thread = new Thread(null, action, "procession-pool-timer", 0, false);
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    static Future<?> after(Duration delay, Runnable action) {
        return TIMER.schedule(action, Durations.toNanos(delay), TimeUnit.NANOSECONDS);
    }
}
