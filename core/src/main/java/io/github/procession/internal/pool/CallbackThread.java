package io.github.procession.internal.pool;

import io.github.procession.internal.DaemonThreads;
import io.github.procession.ipc.report.LibraryLogger;
import io.github.procession.ipc.system.ServiceLoop;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Executor of one pool's callbacks, one after the other, in a daemon thread that starts with the first callback and ends when
 * there are none for a while.
 */
public final class CallbackThread implements Executor {
    private static final long IDLE_SECONDS = 1;

    /** Times that a callback is handed over without memory, with pauses of 50 ms: for five seconds. */
    private static final int MOST_TRIES = 100;

    private final String name;
    private final ThreadPoolExecutor thread;

    /** The thread that runs a callback, or null. */
    private volatile @Nullable Thread running;

    /** Whether the last callback could not be handed over for so long: then there is no thread, and others do not wait, too. */
    private volatile boolean isHopeless;

    CallbackThread(String name) {
        this.name = name;
        ClassLoader contextLoader = Thread.currentThread().getContextClassLoader();
        thread = new ThreadPoolExecutor(
                1,
                1,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                work -> DaemonThreads.create(name, contextLoader, work));
        thread.allowCoreThreadTimeOut(true);
    }

    @Override
    public void execute(Runnable callback) {
        for (int tries = 1; !isAccepted(callback, isHopeless || tries >= MOST_TRIES); tries++) {
            ServiceLoop.pause();
        }
        isHopeless = false;
    }

    /** Hands a callback over; false if there is no memory for that, unless it is the last try. */
    private boolean isAccepted(Runnable callback, boolean isLast) {
        Runnable work = null;
        try {
            work = () -> run(callback);
            thread.execute(work);
            return true;
        } catch (OutOfMemoryError e) {
            if (work != null) {
                thread.remove(work); // there may have been no memory for the thread alone
            }
            if (isLast) {
                isHopeless = true;
                throw e;
            }
            return false;
        } catch (RejectedExecutionException e) {
            throw new IllegalStateException(name + " never rejects", e);
        }
    }

    /** Takes no more callbacks, and waits a moment for those that it has. */
    void end() {
        thread.shutdown();
        try {
            thread.awaitTermination(IDLE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the calling thread runs a callback of this pool. */
    public boolean isCurrent() {
        return running == Thread.currentThread();
    }

    private void run(Runnable callback) {
        running = Thread.currentThread();
        try {
            callback.run();
        } catch (Throwable e) { // a user's code: it must not harm the next callback
            warn(e);
        } finally {
            running = null;
        }
    }

    private void warn(Throwable thrown) {
        try {
            LibraryLogger.warnSurely(PoolEngine.LOG, name + ": a callback threw", thrown);
        } catch (OutOfMemoryError _) {
            // the thread goes on: there may be none to take its place
        }
    }
}
