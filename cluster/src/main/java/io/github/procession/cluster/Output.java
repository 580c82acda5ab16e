package io.github.procession.cluster;

import io.github.procession.ipc.jvm.ChildOutput;
import io.github.procession.ipc.report.LibraryLogger;
import io.github.procession.ipc.sync.Uninterruptibly;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** Lines that children on this machine print, on their way to the programs whose tasks they run; each names its worker. */
final class Output implements ChildOutput.Consumer {
    private static final Logger LOG = LibraryLogger.of(Cluster.class);
    /** First letter of a line of the output of a child. */
    static final char OUT = 'o';

    /** First letter of a line of its error output. */
    static final char ERROR = 'e';

    /** First letter of a line that says of a process, by its number, that it runs, and under which process id. */
    static final char BEGUN = 'b';

    /** Prefix of a mark behind what a task has printed; drawn, as a task that could print one could have another's outcome come too early. */
    static final String MARK = "\u0001" + UUID.randomUUID() + " ";

    /** Between a program's processes and one of them in the name that it has for this worker. */
    static final String SEPARATOR = "@";

    private static final long PAUSE_NANOS = 100_000_000;

    /** Pause where a child waits for room: as the program that reads the lines, the server is not to be flooded. */
    private static final long SHORT_PAUSE_NANOS = 20_000_000;

    private static final int MOST_EACH_TIME = 1_000;

    /** In one call, of lines that each have no more. */
    private static final int MOST_CHARACTERS = 1 << 20;

    private static final long LOOK_MILLIS = 100;

    /** Between two warnings of lost lines. */
    private static final long WARN_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final int DECIMAL = 10;

    private final Session session;
    private final Payloads payloads;
    private final Map<String, List<String>> lines = new HashMap<>(); // by pool; guarded by itself
    private final Map<String, PoolChild> children = new ConcurrentHashMap<>(); // by name
    private final AtomicLong drawn = new AtomicLong();
    private final Set<String> open =
            ConcurrentHashMap.newKeySet(); // pools that have had children, and were not forgotten
    private final Map<String, Long> lost = new ConcurrentHashMap<>(); // lines not told of, by pool that is open
    private long unsaid; // lost lines of which this worker's log says nothing yet; guarded by this, as the next ones
    private long lastWarning = System.nanoTime() - WARN_NANOS;
    private @Nullable RuntimeException lastRefusal;
    private volatile boolean full;
    private volatile @Nullable Thread sender;

    private record PoolChild(MachineTasks pool, Marks marks) {}

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

    /** Draws the name of a child of a pool: another one on this machine has another name, whatever its pool and its worker. */
    String nameOfChild(MachineTasks pool, String host) {
        String name = host + "-" + ProcessHandle.current().pid() + "-" + drawn.incrementAndGet();
        children.put(name, new PoolChild(pool, new Marks()));
        open.add(pool.name());
        return name;
    }

    /** A line of a child; the name of the child says its pool. Waits while there are too many, and so does the child, whose pipe fills. */
    @Override
    public void line(String child, boolean error, String line) {
        int at = child.indexOf(SEPARATOR);
        if (at >= 0) { // of a process
            String pool = child.substring(0, at);
            open.add(pool);
            add(pool, child.substring(at + 1), error, line);
            return;
        }
        PoolChild its = children.get(child);
        if (its == null) { // of a pool that has ended
            LOG.debug("a line of {} is lost: {}", child, line);
            return;
        }
        int mark = line.indexOf(MARK);
        if (mark != 0) { // what another program writes to the same stream may have no end of a line in front of a mark
            add(its.pool.name(), child, error, mark < 0 ? line : line.substring(0, mark));
        }
        if (mark >= 0) {
            its.marks.come(error, Long.parseLong(line, mark + MARK.length(), line.length(), DECIMAL));
        }
    }

    private void add(String pool, String child, boolean error, String line) {
        synchronized (lines) {
            awaitRoom(pool);
            lines.computeIfAbsent(pool, _ -> new ArrayList<>()).add((error ? ERROR : OUT) + "[" + child + "] " + line);
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

    /** Runs an action as soon as these marks of a child have been read, or will not come any more; 0 for none. */
    void whenRead(String child, long out, long error, Runnable action) {
        PoolChild its = children.get(child);
        if (its == null) { // its output has ended
            action.run();
        } else {
            its.marks.whenCome(out, error, action);
        }
    }

    @Override
    public void ended(String child, boolean error) {
        PoolChild its = children.get(child);
        if (its != null && its.marks.end(error)) {
            children.remove(child);
        }
    }

    /** Takes no more lines of a pool, whose children have ended, and lets go what waits for marks. */
    void forget(MachineTasks pool) {
        open.remove(pool.name());
        lost.remove(pool.name());
        children.forEach((name, child) -> {
            if (child.pool == pool) {
                ended(name, false);
                ended(name, true);
            }
        });
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
        sendAll();
        if (unsaid > 0 && System.nanoTime() - lastWarning >= WARN_NANOS) {
            warn();
        }
    }

    /** Sends what there is, and says what could not be sent. */
    synchronized void end() {
        sendAll();
        if (unsaid > 0) {
            warn();
        }
    }

    private void warn() {
        LOG.warn(
                "{} lines that children printed are lost, as the server did not take them: {}",
                unsaid,
                lastRefusal.getMessage(),
                Failures.trace(lastRefusal));
        unsaid = 0;
        lastWarning = System.nanoTime();
    }

    private void sendAll() {
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
            for (int from = 0, to; from < some.size(); from = to) {
                to = endOfCall(some, from);
                send(pool, some.subList(from, to));
            }
        });
    }

    /** Up to where lines go in one call, at least one of them. */
    private static int endOfCall(List<String> some, int from) {
        int to = from + 1;
        for (long characters = some.get(from).length();
                to < some.size() && (characters += some.get(to).length()) <= MOST_CHARACTERS; ) {
            to++;
        }
        return to;
    }

    private void send(String pool, List<String> some) {
        List<String> sent = some;
        Long before = lost.get(pool);
        if (before != null) {
            sent = new ArrayList<>(some.size() + 1);
            sent.add(ERROR + "[" + Session.host() + "] " + before + " lines are lost, as the server did not take them");
            sent.addAll(some);
        }
        try {
            session.call("say", pool, payloads.encode(sent.toArray(String[]::new), PoolPayload.output(pool)));
            lost.remove(pool);
        } catch (RuntimeException e) { // a full server; others' lines go on
            List<String> kept = some.stream().filter(Output::mustArrive).toList();
            if (!kept.isEmpty()) {
                synchronized (lines) {
                    lines.computeIfAbsent(pool, _ -> new ArrayList<>()).addAll(0, kept);
                }
            }
            int gone = some.size() - kept.size();
            if (gone > 0) {
                lost.merge(pool, (long) gone, Long::sum);
                if (!open.contains(pool)) {
                    lost.remove(pool); // nobody would tell of them
                }
                unsaid += gone;
                lastRefusal = e;
            }
        }
    }

    /** That a process runs is what its program may wait for. */
    private static boolean mustArrive(String line) {
        return line.charAt(0) == BEGUN;
    }
}
