package io.github.procession.ipc.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Notes in a session folder on processes that go on when its tree is killed, such as a program of another author: whoever sweeps the
 * folder of a dead tree ends them. One file a process; a file gets its name when it is whole.
 *
 * <p>A process is ended if the note names it with the time of its start, its namespace of pids and the boot of the system, so that no other one
 * can have its pid by now.
 */
public final class Orphans {
    private static final String PREFIX = "orphan.";
    private static final String UNFINISHED = ".orphan.";
    private static final int MOST_BYTES = 1 << 10;

    /** Start times of this and less stand for those that are not known. */
    private static final long NO_START = 1;

    private static final Pattern NOTE = Pattern.compile("pid (\\d{1,18}) started (\\d{1,18}) in .*");

    private Orphans() {}

    /**
     * Leaves a note on a process that runs.
     *
     * @param pid its process id
     * @throws IOException if there can be no session folder, or no file in it
     */
    public static void note(long pid) throws IOException {
        Path folder = Session.folder();
        Path unfinished = Files.writeString(folder.resolve(UNFINISHED + pid), ProcessIdentity.of(pid));
        Files.move(unfinished, folder.resolve(PREFIX + pid), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Ends those of a dead tree. */
    static void end(OpenFolder folder) throws IOException {
        for (String name : folder.names()) {
            if (name.startsWith(PREFIX)) {
                end(folder.text(name, MOST_BYTES));
            }
        }
    }

    private static void end(String note) {
        Matcher parts = NOTE.matcher(note);
        if (!parts.matches() || Long.parseLong(parts.group(2)) <= NO_START) {
            return;
        }
        long pid = Long.parseLong(parts.group(1));
        ProcessHandle.of(pid)
                .filter(_ -> note.equals(ProcessIdentity.of(pid)))
                .ifPresent(ProcessHandle::destroyForcibly);
    }
}
