package io.github.procession.tools;

import io.github.procession.ipc.memory.OpenFiles;
import io.github.procession.ipc.memory.SessionSnapshot;
import io.github.procession.ipc.memory.UnreadableSessionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The sessions that a command is about. */
final class Sessions {
    /** Trees that could be read, and sentences about those that could not. */
    record Found(List<Tree> trees, List<String> refusals) {}

    private Sessions() {}

    /** All sessions of this user. */
    static Found all() {
        List<Tree> trees = new ArrayList<>();
        List<String> refusals = new ArrayList<>();
        for (Path folder : SessionSnapshot.folders()) {
            try {
                if (isMine(folder) && SessionSnapshot.isOfThisSystem(folder)) {
                    trees.add(Tree.of(folder));
                }
            } catch (UnreadableSessionException e) {
                refusals.add(e.getMessage());
            } catch (IOException e) {
                refusals.add("The session " + folder + " cannot be read: " + e.getMessage() + ".");
            }
        }
        return new Found(trees, refusals);
    }

    private static boolean isMine(Path folder) throws IOException {
        return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                && Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).equals(me());
    }

    private static Object me() throws IOException {
        Path proc = Path.of("/proc", Long.toString(ProcessHandle.current().pid()));
        return Files.getOwner(Files.exists(proc) ? proc : Path.of(System.getProperty("user.home")));
    }

    /**
     * The folder of one session.
     *
     * @param which the pid of a process of its tree, or the path of its folder; null for the only one of this user
     * @throws UnreadableSessionException if there is none, or more than one
     */
    static Path one(@Nullable String which) throws IOException {
        if (which == null) {
            return only();
        }
        if (!which.matches("[0-9]+")) {
            return folder(which);
        }
        long pid = pid(which);
        List<Path> ofUser = SessionSnapshot.folders();
        for (Path folder : ofUser) {
            if (SessionSnapshot.rootPid(folder) == pid && SessionSnapshot.isOfThisSystem(folder)) {
                return folder;
            }
        }
        for (Path folder : ofUser) {
            if (isMine(folder) && hasMember(folder, pid)) {
                return folder;
            }
        }
        throw new UnreadableSessionException("There is no session with a process " + pid
                + ": 'procession ps' lists those of this user (with -Dprocession.dir=DIR those in DIR).");
    }

    private static Path folder(String path) throws UnreadableSessionException {
        Path folder = Path.of(path).toAbsolutePath().normalize();
        if (!SessionSnapshot.isNamedSo(folder)) {
            throw new UnreadableSessionException(
                    "The argument '" + Text.clean(path) + "' is neither a pid nor the path of a session folder.");
        }
        return folder;
    }

    private static long pid(String text) throws UnreadableSessionException {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new UnreadableSessionException("The argument '" + text + "' is no pid.");
        }
    }

    private static boolean hasMember(Path folder, long pid) {
        try {
            return SessionSnapshot.read(folder, new OpenFiles(0)).members().stream()
                    .anyMatch(member -> member.pid() == pid);
        } catch (IOException e) {
            return false; // of another user, or ended
        }
    }

    private static Path only() throws UnreadableSessionException {
        Found found = all();
        if (found.trees.size() == 1) {
            return found.trees.getFirst().folder;
        }
        if (found.trees.isEmpty()) {
            throw new UnreadableSessionException(
                    found.refusals.isEmpty()
                            ? "No program of this user runs with Procession."
                            : found.refusals.getFirst());
        }
        StringBuilder pids = new StringBuilder();
        found.trees.forEach(tree -> pids.append(' ').append(tree.rootPid));
        throw new UnreadableSessionException("There are " + found.trees.size()
                + " sessions of this user: give the pid of one of them:" + pids + ".");
    }
}
