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
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A tree that is looked at again and again: its files stay open, and what cannot change any more is not asked for again. A tree of
 * an earlier look must not be asked for anything new.
 */
final class OpenTree implements AutoCloseable {
    private static final int MOST_FILES = 512;

    /** A new process may be about to become another program, so it is looked at once more after that time. */
    private static final long STRANGER_NANOS = 1_000_000_000;

    /**
     * A process that is no spare.
     *
     * @param command its words
     * @param since when a look has found it with this command for the first time
     * @param isForGood whether it is not asked again
     */
    private record Stranger(List<String> command, long since, boolean isForGood) {
        Stranger seen(List<String> now, long nanos) {
            return now.equals(command)
                    ? new Stranger(command, since, nanos - since >= STRANGER_NANOS)
                    : new Stranger(now, nanos, false);
        }
    }

    final Path folder;
    final long rootPid;
    final OpenFiles files;
    private final Set<Integer> begun = new HashSet<>();
    private final Map<Integer, Long> mainThreads = new HashMap<>();
    private final LongSupplier clock;
    private Map<Long, Stranger> strangers = new HashMap<>();
    private @Nullable SessionSnapshot session;

    private OpenTree(Path folder, OpenFiles files, LongSupplier clock) {
        this.folder = folder;
        this.rootPid = SessionSnapshot.rootPid(folder);
        this.files = files;
        this.clock = clock;
    }

    /** A tree that is looked at often. */
    static OpenTree of(Path folder) {
        return of(folder, System::nanoTime);
    }

    /** With a clock that counts nanoseconds. */
    static OpenTree of(Path folder, LongSupplier clock) {
        return new OpenTree(folder, new OpenFiles(MOST_FILES), clock);
    }

    /** A tree that is looked at once, of which nothing stays open. */
    static OpenTree forOneLook(Path folder) {
        return new OpenTree(folder, new OpenFiles(0), System::nanoTime);
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
        mainThreads.keySet().retainAll(tree.nodes.keySet());
        return tree;
    }

    /** Whether a child has not begun: when it does, it removes the named pipe of its line, the last word of its command. */
    boolean isBooting(Node node) {
        if (node.member.pid() == rootPid || begun.contains(node.member.token())) {
            return false;
        }
        String line = line(SystemProcess.command(node.member.pid()));
        boolean exists = line != null && Files.exists(Path.of(line));
        if (line != null && !exists) {
            begun.add(node.member.token());
        }
        return exists;
    }

    /** Whether the thread that runs {@code main} sleeps. */
    boolean isMainAsleep(Node node) {
        long pid = node.member.pid();
        long thread = mainThreads.getOrDefault(node.member.token(), 0L);
        if (thread == 0) {
            thread = SystemProcess.mainThread(pid);
            mainThreads.put(node.member.token(), thread);
        }
        return thread != 0 && SystemProcess.isAsleep(pid, thread, files);
    }

    /** The named pipe by which a JVM was told of its parent, null if it was not. */
    private static @Nullable String line(List<String> command) {
        return !command.isEmpty() && command.getLast().contains("/control-") ? command.getLast() : null;
    }

    /** Pids of the spare JVMs, which are in no table: they have a line in the session folder. */
    List<Long> spares(Set<Long> members) {
        List<Long> spares = new ArrayList<>();
        Map<Long, Stranger> found = new HashMap<>();
        long now = clock.getAsLong();
        for (long pid : SystemProcess.all()) {
            if (members.contains(pid)) {
                continue;
            }
            Stranger known = strangers.get(pid);
            if (known != null && known.isForGood) {
                found.put(pid, known);
                continue;
            }
            List<String> command = SystemProcess.command(pid);
            if (isSpare(command)) {
                spares.add(pid);
            } else {
                found.put(pid, known == null ? new Stranger(command, now, false) : known.seen(command, now));
            }
        }
        strangers = found;
        return spares;
    }

    private boolean isSpare(List<String> command) {
        String line = line(command);
        return line != null && line.startsWith(folder + "/");
    }

    @Override
    public void close() throws IOException {
        files.close();
    }
}
