package io.github.procession.internal.pool;

import io.github.procession.internal.Durations;
import io.github.procession.ipc.system.ServiceLoop;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Timer of all pools: one daemon thread, which ends when no time limit is set. Actions must be short. One that has no memory is done
 * again a little later, so it must be one that can be done twice; and the thread is replaced if it has none itself.
 */
public final class PoolTimer {
    private static final long IDLE_SECONDS = 1;
    private static final long AGAIN_MILLIS = 50;
    private static final ScheduledThreadPoolExecutor TIMER = create();

    private PoolTimer() {}

    static ScheduledThreadPoolExecutor create() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
        timer.setThreadFactory(work -> {
            Thread thread = new Thread(null, () -> workOrReplace(work, timer), "procession-pool-timer", 0, false);
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        timer.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
        return timer;
    }

    /** The executor replaces a thread that dies, but gives that up if it has no memory for another. */
    private static void workOrReplace(Runnable work, ScheduledThreadPoolExecutor timer) {
        try {
            work.run();
            return;
        } catch (OutOfMemoryError _) {
            // such as of the executor itself
        }
        for (boolean replaced = false; !replaced; ) {
            try {
                timer.prestartCoreThread();
                replaced = true;
            } catch (OutOfMemoryError _) {
                ServiceLoop.pause();
            }
        }
    }

    public static void end() {
        TIMER.shutdownNow();
    }

    static Future<?> after(Duration delay, Runnable action) {
        return TIMER.schedule(() -> doOrPutOff(action), Durations.toNanos(delay), TimeUnit.NANOSECONDS);
    }

    private static void doOrPutOff(Runnable action) {
        try {
            action.run();
            return;
        } catch (OutOfMemoryError _) {
            // others may be due meanwhile
        }
        for (boolean putOff = false; !putOff; ) {
            try {
                after(Duration.ofMillis(AGAIN_MILLIS), action);
                putOff = true;
            } catch (OutOfMemoryError _) {
                ServiceLoop.pause();
            } catch (RejectedExecutionException _) {
                return; // the library has ended
            }
        }
    }
}
