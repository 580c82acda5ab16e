package io.github.procession.tools;

import io.github.procession.ipc.memory.OpenFiles;
import io.github.procession.ipc.memory.SessionSnapshot;
import io.github.procession.ipc.memory.UnreadableSessionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A tree that is looked at again and again: its files stay open, and what cannot change any more is not asked for again. A tree of
 * an earlier look has no more to tell than what it has been asked.
 */
final class OpenTree implements AutoCloseable {
    private static final int MOST_FILES = 512;

    /** A new process may be about to become another program, so it is looked at once more. */
    private static final int ENOUGH_LOOKS = 2;

    final Path folder;
    final long rootPid;
    final OpenFiles files;
    private final Set<Integer> begun = new HashSet<>();
    private Map<Long, Integer> strangers = new HashMap<>();
    private SessionSnapshot session;

    private OpenTree(Path folder, OpenFiles files) {
        this.folder = folder;
        this.rootPid = SessionSnapshot.rootPid(folder);
        this.files = files;
    }

    /** A tree that is looked at often. */
    static OpenTree of(Path folder) {
        return new OpenTree(folder, new OpenFiles(MOST_FILES));
    }

    /** A tree that is looked at once, of which nothing stays open. */
    static OpenTree forOneLook(Path folder) {
        return new OpenTree(folder, new OpenFiles(0));
    }

    /**
     * Looks at the session.
     *
     * @throws UnreadableSessionException with a sentence that says why this cannot be
     */
    Tree look() throws IOException {
        if (session == null && !SessionSnapshot.isOfThisSystem(folder)) {
            SessionSnapshot.read(folder, files); // whose it is matters more than where
            throw new UnreadableSessionException("The session " + folder
                    + " belongs to another container or an earlier boot: run the tool in the container.");
        }
        session = session == null ? SessionSnapshot.read(folder, files) : session.again();
        Tree tree = new Tree(session, this);
        begun.retainAll(tree.nodes.keySet());
        return tree;
    }

    /** Whether a child has not begun: when it does, it removes the named pipe of its line, the last word of its command. */
    boolean isBooting(Node node) {
        if (node.member.pid() == rootPid || begun.contains(node.member.token())) {
            return false;
        }
        String line = line(node.member.pid());
        boolean exists = line != null && Files.exists(Path.of(line));
        if (line != null && !exists) {
            begun.add(node.member.token());
        }
        return exists;
    }

    /** The named pipe by which a JVM was told of its parent, null if it was not. */
    private static String line(long pid) {
        List<String> command = SystemProcess.command(pid);
        return !command.isEmpty() && command.getLast().contains("/control-") ? command.getLast() : null;
    }

    /** Pids of the spare JVMs, which are in no table: they have a line in the session folder. */
    List<Long> spares(Set<Long> members) {
        List<Long> spares = new ArrayList<>();
        Map<Long, Integer> now = new HashMap<>();
        for (long pid : SystemProcess.all()) {
            int looks = strangers.getOrDefault(pid, 0);
            if (members.contains(pid)) {
                continue;
            }
            if (looks < ENOUGH_LOOKS && isSpare(pid)) {
                spares.add(pid);
            } else {
                now.put(pid, Math.min(looks + 1, ENOUGH_LOOKS));
            }
        }
        strangers = now;
        return spares;
    }

    private boolean isSpare(long pid) {
        String line = line(pid);
        return line != null && line.startsWith(folder + "/");
    }

    @Override
    public void close() throws IOException {
        files.close();
    }
}
