package io.github.procession.ipc.jvm;

import io.github.procession.ipc.report.LibraryLogger;
import java.io.File;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Look at the class path for files that were replaced while this program runs: a child reads them as they are now, and this
 * process has the classes of before. Of each such file the log tells once. Looked at are jars, and in folders the file of the class
 * whose code the child runs first; more would cost each start too much.
 */
final class ChangedFiles {
    /** The system tells in whole seconds when it was booted, and from then on when a process was started. */
    private static final long PRECISION_MILLIS = 2_000;

    /** What files were like when a child was started that reads them; guarded by the class. */
    private static final Map<File, Long> KNOWN = new HashMap<>();

    private static final Set<File> TOLD = new HashSet<>(); // guarded by the class

    private ChangedFiles() {}

    /** To be called before a JVM is started. */
    static synchronized void look(JvmCommand command) {
        if (command.classPath() == null) {
            return;
        }
        String name = command.taskClass().replace('.', File.separatorChar) + ".class";
        for (String entry : command.classPath().split(File.pathSeparator)) {
            File file = new File(entry);
            look(file.isDirectory() ? new File(file, name) : file);
        }
    }

    private static void look(File file) {
        long time = file.lastModified();
        if (time == 0) {
            return; // there is none
        }
        long seen = time ^ file.length() << 1;
        Long known = KNOWN.put(file, seen);
        if ((known == null ? isYounger(time) : known != seen) && TOLD.add(file)) {
            LibraryLogger.of(ChangedFiles.class)
                    .warn(
                            "{} has changed since this program was started: new processes run the new classes, and"
                                + " this one has the old; restart the program, as objects of the two may not fit each"
                                + " other",
                            file);
        }
    }

    /** Whether a file was written when this process ran; one of the future says nothing. */
    private static boolean isYounger(long time) {
        long start = ProcessHandle.current()
                .info()
                .startInstant()
                .map(Instant::toEpochMilli)
                .orElse(Long.MAX_VALUE - PRECISION_MILLIS);
        return time > start + PRECISION_MILLIS && time <= System.currentTimeMillis();
    }
}
