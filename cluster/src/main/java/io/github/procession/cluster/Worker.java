package io.github.procession.cluster;

import io.github.procession.internal.pool.RemoteCall;
import io.github.procession.ipc.report.LibraryLogger;
import io.github.procession.multiprocessing.Multiprocessing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import redis.clients.jedis.Protocol.Command;

/**
 * A machine that runs tasks of pools, and processes, during one session: it takes as many as it has free slots for, has
 * children run them, and reports their ends. What a task does can hurt its child alone: this process never decodes
 * tasks, outcomes or classes.
 *
 * <p>Four threads: the one that calls {@link #serve} takes tasks, one processes, one carries out orders of the server, one tells
 * outcomes.
 */
// Longer than most: doing, giving up and reporting tasks share what runs here, which must not end twice.
final class Worker {
    private static final Logger LOG = LibraryLogger.of(Cluster.class);
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long LOOK_SECONDS = 5;
    private static final int GIVE_UP = 0;

    private final Session session;
    private final Payloads payloads;
    private final WorkerOptions options;
    private final JarStore jars;
    private final Output output;
    private final Taker tasks;
    private final Taker processes;
    private final Outcomes outcomes;
    private final BlockingQueue<Runnable> orders = new LinkedBlockingQueue<>();
    private final Map<String, MachineTasks> pools = new HashMap<>(); // guarded by itself, as are the next ones
    private final Map<String, Mine> mine = new HashMap<>(); // what runs, by "id pool"
    private final Set<Thread> takers = new HashSet<>();
    private boolean ending;
    private @Nullable RuntimeException failure; // why a taker takes no more
    private boolean obeying = true; // by the thread that carries out orders

    /** A task or process that runs here, and the taker whose slot it has. */
    private record Mine(MachineTasks tasks, Taker taker) {}

    Worker(Cluster cluster, WorkerOptions options, JarStore jars) {
        session = cluster.session();
        payloads = cluster.payloads();
        this.options = options;
        this.jars = jars;
        tasks = new Taker(session, options.runsText(), options.slots(), this::begin);
        processes = new Taker(session, Taker.PROCESSES + options.runsText(), options.processes(), this::begin);
        output = new Output(session, payloads);
        outcomes = new Outcomes(session, payloads);
    }

    /** Works until the session ends, or {@link #end} is called. */
    void serve() {
        session.onPoolMessage(this::deliver);
        Multiprocessing.setOutputConsumer(output::line);
        Thread.ofPlatform().daemon().name("procession-worker-orders").start(this::obey);
        outcomes.start();
        output.start();
        session.atEnd(_ -> {
            orders.add(() -> {
                endPools();
                obeying = false;
                // takers may wait for one, and are to see that the session has ended
                tasks.slots().release();
                processes.slots().release();
            });
        });
        Thread.ofPlatform().daemon().name("procession-worker-processes").start(() -> take(processes));
        take(tasks);
        synchronized (pools) {
            if (failure instanceof EngineException e) {
                throw e;
            } else if (failure != null) { // the process must not stay without taking tasks
                throw new EngineException("this worker takes no more tasks after an error: " + failure, failure);
            }
        }
    }

    /** Until this worker ends, or one of its takers fails. */
    private void take(Taker taker) {
        synchronized (pools) {
            if (ending) {
                return;
            }
            takers.add(Thread.currentThread());
        }
        RuntimeException reason = null;
        try {
            while (!isEnding()) {
                taker.take();
            }
        } catch (InterruptedException _) {
            // told to end
        } catch (RuntimeException e) {
            reason = e;
        } catch (Error e) {
            reason = new EngineException(e.toString(), e);
        }
        synchronized (pools) {
            takers.remove(Thread.currentThread());
            if (reason != null && failure == null) {
                failure = reason;
                takers.forEach(Thread::interrupt);
            }
            Thread.interrupted(); // none comes any more
            pools.notifyAll();
        }
    }

    private boolean isEnding() {
        synchronized (pools) {
            return ending || failure != null;
        }
    }

    /** Begins a task of its own slot, which is free again once the server knows what became of it. */
    private void begin(Taker taker, String pool, String id, byte[] sealed) {
        byte[] payload;
        try {
            payload = payloads.open(sealed, PoolPayload.task(pool, id));
        } catch (RuntimeException e) { // sealed by another authkey, or empty, when it was withdrawn on its way
            outcomes.add(taker.slots(), pool, id, Outcomes.DONE, RemoteCall.failure(e, Session.host()));
            return;
        }
        synchronized (pools) {
            Integer early = taker.early(id + " " + pool);
            if (early != null && early == GIVE_UP) {
                taker.slots().release();
            } else if (ending) {
                outcomes.add(taker.slots(), pool, id, Outcomes.GIVEN_BACK, Outcomes.NOTHING);
            } else {
                run(taker, pool, id, payload);
                if (early != null) {
                    signal(pool, id, early);
                }
            }
        }
    }

    private void run(Taker taker, String pool, String id, byte[] payload) {
        MachineTasks machinePool = pools.get(pool);
        if (machinePool == null) {
            try {
                machinePool = open(pool);
            } catch (SessionLostException e) {
                throw e;
            } catch (RuntimeException e) { // such as another authkey, or options that no JVM takes
                outcomes.add(taker.slots(), pool, id, Outcomes.UNABLE, RemoteCall.failure(e, Session.host()));
                return;
            }
            if (machinePool == null) {
                taker.slots().release(); // the pool has ended meanwhile
                return;
            }
            pools.put(pool, machinePool);
        }
        mine.put(id + " " + pool, new Mine(machinePool, taker));
        machinePool.run(id, payload);
    }

    private @Nullable MachineTasks open(String pool) {
        List<?> fields = (List<?>) session.read(Command.HMGET, "p:" + pool, "r", "s");
        if (fields.get(0) == null) {
            return null;
        }
        String run = Request.text(fields.get(0));
        Object[] settings = (Object[]) payloads.decode((byte[]) fields.get(1), PoolPayload.settings(pool, run));
        if (!options.runs().isEmpty() && !options.runs().contains(run)) {
            throw new EngineException("this machine does not take tasks of the run " + run);
        }
        MachineClasses classes = new MachineClasses(session, payloads, pool, jars);
        MachineObjects objects = new MachineObjects(session, payloads, pool);
        return (Boolean) settings[ProgramTasks.OF_PROCESSES]
                ? new MachineProcesses(pool, options, classes, objects, output, this::mayBegin, this::ended)
                : MachinePool.open(pool, settings, options, classes, objects, this::ended);
    }

    private boolean mayBegin(String pool, String id) {
        return (Long) session.callOfPool("task_begin", pool, id) == 1;
    }

    /** Takes what became of a task: null for nothing to say, as it was given up. */
    private void ended(MachineTasks machinePool, String id, String how, byte[] bytes) {
        String pool = machinePool.name();
        boolean giveBack;
        Mine ended;
        synchronized (pools) {
            if (Outcomes.UNABLE.equals(how) && pools.remove(pool, machinePool)) {
                orders.add(machinePool::end); // another one is opened for the next task, if there is one
            }
            ended = mine.remove(id + " " + pool);
            if (ended == null) {
                return;
            }
            giveBack = ending && Outcomes.LOST.equals(how);
            pools.notifyAll();
        }
        Semaphore slots = ended.taker.slots();
        if (how == null) {
            slots.release();
        } else {
            outcomes.add(slots, pool, id, giveBack ? Outcomes.GIVEN_BACK : how, bytes);
        }
    }

    // ---- orders

    private void deliver(Map<String, byte[]> message) {
        String pool = Request.text(message.get("p"));
        if (Request.text(message.get("m")).equals("x")) {
            orders.add(() -> endPool(pool));
        } else {
            String id = Request.text(message.get("i"));
            byte[] signal = message.get("v");
            int number = signal == null ? GIVE_UP : Integer.parseInt(Request.text(signal));
            orders.add(() -> signal(pool, id, number));
        }
    }

    /** Until the session has ended and its children with it. */
    private void obey() {
        try {
            while (obeying) {
                Runnable order = orders.poll(LOOK_SECONDS, TimeUnit.SECONDS);
                try {
                    if (order != null) {
                        order.run();
                    }
                    endIdle();
                } catch (RuntimeException e) { // a pool that does not end must not keep others from it
                    if (isEnding()) { // and has given up the memory in which its children would have been told
                        LOG.debug("an order of the server was not carried out", e);
                    } else {
                        LOG.warn("an order of the server was not carried out", e);
                    }
                }
            }
        } catch (InterruptedException _) {
            // nobody interrupts it
        }
    }

    /** Gives a task up, or sends a signal to a process, also if the message came before the task. */
    private void signal(String pool, String id, int number) {
        Mine task;
        synchronized (pools) {
            task = mine.get(id + " " + pool);
            if (task == null) {
                tasks.early(id + " " + pool, number);
                processes.early(id + " " + pool, number);
                return;
            }
        }
        if (number == GIVE_UP) {
            task.tasks.cancel(id);
        } else {
            task.tasks.signal(id, number);
        }
    }

    private void endPool(String pool) {
        MachineTasks machinePool;
        synchronized (pools) {
            machinePool = pools.remove(pool);
        }
        if (machinePool != null) {
            machinePool.end();
        }
    }

    private void endIdle() {
        List<MachineTasks> idle = new ArrayList<>();
        synchronized (pools) {
            pools.values().removeIf(each -> each.isIdleSince(IDLE_NANOS) && idle.add(each));
        }
        idle.forEach(MachineTasks::end);
    }

    /** Kills all children; the tasks that they ran. */
    private Map<String, Mine> endPools() {
        List<MachineTasks> all;
        Map<String, Mine> ended;
        synchronized (pools) {
            all = List.copyOf(pools.values());
            ended = Map.copyOf(mine);
            pools.clear();
            mine.clear();
        }
        for (MachineTasks each : all) {
            try {
                each.end();
            } catch (RuntimeException e) { // the others must end all the same
                LOG.warn("a pool does not end", e);
            }
        }
        return ended;
    }

    // ---- the end

    /** Ends the session, if the server refused something: what this worker has goes to others. */
    void giveUp() {
        if (session.lost() == null) {
            end(Duration.ZERO);
        }
    }

    /** Takes no more, lets tasks go on for the grace, gives the rest back, and ends the session. */
    void end() {
        end(options.grace());
    }

    private void end(Duration grace) {
        try {
            synchronized (pools) {
                ending = true;
                takers.forEach(Thread::interrupt);
                await(grace.toNanos(), mine::isEmpty);
            }
            // a task goes to another machine when nothing of it runs here any more
            endPools().forEach((task, its) -> {
                int space = task.indexOf(' ');
                Outcomes.End end = its.tasks.whenKilled();
                outcomes.add(
                        its.taker.slots(), task.substring(space + 1), task.substring(0, space), end.how(), end.bytes());
            });
            synchronized (pools) {
                await(session.lease().toNanos(), takers::isEmpty); // what it takes just now goes back, too
            }
            outcomes.await(session.lease().toNanos());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // then the server finds out by itself
        }
        output.flush();
        session.close();
    }

    /** With the lock: waits until it is so, for so long, or until the session ends. */
    private void await(long nanos, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        for (long left;
                !condition.getAsBoolean() && session.lost() == null && (left = deadline - System.nanoTime()) > 0; ) {
            pools.wait(Math.clamp(TimeUnit.NANOSECONDS.toMillis(left), 1, 100));
        }
    }
}
