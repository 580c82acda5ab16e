package io.github.procession.concurrent;

import io.github.procession.ipc.memory.EndOfProgram;
import io.github.procession.ipc.memory.ExitSequence;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Thread that keeps the JVM alive while any executor has calls that have not ended: a program that returns from main waits for
 * its work, as Python's does. What executors run in are daemons, so the one thread here is what the JVM waits for.
 *
 * <p>The thread stays for a moment after the last call, so that a program that makes one after the other does not start
 * a thread for each; an executor that is shut down spares it the moment.
 */
final class KeepAlive implements Runnable {
    private static final long LINGER_MILLIS = 100;

    // all guarded by the class
    private static int open;
    private static boolean running;
    private static boolean hurry;

    private KeepAlive() {}

    /**
     * A call begins.
     *
     * @throws RejectedExecutionException if the program is ending, or the system has no thread
     */
    static synchronized void begin() {
        if (!running) {
            requireNotEnding();
            Thread thread = new Thread(null, new KeepAlive(), "procession-executors", 0, false);
            thread.setDaemon(false);
            try {
                thread.start();
            } catch (OutOfMemoryError e) {
                throw new RejectedExecutionException("the system has no thread: " + e.getMessage(), e);
            }
            running = true;
        }
        hurry = false;
        open++;
    }

    /** A call has ended. */
    static synchronized void end() {
        if (--open == 0) {
            KeepAlive.class.notifyAll();
        }
    }

    /** No further call is likely. */
    static synchronized void release() {
        hurry = true;
        KeepAlive.class.notifyAll();
    }

    /** A JVM that is past its last thread would not wait for a new one either. */
    private static void requireNotEnding() {
        if (ExitSequence.isShuttingDown()) {
            EndOfProgram end = new EndOfProgram(null);
            throw new RejectedExecutionException(end.getMessage() + ": no new calls", end);
        }
    }

    @Override
    public void run() {
        synchronized (KeepAlive.class) {
            long lingerEnd = 0;
            while (true) {
                try {
                    if (open > 0) {
                        lingerEnd = 0;
                        KeepAlive.class.wait();
                        continue;
                    }
                    long now = System.nanoTime();
                    if (lingerEnd == 0) {
                        lingerEnd = now + TimeUnit.MILLISECONDS.toNanos(LINGER_MILLIS) | 1;
                    }
                    if (hurry || lingerEnd - now <= 0) {
                        running = false;
                        return;
                    }
                    TimeUnit.NANOSECONDS.timedWait(KeepAlive.class, lingerEnd - now);
                } catch (InterruptedException e) {
                    Thread.interrupted(); // of no task
                }
            }
        }
    }
}
