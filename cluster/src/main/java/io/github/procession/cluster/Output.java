package io.github.procession.cluster;

import io.github.procession.ipc.report.LibraryLogger;
import io.github.procession.ipc.sync.Uninterruptibly;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** Lines that children on this machine print, on their way to the programs whose tasks they run; each names its worker. */
final class Output {
    private static final Logger LOG = LibraryLogger.of(Cluster.class);
    /** First letter of a line of the output of a child. */
    static final char OUT = 'o';

    /** First letter of a line of its error output. */
    static final char ERROR = 'e';

    /** First letter of a line that says of a process, by its number, that it runs, and under which process id. */
    static final char BEGUN = 'b';

    /** Begin of a mark behind what a task has printed; drawn, as a task that could print one could have another's outcome come too early. */
    static final String MARK = "\u0001" + UUID.randomUUID() + " ";

    /** Between a program's processes and one of them in the name that it has for this worker. */
    static final String SEPARATOR = "@";

    private static final long PAUSE_NANOS = 100_000_000;

    /** Pause where a child waits for room: as the program that reads the lines, the server is not to be flooded. */
    private static final long SHORT_PAUSE_NANOS = 20_000_000;

    private static final int MOST_EACH_TIME = 1_000;
    private static final long LOOK_MILLIS = 100;

    private final Session session;
    private final Payloads payloads;
    private final Map<String, List<String>> lines = new HashMap<>(); // by pool; guarded by itself
    private final Map<String, Marks> marks = new ConcurrentHashMap<>(); // by pool
    private final Map<String, String> pools = new ConcurrentHashMap<>(); // by names of their children
    private final AtomicLong children = new AtomicLong();
    private volatile boolean full;
    private volatile @Nullable Thread sender;

    Output(Session session, Payloads payloads) {
        this.session = session;
        this.payloads = payloads;
    }

    void start() {
        sender = Thread.ofPlatform().daemon().name("procession-worker-output").start(() -> {
            while (session.lost() == null) {
                LockSupport.parkNanos(this, PAUSE_NANOS);
                if (full) {
                    LockSupport.parkNanos(this, SHORT_PAUSE_NANOS);
                }
                flush();
            }
        });
    }

    /** Draws the name of a child of a pool: another one on this machine has another name, whatever its pool. */
    String nameOfChild(String pool, String host) {
        String name = host + "-" + children.incrementAndGet();
        pools.put(name, pool);
        return name;
    }

    /** A line of a child; the name of the child says its pool. Waits while there are too many, and so does the child, whose pipe fills. */
    void line(String child, boolean error, String line) {
        int at = child.indexOf(SEPARATOR);
        String pool = at < 0 ? pools.get(child) : child.substring(0, at);
        if (pool == null) { // of a pool that has ended
            LOG.debug("a line of {} is lost: {}", child, line);
            return;
        }
        if (line.startsWith(MARK)) {
            Marks its = marks.get(pool);
            if (its != null) {
                its.come(line);
            }
            return;
        }
        synchronized (lines) {
            awaitRoom(pool);
            lines.computeIfAbsent(pool, _ -> new ArrayList<>())
                    .add((error ? ERROR : OUT) + "[" + child.substring(at + 1) + "] " + line);
        }
    }

    private void awaitRoom(String pool) {
        while (lines.getOrDefault(pool, List.of()).size() >= MOST_EACH_TIME && session.lost() == null) {
            full = true;
            LockSupport.unpark(sender);
            Uninterruptibly.call(() -> {
                lines.wait(LOOK_MILLIS);
                return null;
            });
        }
    }

    /** Marks behind what tasks of a pool print, from now on. */
    Marks marks(String pool) {
        Marks its = new Marks();
        marks.put(pool, its);
        return its;
    }

    /** Takes no more lines of a pool, unless it was opened again. */
    void forget(String pool, Marks its) {
        if (marks.remove(pool, its)) {
            pools.values().removeIf(pool::equals);
        }
    }

    /** Reports that a process runs. */
    void begun(String pool, String id, long pid) {
        synchronized (lines) {
            lines.computeIfAbsent(pool, _ -> new ArrayList<>()).add(BEGUN + id + " " + pid);
        }
        flush();
    }

    /** Sends what there is, and returns when the server has it. One at a time: lines stay in order. */
    synchronized void flush() {
        Map<String, List<String>> all;
        synchronized (lines) {
            if (lines.isEmpty()) {
                return;
            }
            all = new HashMap<>(lines);
            lines.clear();
            full = false;
            lines.notifyAll();
        }
        all.forEach((pool, some) -> {
            try {
                session.call("say", pool, payloads.encode(some.toArray(String[]::new), PoolPayload.output(pool)));
            } catch (RuntimeException e) { // lines that are too long, or a full server; others' lines go on
                LOG.debug("{} lines of pool {} are lost", some.size(), pool, e);
            }
        });
    }
}
