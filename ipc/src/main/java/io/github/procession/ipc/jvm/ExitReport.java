package io.github.procession.ipc.jvm;

import java.io.File;
import java.io.IOException;

/**
 * Report by which {@code System.exit(143)} differs from a death by SIGTERM, which the operating system reports to a Java parent as the
 * same number.
 *
 * <p>A child that ends in order leaves an empty file in the session folder from a shutdown hook. Shutdown hooks do not
 * run when a signal kills it, because it runs with {@code -Xrs}. Numbers up to 128 need no report.
 */
final class ExitReport {
    /** Exit values above it may mean a signal. */
    static final int SIGNAL_BASE = 128;

    private ExitReport() {}

    private static File file(File directory, int token) {
        return new File(directory, new StringBuilder("exit-").append(token).toString());
    }

    /** Called in the child while it shuts down. */
    static void leave(File directory, int token) throws IOException {
        file(directory, token).createNewFile();
    }

    /**
     * Called in the parent once the child is dead: takes the report away and says how the child ended.
     *
     * @param value what the operating system says, through {@link java.lang.Process#exitValue()}
     * @param sentSignal the last signal that this process sent to the child, or 0
     * @return the status of an orderly exit, or the negative number of the signal that killed it
     */
    static int take(File directory, int token, int value, int sentSignal) {
        boolean orderly = file(directory, token).delete();
        if (value <= SIGNAL_BASE) {
            return value;
        }
        int signal = value - SIGNAL_BASE;
        // a child killed while its shutdown hooks ran has left its report, yet the signal ended it
        return orderly && signal != sentSignal ? value : -signal;
    }
}
