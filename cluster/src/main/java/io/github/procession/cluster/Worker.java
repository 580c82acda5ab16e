package io.github.procession.cluster;

import io.github.procession.internal.pool.RemoteCall;
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
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Protocol.Command;

/**
 * One session of a machine that does tasks of pools: takes as many as it has free slots, has children do them, and says what
 * became of them. What a task does can hurt its child alone: this process never decodes tasks, outcomes or classes.
 *
 * <p>Three threads: the one that calls {@link #serve} takes tasks, one carries out orders of the server, one tells outcomes.
 */
// Longer than most: taking, doing and reporting tasks share the counts of free slots and of unreported outcomes.
final class Worker {
    private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long LOOK_SECONDS = 5;

    private final Session session;
    private final Payloads payloads;
    private final WorkerOptions options;
    private final JarStore jars;
    private final Output output;
    private final Semaphore slots;
    private final Outcomes outcomes;
    private final BlockingQueue<Runnable> orders = new LinkedBlockingQueue<>();
    private final Map<String, MachinePool> pools = new HashMap<>(); // guarded by itself, as are the next ones
    private final Set<String> mine = new HashSet<>(); // tasks that run, as "id pool"
    private final Set<String> withdrawn =
            new HashSet<>(); // tasks to be given up that have not begun here, or have ended
    private boolean ending;
    private Thread taker; // null while none takes
    private boolean obeying = true; // by the thread that carries out orders

    Worker(Cluster cluster, WorkerOptions options, JarStore jars) {
        session = cluster.session();
        payloads = cluster.payloads();
        this.options = options;
        this.jars = jars;
        slots = new Semaphore(options.slots());
        output = new Output(session, payloads);
        outcomes = new Outcomes(session, payloads, slots);
    }

    /** Works until the session ends, or {@link #end} is called. */
    void serve() {
        synchronized (pools) {
            if (ending) {
                return;
            }
            taker = Thread.currentThread();
        }
        try {
            session.onPoolMessage(this::deliver);
            Multiprocessing.setOutputConsumer(output::line);
            Thread.ofPlatform().daemon().name("procession-worker-orders").start(this::obey);
            outcomes.start();
            output.start();
            session.atEnd(_ -> orders.add(() -> {
                endPools();
                obeying = false;
                slots.release(); // the taker may wait for one, and is to see that the session has ended
            }));
            while (!isEnding()) {
                take();
            }
        } catch (InterruptedException _) {
            // told to end
        } catch (EngineException e) {
            throw e;
        } catch (RuntimeException | Error e) { // the process must not stay without taking tasks
            throw new EngineException("this worker takes no more tasks after an error: " + e, e);
        } finally {
            synchronized (pools) {
                taker = null;
                Thread.interrupted(); // none comes any more
                pools.notifyAll();
            }
        }
    }

    private boolean isEnding() {
        synchronized (pools) {
            return ending;
        }
    }

    private void take() throws InterruptedException {
        slots.acquire();
        int free = 1 + slots.drainPermits();
        int taken = 0;
        try {
            Wait wait = new Wait(session, Long.MAX_VALUE);
            Map<String, byte[]> grant = wait.run(
                    ticket -> session.callOfPool("task_take", ticket, wait.flag(), free, options.runsText()),
                    this::giveBack);
            if (grant != null) {
                taken = 1;
                begin(Request.text(grant.get("p")), Request.text(grant.get("i")), grant.get("v"));
            } else if (wait.reply() instanceof List<?> tasks) {
                taken = tasks.size() / 3;
                for (int i = 0; i < tasks.size(); i += 3) {
                    begin(Request.text(tasks.get(i)), Request.text(tasks.get(i + 1)), (byte[]) tasks.get(i + 2));
                }
            }
        } finally {
            slots.release(free - taken);
            synchronized (pools) {
                withdrawn.clear(); // all that was taken has begun: what comes now and has not, has ended
            }
        }
    }

    private void giveBack(Map<String, byte[]> grant) {
        session.call("task_end", Request.text(grant.get("p")), Request.text(grant.get("i")), Outcomes.GIVEN_BACK, "");
    }

    /** Begins a task of its own slot, which is free again once the server knows what became of it. */
    private void begin(String pool, String id, byte[] sealed) {
        byte[] payload;
        try {
            payload = payloads.open(sealed, PoolPayload.task(pool, id));
        } catch (RuntimeException e) { // sealed by another authkey, or empty, when it was withdrawn on its way
            outcomes.add(pool, id, Outcomes.DONE, RemoteCall.failure(e, Session.host()));
            return;
        }
        synchronized (pools) {
            if (withdrawn.remove(id + " " + pool)) {
                slots.release();
            } else if (ending) {
                outcomes.add(pool, id, Outcomes.GIVEN_BACK, Outcomes.NOTHING);
            } else {
                run(pool, id, payload);
            }
        }
    }

    private void run(String pool, String id, byte[] payload) {
        MachinePool machinePool = pools.get(pool);
        if (machinePool == null) {
            try {
                machinePool = open(pool);
            } catch (SessionLostException e) {
                throw e;
            } catch (RuntimeException e) { // such as another authkey, or options that no JVM takes
                outcomes.add(pool, id, Outcomes.UNABLE, RemoteCall.failure(e, Session.host()));
                return;
            }
            if (machinePool == null) {
                slots.release(); // the pool has ended meanwhile
                return;
            }
            pools.put(pool, machinePool);
        }
        mine.add(id + " " + pool);
        machinePool.run(id, payload);
    }

    private @Nullable MachinePool open(String pool) {
        List<?> fields = (List<?>) session.read(Command.HMGET, "p:" + pool, "r", "s");
        if (fields.get(0) == null) {
            return null;
        }
        String run = Request.text(fields.get(0));
        Object[] settings = (Object[]) payloads.decode((byte[]) fields.get(1), PoolPayload.settings(pool, run));
        if (!options.runs().isEmpty() && !options.runs().contains(run)) {
            throw new EngineException("this machine does not take tasks of the run " + run);
        }
        return MachinePool.open(
                pool,
                settings,
                options,
                new MachineClasses(session, payloads, pool, jars),
                new MachineObjects(session, payloads, pool),
                this::ended);
    }

    /** Takes what became of a task: null for nothing to say, as it was given up. */
    private void ended(MachinePool machinePool, String id, String how, byte[] bytes) {
        String pool = machinePool.name();
        boolean giveBack;
        synchronized (pools) {
            if (Outcomes.UNABLE.equals(how) && pools.remove(pool, machinePool)) {
                orders.add(machinePool::end); // another one is opened for the next task, if there is one
            }
            if (!mine.remove(id + " " + pool)) {
                return;
            }
            giveBack = ending && Outcomes.LOST.equals(how);
            pools.notifyAll();
        }
        if (how == null) {
            slots.release();
        } else {
            outcomes.add(pool, id, giveBack ? Outcomes.GIVEN_BACK : how, bytes);
        }
    }

    // ---- orders

    private void deliver(Map<String, byte[]> message) {
        String pool = Request.text(message.get("p"));
        if (Request.text(message.get("m")).equals("x")) {
            orders.add(() -> endPool(pool));
        } else {
            String id = Request.text(message.get("i"));
            orders.add(() -> cancel(pool, id));
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
                    LOG.warn("an order of the server was not carried out", e);
                }
            }
        } catch (InterruptedException _) {
            // nobody interrupts it
        }
    }

    /** Gives a task up, also if the message came before the task. */
    private void cancel(String pool, String id) {
        MachinePool machinePool;
        synchronized (pools) {
            if (!mine.contains(id + " " + pool)) {
                withdrawn.add(id + " " + pool);
                return;
            }
            machinePool = pools.get(pool);
        }
        if (machinePool != null) {
            machinePool.cancel(id);
        }
    }

    private void endPool(String pool) {
        MachinePool machinePool;
        synchronized (pools) {
            machinePool = pools.remove(pool);
        }
        if (machinePool != null) {
            machinePool.end();
        }
    }

    private void endIdle() {
        List<MachinePool> idle = new ArrayList<>();
        synchronized (pools) {
            pools.values().removeIf(each -> each.isIdleSince(IDLE_NANOS) && idle.add(each));
        }
        idle.forEach(MachinePool::end);
    }

    /** Kills all children; the tasks that they ran. */
    private List<String> endPools() {
        List<MachinePool> all;
        List<String> tasks;
        synchronized (pools) {
            all = List.copyOf(pools.values());
            tasks = List.copyOf(mine);
            pools.clear();
            mine.clear();
        }
        for (MachinePool each : all) {
            try {
                each.end();
            } catch (RuntimeException e) { // the others must end all the same
                LOG.warn("a pool does not end", e);
            }
        }
        return tasks;
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
                if (taker != null) {
                    taker.interrupt();
                }
                await(grace.toNanos(), mine::isEmpty);
            }
            // a task goes to another machine when nothing of it runs here any more
            for (String task : endPools()) {
                int space = task.indexOf(' ');
                outcomes.add(
                        task.substring(space + 1), task.substring(0, space), Outcomes.GIVEN_BACK, Outcomes.NOTHING);
            }
            synchronized (pools) {
                await(session.lease().toNanos(), () -> taker == null); // what it takes just now goes back, too
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
