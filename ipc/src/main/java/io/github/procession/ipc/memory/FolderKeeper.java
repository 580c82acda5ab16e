package io.github.procession.ipc.memory;

import java.io.File;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Thread that keeps a session folder young while there are child processes: cleaners of temporary files remove what has not been used for
 * some days, and memory that is only mapped does not count as used. Its thread is there only as long, since it would hold the
 * class loader of an application that is dropped.
 */
final class FolderKeeper {
    /** Cleaners wait for days; systemd's rules for {@code /tmp} say ten. */
    private static final long PERIOD_MILLIS = 8L * 60 * 60 * 1000;

    private final File folder;
    private int children;
    private @Nullable Thread thread;

    FolderKeeper(Path folder) {
        this.folder = folder.toFile();
    }

    synchronized void childStarts() {
        if (children++ == 0) {
            Thread keeper = new Thread(null, this::run, "procession-folder-keeper", 0, false);
            keeper.setDaemon(true);
            try {
                keeper.start();
                thread = keeper;
            } catch (OutOfMemoryError _) {
                // the system has no thread for it, and will hardly do without one for days
            }
        }
    }

    synchronized void childEnded() {
        if (--children == 0 && thread != null) {
            thread.interrupt();
            thread = null;
        }
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(PERIOD_MILLIS);
                touch(folder);
            }
        } catch (InterruptedException _) {
            // the last child has ended
        }
    }

    /** Gives all files in a folder, and then the folder, the time of now. */
    static void touch(File folder) {
        long now = System.currentTimeMillis();
        File[] files = folder.listFiles();
        if (files != null) {
            for (File file : files) {
                boolean _ = file.setLastModified(now); // a file that has just been removed needs no time
            }
        }
        boolean _ = folder.setLastModified(now);
    }

    /** Stops when the folder is removed. */
    synchronized void end() {
        if (thread != null) {
            thread.interrupt();
        }
    }
}
