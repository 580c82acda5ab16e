package io.github.procession.cluster;

import io.github.procession.internal.pool.RemoteSettings;
import io.github.procession.internal.pool.RemoteTasks;
import io.github.procession.ipc.report.LibraryLogger;
import io.github.procession.ipc.system.ServiceLoop;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;

/**
 * Pools that this program has on the cluster. One thread brings outcomes to them, but for those for which a caller waits; questions for classes
 * have threads of their own. Output and outcomes come in the order in which the server had them.
 */
final class ProgramPools {
    private static final Logger LOG = LibraryLogger.of(Cluster.class);

    private static final Runnable END = () -> {};

    private final Session session;
    private final Payloads payloads;
    private final String run;
    private final AtomicInteger last = new AtomicInteger();
    private final Map<String, ProgramTasks> pools = new ConcurrentHashMap<>();
    private final BlockingQueue<Runnable> work = new LinkedBlockingQueue<>();
    private final Queue<Runnable> output = new ConcurrentLinkedQueue<>(); // each until it is printed
    private final ReentrantLock printing = new ReentrantLock();

    ProgramPools(Session session, Payloads payloads, String run, String workerHint) {
        this.session = session;
        this.payloads = payloads;
        this.run = run;
        session.onPoolMessage(this::deliver);
        Thread.ofPlatform().daemon().name("procession-outcomes-" + session.id()).start(this::bring);
        // a pool that hands over tasks at that moment must find itself closed, not its session
        session.beforeClose(
                () -> pools.values().forEach(tasks -> tasks.results().closed()));
        session.atEnd(reason -> {
            work.add(() -> pools.values().forEach(tasks -> tell(tasks.results(), reason)));
            work.add(END);
        });
        new WorkerWatch(session, run, workerHint, pools::values).start();
    }

    private static void tell(RemoteTasks.Results results, EngineException reason) {
        if (reason instanceof SessionLostException) {
            results.broken(reason);
        } else {
            results.closed();
        }
    }

    RemoteTasks open(String name, RemoteSettings settings, RemoteTasks.Results results) {
        String pool = session.id() + "." + last.incrementAndGet();
        ProgramTasks tasks =
                new ProgramTasks(session, payloads, pool, results, settings.ofProcesses(), () -> pools.remove(pool));
        pools.put(pool, tasks);
        try {
            tasks.open(name, run, settings);
        } catch (Throwable e) {
            abandon(tasks, e);
            throw e;
        }
        return tasks;
    }

    /** Leaves nothing of a pool that was not opened, or was and is not confirmed. */
    private static void abandon(ProgramTasks tasks, Throwable reason) {
        try {
            tasks.end();
        } catch (RuntimeException e) {
            reason.addSuppressed(e);
        }
    }

    private void deliver(Map<String, byte[]> message) {
        ProgramTasks tasks = pools.get(Request.text(message.get("p")));
        if (tasks == null) {
            return;
        }
        if (Request.text(message.get("m")).equals("c")) {
            String name = Request.text(message.get("n"));
            Thread.ofVirtual()
                    .name("procession-class")
                    .start(() -> tasks.classes().answer(name));
        } else {
            String id = Request.text(message.get("i"));
            if (id == null) {
                output.add(() -> print(tasks, message.get("v")));
                work.add(this::print);
                return;
            }
            long number = Long.parseLong(id);
            Runnable telling = () -> {
                try {
                    print(); // what a task has printed comes before its outcome
                } finally { // with or without memory for that
                    tasks.take(number, message);
                }
            };
            if (!tasks.results().handOver(number, telling)) {
                work.add(telling);
            }
        }
    }

    /** Prints what has come, or waits until another thread has. */
    private void print() {
        if (output.isEmpty() || printing.isHeldByCurrentThread()) { // by a stream of the user's that has a pool itself
            return;
        }
        printing.lock();
        try {
            for (Runnable next; (next = output.peek()) != null; output.remove()) {
                next.run();
            }
        } finally {
            printing.unlock();
        }
    }

    private static void print(ProgramTasks tasks, byte[] lines) {
        try {
            tasks.print(lines);
        } catch (RuntimeException | Error e) { // such as output that another authkey sealed
            LOG.warn("a message for a pool cannot be read", e);
        }
    }

    private void bring() {
        try {
            for (Runnable next; (next = work.take()) != END; ) {
                while (!isDone(next)) {
                    ServiceLoop.pause();
                }
            }
        } catch (InterruptedException _) {
            // nobody interrupts it
        }
    }

    /** Does what may be done twice; false if there was no memory for it. */
    private static boolean isDone(Runnable work) {
        try {
            work.run();
            return true;
        } catch (OutOfMemoryError _) {
            return false;
        }
    }
}
