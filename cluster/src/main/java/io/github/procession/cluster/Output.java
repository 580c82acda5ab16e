package io.github.procession.cluster;

import io.github.procession.ipc.report.LibraryLogger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
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

    private static final long PAUSE_NANOS = 100_000_000;
    private static final int MOST_EACH_TIME = 1_000;

    private final Session session;
    private final Payloads payloads;
    private final Map<String, List<String>> lines = new HashMap<>(); // by pool; guarded by itself, as is the next
    private final Map<String, Integer> dropped = new HashMap<>();

    Output(Session session, Payloads payloads) {
        this.session = session;
        this.payloads = payloads;
    }

    void start() {
        Thread.ofPlatform().daemon().name("procession-worker-output").start(() -> {
            while (session.lost() == null) {
                LockSupport.parkNanos(this, PAUSE_NANOS);
                flush();
            }
        });
    }

    /** A line of a child; the name of the child says its pool. */
    void line(String child, boolean error, String line) {
        int at = child.indexOf(MachinePool.SEPARATOR);
        if (at < 0) {
            System.err.println(line);
            return;
        }
        String pool = child.substring(0, at);
        synchronized (lines) {
            List<String> some = lines.computeIfAbsent(pool, _ -> new ArrayList<>());
            if (some.size() < MOST_EACH_TIME) {
                some.add((error ? ERROR : OUT) + "[" + child.substring(at + 1) + "] " + line);
            } else {
                dropped.merge(pool, 1, Integer::sum);
            }
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
            dropped.forEach((pool, count) -> lines.get(pool)
                    .add(ERROR + "[" + Session.host() + "] " + count + " lines were dropped: too many at once"));
            dropped.clear();
            all = new HashMap<>(lines);
            lines.clear();
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
