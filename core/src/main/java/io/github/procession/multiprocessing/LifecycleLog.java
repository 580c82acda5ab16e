package io.github.procession.multiprocessing;

import io.github.procession.ipc.memory.ExitSequence;
import io.github.procession.ipc.report.LibraryLogger;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/**
 * Log of the life of processes, as in Python, while the library's log goes to stderr. Else nothing of it is logged: a young JVM need not load a backend only for that.
 */
final class LifecycleLog {
    /** Before spares and children are ended. */
    private static final int EXIT_STAGE = 1;

    private static boolean hooked;

    private LifecycleLog() {}

    /** Lets the log go to stderr, in this process and in children that are started from now on. */
    static void logToStderr(Level level) {
        LibraryLogger.setStderrLevel(level);
        ThisProcess.tellLife();
        tellTheEnd();
    }

    /** Once for a root. */
    static synchronized void tellTheEnd() {
        if (!hooked && ThisProcess.here().isRoot()) {
            hooked = true;
            try {
                ExitSequence.add(EXIT_STAGE, LifecycleLog::rootEnds);
            } catch (IllegalStateException _) {
                // the end has begun
            }
        }
    }

    private static boolean isOn() {
        return LibraryLogger.stderrLevel() != null;
    }

    private static void rootEnds() {
        if (!isOn()) {
            return;
        }
        Logger log = LibraryLogger.ofModule();
        log.info("process shutting down");
        for (Process child : RunningChildren.of(ThisProcess.here())) {
            log.info(
                    child.isDaemon() ? "calling terminate() for daemon {}" : "calling join() for process {}",
                    child.getName());
        }
    }

    static void childRuns() {
        if (isOn()) {
            LibraryLogger.ofModule().info("child process calling run()");
        }
    }

    static void childEnds(int status) {
        if (isOn()) {
            LibraryLogger.ofModule().info("process shutting down");
            LibraryLogger.ofModule().info("process exiting with exitcode {}", status);
        }
    }
}
