package io.github.procession.ipc.jvm;

import io.github.procession.ipc.sync.Uninterruptibly;
import io.github.procession.ipc.system.SystemFiles;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * The signals that Java can send to a process.
 *
 * <p>Java looks at the process first, in a file, so that it does not hit another one with the same number. Without a free
 * file descriptor it sends nothing, and says nothing. So this class keeps one descriptor for that case.
 */
public final class Signals {
    private static final int TRIES = 100;
    private static final String EMPTY = "/dev/null";

    /** Time in which this JVM notices the end of a process, also when it gets no processor for a while. */
    private static final int NOTICE_SECONDS = 1;

    private static FileInputStream reserve; // guarded by the class

    private Signals() {}

    /** Takes the reserve while there is something to take; to be called when a process is started. */
    public static synchronized void prepare() {
        if (reserve == null) {
            try {
                reserve = new FileInputStream(EMPTY);
            } catch (IOException _) {
                // no descriptor left, or another system: the next start tries again
            }
        }
    }

    /**
     * Sends a signal; nothing happens when the process has ended.
     *
     * @param process a child of this one
     * @param kill true for SIGKILL, false for SIGTERM
     * @return false if the process lives and the signal could not be sent
     */
    public static boolean send(java.lang.Process process, boolean kill) {
        if (sendOnce(process, kill) || hasEnded(process)) {
            return true;
        }
        synchronized (Signals.class) {
            for (int i = 0; i < TRIES; i++) { // other threads may be as short of descriptors, and quicker
                release();
                if (sendOnce(process, kill) || hasEnded(process)) {
                    prepare();
                    return true;
                }
                prepare();
                Thread.onSpinWait();
            }
        }
        return Uninterruptibly.call(() -> process.waitFor(NOTICE_SECONDS, TimeUnit.SECONDS));
    }

    /** Whether it has ended, also where its end is known to the system, which tells in a file, and not to this JVM yet; needs no descriptor. */
    private static boolean hasEnded(java.lang.Process process) {
        return !process.isAlive()
                || new File(SystemFiles.PROC, "self").exists()
                        && !new File(SystemFiles.PROC, Long.toString(process.pid())).exists();
    }

    private static void release() {
        if (reserve != null) {
            try {
                reserve.close();
            } catch (IOException _) {
                // closing a file that was only read does not fail
            }
            reserve = null;
        }
    }

    private static boolean sendOnce(java.lang.Process process, boolean kill) {
        ProcessHandle handle =
                process.toHandle(); // not Process.destroy: it would close the pipes and lose what is in them
        return kill ? handle.destroyForcibly() : handle.destroy();
    }
}
