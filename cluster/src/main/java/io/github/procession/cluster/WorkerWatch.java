package io.github.procession.cluster;

import io.github.procession.ipc.report.LibraryLogger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import redis.clients.jedis.Protocol.Command;

/**
 * Watch over a program's tasks and processes that no worker takes: the program would wait in silence. It says so once, and again when
 * workers take them. Where workers take tasks a look is one round trip, or two.
 */
final class WorkerWatch {
    private static final Logger LOG = LibraryLogger.of(Cluster.class);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(2_500);

    /** Looks in a row that find no worker before it is said: some 5 s, as the first comes after its tasks. */
    private static final int PATIENCE_LOOKS = 3;

    private static final String COMMAND = "java -jar procession-cluster.jar worker ";

    private final Session session;
    private final String run;
    private final String hint;
    private final Supplier<Collection<ProgramTasks>> pools;
    private final List<Kind> kinds = List.of(new Kind(false), new Kind(true));

    /**
     * A watch that does not look yet.
     *
     * @param run name of the program, by which workers choose
     * @param hint how there will be a worker
     * @param pools those that are open
     */
    WorkerWatch(Session session, String run, String hint, Supplier<Collection<ProgramTasks>> pools) {
        this.session = session;
        this.run = run;
        this.hint = hint;
        this.pools = pools;
    }

    /** How to start a worker; without the password. */
    static String hint(Address address, boolean hasAuthkey) {
        return "run on each machine: " + COMMAND + address
                + (hasAuthkey ? ", with this program's secret in " + ClusterBuilder.AUTHKEY_VARIABLE : "")
                + (address.password() != null
                        ? ", with the address that has user and password in " + ProgramCluster.VARIABLE
                        : "");
    }

    void start() {
        Thread watcher = Thread.ofPlatform()
                .daemon()
                .name("procession-worker-watch")
                .start(() -> {
                    while (session.lost() == null) {
                        pause();
                        try {
                            look();
                        } catch (RuntimeException
                                | Error e) { // the server is away, or full, or the session has ended: others say so
                            LOG.debug("whether there are workers is not known", e);
                        }
                    }
                });
        session.atEnd(_ -> LockSupport.unpark(watcher));
    }

    /** Until the next look, or the end of the session; a call may have left a permit to go on. */
    private void pause() {
        long end = System.nanoTime() + LOOK_NANOS;
        for (long left; session.lost() == null && (left = end - System.nanoTime()) > 0; ) {
            LockSupport.parkNanos(this, left);
        }
    }

    /** Looks once. */
    void look() {
        kinds.forEach(Kind::look);
    }

    /** Tasks of pools, or processes, and what was said of them. */
    private final class Kind {
        private final boolean ofProcesses;
        private int looks; // in a row, in which some waited and nobody took them
        private boolean told;
        private Set<String> unready = Set.of(); // workers that at the last look had not said what they take

        Kind(boolean ofProcesses) {
            this.ofProcesses = ofProcesses;
        }

        void look() {
            long waiting = waiting();
            if (waiting == 0 && !told) {
                looks = 0;
                return;
            }
            Set<String> before = unready;
            String trouble = trouble();
            if (!before.containsAll(unready)) {
                return; // a worker begins, or ends: the next look tells
            }
            if (trouble == null) {
                if (told) {
                    LOG.info("work goes on: workers on the cluster {} take {} of {}", address(), names(), run);
                }
                looks = 0;
                told = false;
            } else if (waiting > 0 && ++looks >= PATIENCE_LOOKS && !told) {
                told = true;
                LibraryLogger.warnSurely(
                        LOG, count(waiting) + " of " + run + (waiting == 1 ? " waits, and " : " wait, and ") + trouble);
            }
        }

        /** How many wait in pools of which no worker has any; of processes, which may wait for each other, in all. */
        private long waiting() {
            List<ProgramTasks> of = new ArrayList<>(pools.get());
            of.removeIf(pool -> pool.isOfProcesses() != ofProcesses);
            if (of.isEmpty() || count(Command.EXISTS, "t:", of) == 0) {
                return 0;
            }
            if (!ofProcesses && count(Command.EXISTS, "T:", of) > 0) {
                return 0;
            }
            return of.stream()
                    .mapToLong(pool -> count(Command.LLEN, "t:", List.of(pool)))
                    .sum();
        }

        private long count(Command command, String kind, List<ProgramTasks> of) {
            Object[] rest = of.stream()
                    .skip(1)
                    .map(pool -> session.key(kind + pool.name()))
                    .toArray();
            return (Long) session.read(command, kind + of.getFirst().name(), rest);
        }

        /** Why no worker takes them, and how to mend it; null if one does, or will. */
        private @Nullable String trouble() {
            unready = new HashSet<>();
            int workers = 0;
            int taking = 0;
            int places = 0;
            for (Object id : (List<?>) session.read(Command.ZRANGE, "ses", 0, -1)) {
                List<?> head = (List<?>) session.read(Command.HMGET, "S:" + Request.text(id), "i", "k", "fe");
                String info = Request.text(head.get(0));
                if (info == null || !WorkerInfo.isWorker(info)) {
                    continue;
                }
                workers++;
                String runs = Request.text(head.get(1));
                if (runs == null) {
                    unready.add(Request.text(id));
                }
                if (runs == null || !WorkerOptions.takes(runs, run)) {
                    continue;
                }
                if (!ofProcesses || head.get(2) != null && Integer.parseInt(Request.text(head.get(2))) > 0) {
                    return null;
                }
                taking++;
                places += WorkerInfo.worker(info, 0, 0).places();
            }
            if (workers == 0) {
                return "no worker is on the cluster " + address() + ": " + hint;
            }
            if (taking == 0) {
                return (workers == 1 ? "the worker" : "each of the " + workers + " workers") + " on the cluster "
                        + address() + " ends, or takes other programs alone (--runs): " + hint;
            }
            return (places == 0 ? "there are no" : "all " + places) + " places for processes on the cluster "
                    + address() + (places == 0 ? "" : " are taken") + " (--processes): " + hint;
        }

        private String names() {
            return ofProcesses ? "processes" : "tasks";
        }

        private String count(long waiting) {
            return waiting == 1 ? ofProcesses ? "1 process" : "1 task" : waiting + " " + names();
        }
    }

    private Address address() {
        return session.server().address();
    }
}
