package io.github.procession.ipc.jvm;

import io.github.procession.ipc.memory.Session;
import io.github.procession.ipc.sync.Uninterruptibly;
import java.io.File;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Report by which {@code System.exit(143)} differs from a death by SIGTERM, which the operating system reports to a Java parent as the
 * same number.
 *
 * <p>A child that ends in order leaves an empty file in the session folder from a shutdown hook. Shutdown hooks do not
 * run when a signal kills it, because it runs with {@code -Xrs}. Numbers up to 128 need no report. Nor do those above 192, which no
 * signal has: {@code Runtime.halt(200)} leaves none.
 */
final class ExitReport {
    /** Exit values above it may mean a signal. */
    static final int SIGNAL_BASE = 128;

    private static final int LAST_SIGNAL = 64;

    /** Value of a process whose exit value is lost. */
    static final int LOST = -1;

    /** What stands for it, as in CPython. */
    static final int LOST_CODE = 255;

    /** Beginning of the name of the JDK's thread for a process, which goes on with its number and a parenthesis. */
    private static final String REAPER = "process reaper (pid ";

    private static final int LOOK_SECONDS = 5;
    private static final long PAUSE_NANOS = 50_000_000;

    private ExitReport() {}

    /**
     * Waits for the end of a process that this one has started. The JDK tells of it by a thread that may have died of a lack of
     * memory, so the system is asked as well, now and then. As long as there is that thread, it may only be slow.
     *
     * @return its exit value, {@link #LOST} if that is lost; for {@link #take}
     */
    static int await(java.lang.Process process) {
        for (int missing = 0; missing < 2; ) {
            try {
                if (Uninterruptibly.call(() -> process.waitFor(LOOK_SECONDS, TimeUnit.SECONDS))) {
                    return process.exitValue();
                }
                missing = ParentWatch.isDead(process.pid()) && !hasReaper(process.pid()) ? missing + 1 : 0;
            } catch (OutOfMemoryError _) { // of this thread
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
        return LOST;
    }

    /** Whether the JDK still has a thread that waits for the end of the process, or is about to tell of it. */
    static boolean hasReaper(long pid) {
        ThreadGroup all = Thread.currentThread().getThreadGroup();
        while (all.getParent() != null) {
            all = all.getParent();
        }
        Thread[] threads = new Thread[2 * all.activeCount() + 16]; // what begins meanwhile is not the one in question
        int count = all.enumerate(threads);
        String name = REAPER + pid + ")";
        for (int i = 0; i < count; i++) {
            if (threads[i].getName().equals(name)) {
                return true;
            }
        }
        return false;
    }

    /** Called in the child while it shuts down. */
    static void leave(File directory, int token) throws IOException {
        Session.exitReport(directory, token).createNewFile();
    }

    /** Called in the child if its parent has died: nobody is left to take the report. */
    static void takeBack(File directory, int token) {
        Session.exitReport(directory, token).delete();
    }

    /**
     * Called in the parent once the child is dead: takes the report away and says how the child ended.
     *
     * @param value from {@link #await}
     * @param sentSignal the last signal that this process sent to the child, or 0
     * @return the status of an orderly exit, or the negative number of the signal that killed it
     */
    static int take(File directory, int token, int value, int sentSignal) {
        boolean orderly = Session.exitReport(directory, token).delete();
        if (value == LOST) {
            return LOST_CODE;
        }
        int signal = value - SIGNAL_BASE;
        if (signal <= 0 || signal > LAST_SIGNAL) {
            return value;
        }
        // a child killed while its shutdown hooks ran has left its report, yet the signal ended it
        return orderly && signal != sentSignal ? value : -signal;
    }
}
