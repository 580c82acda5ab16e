package io.github.procession.cluster;

import io.github.procession.ipc.report.LibraryLogger;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;

/**
 * Reporter of the ends of a machine's tasks to the server: one thread sends all that there are in one call. The machine
 * has room for another task when the server knows.
 */
final class Outcomes {
    /** The task has an outcome: a result or a failure. */
    static final String DONE = "r";

    /** The child that ran the task is lost: it is run again if it has retries left. */
    static final String LOST = "w";

    /** The task goes to another machine, or to this one again. */
    static final String GIVEN_BACK = "b";

    /** This machine cannot run the pool: the task goes to another one that may, and fails if there is none. */
    static final String UNABLE = "x";

    /** Nothing is to be said: the task was given up. */
    static final String GIVEN_UP = "n";

    static final byte[] NOTHING = {};

    private static final Logger LOG = LibraryLogger.of(Cluster.class);
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int AT_ONCE = 64;
    private static final long BYTES_AT_ONCE = 4 << 20;
    private static final Outcome END = new Outcome(false, "", "", "", NOTHING);

    /** The end of a task: which of the above it is, and its outcome. */
    record End(String how, byte[] bytes) {}

    /** End of a task that has not begun. */
    static final End UNBEGUN = new End(GIVEN_BACK, NOTHING);

    private record Outcome(boolean ofProcess, String pool, String id, String how, byte[] bytes) {}

    private final Session session;
    private final Payloads payloads;
    private final Output output;
    private final BlockingQueue<Outcome> queue = new LinkedBlockingQueue<>();
    private int untold; // guarded by this

    Outcomes(Session session, Payloads payloads, Output output) {
        this.session = session;
        this.payloads = payloads;
        this.output = output;
    }

    /** Starts the thread, which ends with the session. */
    void start() {
        Thread.ofPlatform().daemon().name("procession-worker-outcomes").start(this::run);
        session.atEnd(_ -> queue.add(END));
    }

    /** Adds what became of a task, or of a process. */
    void add(boolean ofProcess, String pool, String id, String how, byte[] bytes) {
        synchronized (this) {
            untold++;
        }
        queue.add(new Outcome(ofProcess, pool, id, how, bytes));
    }

    /** Waits until the server has all, for so long, or until the session ends. */
    synchronized void await(long nanos) throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        for (long left; untold > 0 && session.lost() == null && (left = deadline - System.nanoTime()) > 0; ) {
            wait(Math.clamp(TimeUnit.NANOSECONDS.toMillis(left), 1, 100));
        }
    }

    private void run() {
        try {
            for (Outcome first; (first = queue.take()) != END; ) {
                List<Object> ends = new ArrayList<>();
                int processes = 0;
                long bytes = 0;
                for (Outcome next = first; next != null && next != END; ) {
                    byte[] sealed = payloads.seal(next.bytes, PoolPayload.outcome(next.pool, next.id));
                    byte[] sent = Pieces.send(piece -> tell("outcome_piece", piece), next.pool, next.id, sealed);
                    ends.addAll(List.of(next.pool, next.id, next.how, sent));
                    processes += next.ofProcess ? 1 : 0;
                    bytes += sealed.length;
                    next = ends.size() < 4 * AT_ONCE && bytes < BYTES_AT_ONCE ? queue.poll() : null;
                }
                int all = ends.size() / 4;
                ends.addAll(0, List.of(all - processes, processes));
                // a program that has its results may end, and nobody would take the lines; those that still are in a
                // child's pipe come late
                output.flush();
                tell("task_end", ends.toArray());
                synchronized (this) {
                    untold -= all;
                    notifyAll();
                }
            }
        } catch (InterruptedException _) {
            // nobody interrupts it
        } catch (SessionLostException e) {
            LOG.warn("outcomes of tasks are lost, as the session is: {}", e.getMessage());
        } catch (RuntimeException | Error e) { // such as a lack of memory
            if (session.lost() == null) { // else this worker ends, and has given its tasks back
                session.lose("outcomes of tasks cannot be told: " + e, e);
            }
        }
    }

    /** Repeats it while the server takes no changes, for as long as the session lives. */
    private Object tell(String function, Object... arguments) {
        while (true) {
            try {
                return session.call(function, arguments);
            } catch (EngineException e) {
                if (session.lost() != null) {
                    throw e;
                }
                LOG.warn("outcomes of tasks are not taken: {}; trying again", e.getMessage());
                Pause.sleep(PAUSE_NANOS);
            }
        }
    }
}
