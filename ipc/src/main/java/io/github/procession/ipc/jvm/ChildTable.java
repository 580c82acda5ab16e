package io.github.procession.ipc.jvm;

import io.github.procession.ipc.memory.ExitSequence;
import io.github.procession.ipc.memory.Session;
import io.github.procession.ipc.sync.Deadline;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The live children of this process, and what becomes of them when it ends.
 *
 * <p>When the program ends by itself or by {@code System.exit}, children that are daemons are terminated and the others
 * awaited. When a signal ends it, all are terminated.
 */
final class ChildTable {
    /** Before the session's folder is removed. */
    private static final int EXIT_STAGE = 10;

    private static final long SIGNAL_CHECK_MILLIS = 50;
    private static final long TERMINATE_MILLIS = 500;

    private static final int MOST_FAILED = 8;

    private static final Set<Child> LIVE = ConcurrentHashMap.newKeySet();

    /** What a dump says of children that failed, the last ones. Guarded by itself. */
    private static final Deque<String> FAILED = new ArrayDeque<>();

    private ChildTable() {}

    static void add(Child child) {
        LIVE.add(child);
        DumpRequest.watch();
    }

    static boolean isEmpty() {
        return LIVE.isEmpty();
    }

    static void forEach(Consumer<Child> action) {
        LIVE.forEach(action);
    }

    /** Keeps for a dump what is known of a child that has ended by a failure or a signal which this process did not send. */
    static void failed(Child child) {
        String text = child.name() + " (pid " + child.pid() + "), exit code " + child.exitCode() + ", at "
                + Instant.now().truncatedTo(ChronoUnit.SECONDS) + "\n"
                + child.stderrTail().strip().indent(4);
        synchronized (FAILED) {
            FAILED.addLast(text);
            if (FAILED.size() > MOST_FAILED) {
                FAILED.removeFirst();
            }
        }
    }

    /** The children that failed, the last ones, with the end of what each has written to its error output. */
    static List<String> failed() {
        synchronized (FAILED) {
            return List.copyOf(FAILED);
        }
    }

    /** Has all children ended at the end of this process; to be called once, before the first is started. */
    static void hook() {
        ExitSequence.add(EXIT_STAGE, ChildTable::endAll);
    }

    static void remove(Child child) {
        LIVE.remove(child);
    }

    /** Passes on that this process has lost its parent, so that the time of the whole tree runs from one moment. */
    static void orphanAll() {
        for (Child child : LIVE) {
            child.orphan();
        }
    }

    /** Passes on that a tool wants a dump. */
    static void passOnDump() {
        for (Child child : LIVE) {
            child.dump();
        }
    }

    /** Terminates all, and kills those that do not end in time. */
    static void terminateAll() {
        List<Child> terminated = List.copyOf(LIVE);
        announceEnd(true);
        terminated.forEach(Child::terminate);
        reap(terminated);
    }

    private static void endAll() {
        List<Child> terminated = new ArrayList<>();
        List<Child> awaited = new ArrayList<>();
        boolean signalled = signalEndsThis();
        announceEnd(signalled);
        for (Child child : LIVE) {
            if (signalled || child.isDaemon()) {
                child.terminate();
                terminated.add(child);
            } else {
                awaited.add(child);
            }
        }
        for (Child child : awaited) {
            while (!child.awaitMillis(SIGNAL_CHECK_MILLIS)) {
                if (signalEndsThis()) {
                    announceEnd(true);
                    child.terminate();
                    terminated.add(child);
                    break;
                }
            }
        }
        reap(terminated);
    }

    /** A child may see the death of another one before its own end. */
    private static void announceEnd(boolean all) {
        Session session = Session.currentOrNull();
        if (session != null) {
            session.beginToEndChildren(all);
        }
    }

    private static void reap(List<Child> terminated) {
        Deadline deadline = Deadline.after(TERMINATE_MILLIS, TimeUnit.MILLISECONDS);
        for (Child child : terminated) {
            if (!child.awaitMillis(deadline.left() / 1_000_000)) {
                child.kill();
            }
        }
        for (Child child : terminated) {
            child.awaitMillis(TERMINATE_MILLIS);
        }
    }

    /**
     * Whether SIGINT, SIGTERM or SIGHUP ends this process. The JVM runs a signal's action in a thread of this name, which
     * waits for the shutdown hooks.
     */
    static boolean signalEndsThis() {
        ThreadGroup root = Thread.currentThread().getThreadGroup();
        while (root.getParent() != null) {
            root = root.getParent();
        }
        Thread[] threads = new Thread[root.activeCount() + 16];
        int count = root.enumerate(threads);
        for (int i = 0; i < count; i++) {
            switch (threads[i].getName()) {
                case "SIGINT handler", "SIGTERM handler", "SIGHUP handler" -> {
                    return true;
                }
                default -> {}
            }
        }
        return false;
    }
}
