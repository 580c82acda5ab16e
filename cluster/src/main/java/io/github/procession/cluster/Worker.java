package io.github.procession.cluster;

import io.github.procession.internal.pool.RemoteCall;
import io.github.procession.multiprocessing.Multiprocessing;
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
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Protocol.Command;

/**
 * One session of a machine that does tasks of pools: takes as many as it has free slots, has children do them, and says what
 * became of them. What a task does can hurt its child alone: this process never decodes tasks, outcomes or classes.
 */
final class Worker {
    private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long LOOK_SECONDS = 5;
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int OUTCOMES_AT_ONCE = 64;
    private static final long OUTCOME_BYTES_AT_ONCE = 4 << 20;

    private record Outcome(String pool, String id, String how, byte[] bytes) {}

    private final Session session;
    private final Payloads payloads;
    private final WorkerOptions options;
    private final JarStore jars;
    private final Output output;
    private final Semaphore slots;
    private final BlockingQueue<Runnable> orders = new LinkedBlockingQueue<>();
    private final BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();
    private final Map<String, MachinePool> pools = new HashMap<>(); // guarded by itself, as are the next two
    private final Set<String> mine = new HashSet<>(); // tasks that run, as "id pool"
    private boolean ending;
    private int untold; // outcomes that the server does not have yet
    private volatile Thread taker;

    Worker(Cluster cluster, WorkerOptions options, JarStore jars) {
        session = cluster.session();
        payloads = cluster.payloads();
        this.options = options;
        this.jars = jars;
        slots = new Semaphore(options.slots());
        output = new Output(session, payloads);
    }

    /** Works until the session ends, or {@link #end} is called. */
    void serve() {
        taker = Thread.currentThread();
        session.onPoolMessage(this::deliver);
        Multiprocessing.setOutputConsumer(output::line);
        daemon("orders", this::obey);
        daemon("outcomes", this::tell);
        output.start();
        session.atEnd(_ -> orders.add(this::endPools));
        try {
            while (!isEnding()) {
                take();
            }
        } catch (InterruptedException _) {
            // told to end
        }
    }

    private static void daemon(String role, Runnable body) {
        Thread.ofPlatform().daemon().name("procession-worker-" + role).start(body);
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
                    ticket -> session.call("task_take", ticket, wait.flag(), free, options.runsText()), this::giveBack);
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
        }
    }

    private void giveBack(Map<String, byte[]> grant) {
        session.call("task_end", Request.text(grant.get("p")), Request.text(grant.get("i")), "b", "");
    }

    private void begin(String pool, String id, byte[] sealed) {
        try {
            byte[] payload = payloads.open(sealed, PoolPayload.task(pool, id));
            synchronized (pools) {
                if (ending) {
                    untold++;
                    outcomes.add(new Outcome(pool, id, "b", new byte[0]));
                    return;
                }
                MachinePool machinePool = pools.get(pool);
                if (machinePool == null) {
                    machinePool = open(pool);
                    if (machinePool == null) {
                        slots.release(); // the pool has ended meanwhile
                        return;
                    }
                    pools.put(pool, machinePool);
                }
                mine.add(id + " " + pool);
                machinePool.run(id, payload);
            }
        } catch (SessionLostException e) {
            throw e;
        } catch (RuntimeException e) { // such as another authkey, or a pool that gave up
            synchronized (pools) {
                MachinePool broken = pools.remove(pool);
                if (broken != null) {
                    orders.add(broken::end);
                }
                mine.add(id + " " + pool);
            }
            ended(pool, id, "r", RemoteCall.failure(e, Session.host()));
        }
    }

    private MachinePool open(String pool) {
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
        return new MachinePool(pool, settings, options, classes, objects, this::ended);
    }

    private void ended(String pool, String id, String how, byte[] bytes) {
        boolean giveBack;
        synchronized (pools) {
            if (!mine.remove(id + " " + pool)) {
                return;
            }
            giveBack = ending && "w".equals(how);
            untold += how == null ? 0 : 1;
            pools.notifyAll();
        }
        if (how == null) {
            slots.release();
        } else {
            outcomes.add(new Outcome(pool, id, giveBack ? "b" : how, bytes));
        }
    }

    // ---- what became of tasks

    private void tell() {
        try {
            while (true) {
                List<Object> call = new ArrayList<>();
                long bytes = 0;
                for (Outcome next = outcomes.take(); next != null; ) {
                    byte[] sealed = payloads.seal(next.bytes, PoolPayload.outcome(next.pool, next.id));
                    call.addAll(List.of(next.pool, next.id, next.how, sealed));
                    bytes += sealed.length;
                    next = call.size() < 4 * OUTCOMES_AT_ONCE && bytes < OUTCOME_BYTES_AT_ONCE ? outcomes.poll() : null;
                }
                tell(call);
                slots.release(call.size() / 4);
                synchronized (pools) {
                    untold -= call.size() / 4;
                    pools.notifyAll();
                }
            }
        } catch (InterruptedException _) {
            // nobody interrupts it
        } catch (SessionLostException e) {
            LOG.warn("outcomes of tasks are lost, as the session is: {}", e.getMessage());
        } catch (EngineException _) {
            // this worker ends, and has given its tasks back
        }
    }

    /** Repeats it while the server takes no changes, for as long as the session lives. */
    private void tell(List<Object> call) {
        while (true) {
            try {
                session.call("task_end", call.toArray());
                return;
            } catch (EngineException e) {
                if (session.lost() != null) {
                    throw e;
                }
                LOG.warn("outcomes of tasks are not taken: {}; trying again", e.getMessage());
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    // ---- orders

    private void deliver(Map<String, byte[]> message) {
        String pool = Request.text(message.get("p"));
        if (Request.text(message.get("m")).equals("x")) {
            orders.add(() -> endPool(pool));
        } else {
            String id = Request.text(message.get("i"));
            orders.add(() -> {
                MachinePool machinePool;
                synchronized (pools) {
                    machinePool = pools.get(pool);
                }
                if (machinePool != null) {
                    machinePool.cancel(id);
                }
            });
        }
    }

    private void obey() {
        try {
            while (session.lost() == null || !orders.isEmpty()) {
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

    private void endPools() {
        List<MachinePool> all;
        synchronized (pools) {
            all = List.copyOf(pools.values());
            pools.clear();
            mine.clear();
        }
        all.forEach(MachinePool::end);
    }

    /** Ends the session, if the server refused something: what this worker has goes to others. */
    void giveUp() {
        if (session.lost() == null) {
            session.close();
        }
    }

    /** Takes no more, lets tasks go on for the grace, gives the rest back, and ends the session. */
    void end() {
        long deadline = System.nanoTime() + options.grace().toNanos();
        List<String> rest;
        synchronized (pools) {
            ending = true;
            taker.interrupt();
            try {
                for (long left = options.grace().toMillis();
                        left > 0 && !(mine.isEmpty() && untold == 0) && session.lost() == null;
                        left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())) {
                    pools.wait(Math.min(left, 100));
                }
            } catch (InterruptedException _) {
                // then at once
            }
            rest = List.copyOf(mine);
            mine.clear();
        }
        if (session.lost() == null) {
            for (String task : rest) {
                int space = task.indexOf(' ');
                session.call("task_end", task.substring(space + 1), task.substring(0, space), "b", "");
            }
        }
        output.flush();
        session.close();
    }
}
