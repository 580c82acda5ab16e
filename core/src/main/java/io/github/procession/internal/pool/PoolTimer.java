package io.github.procession.internal.pool;

import io.github.procession.internal.Durations;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Timer of all pools: one daemon thread, which ends when no time limit is set. Actions must be short. */
public final class PoolTimer {
    private static final long IDLE_SECONDS = 1;
    private static final ScheduledThreadPoolExecutor TIMER = create();

    private PoolTimer() {}

    private static ScheduledThreadPoolExecutor create() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, action -> {
            Thread thread = new Thread(null, action, "procession-pool-timer", 0, false);
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        timer.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
        return timer;
    }

    public static void end() {
        TIMER.shutdownNow();
    }

    static Future<?> after(Duration delay, Runnable action) {
        return TIMER.schedule(action, Durations.toNanos(delay), TimeUnit.NANOSECONDS);
    }
}
