package io.github.procession.ipc.memory;

import java.io.File;
import java.nio.file.Path;

/**
 * The thread that keeps a session folder young: cleaners of temporary files remove what has not been used for some days, and
 * memory that is only mapped does not count as used.
 */
final class FolderKeeper extends Thread {
    /** Cleaners wait for days; systemd's rules for {@code /tmp} say ten. */
    private static final long PERIOD_MILLIS = 8L * 60 * 60 * 1000;

    private final File folder;

    private FolderKeeper(File folder) {
        super(null, null, "procession-folder-keeper", 0, false);
        this.folder = folder;
        setDaemon(true);
    }

    static FolderKeeper start(Path folder) {
        FolderKeeper keeper = new FolderKeeper(folder.toFile());
        keeper.start();
        return keeper;
    }

    @Override
    public void run() {
        try {
            while (true) {
                sleep(PERIOD_MILLIS);
                touch(folder);
            }
        } catch (InterruptedException _) {
            // by end()
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

    void end() {
        interrupt();
    }
}
