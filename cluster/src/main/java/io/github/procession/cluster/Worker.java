package io.github.procession.cluster;

import io.github.procession.internal.pool.RemoteCall;
import io.github.procession.ipc.jvm.ChildOutput;
import io.github.procession.ipc.report.LibraryLogger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import redis.clients.jedis.Protocol.Command;

/**
 * A machine that runs tasks of pools, and processes, during one session: the server gives it as many as it has room for. It has
 * children run them, and reports their ends. What a task does can hurt its child alone: this process never decodes tasks,
 * outcomes or classes.
 *
 * <p>The thread that reads the inbox begins a task itself when that does not wait, as most do: its pool is open here, and it
 * came with the message. A thread of its own begins the others. Another one carries out orders of the server, one tells outcomes.
 */
// Longer than most: doing, giving up and reporting tasks share what runs here, which must not end twice.
final class Worker {
    private static final Logger LOG = LibraryLogger.of(Cluster.class);
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long LOOK_SECONDS = 5;
    private static final int NO_SIGNAL = -1;
    private static final int GIVE_UP = 0;

    private final Session session;
    private final Payloads payloads;
    private final WorkerOptions options;
    private final JarStore jars;
    private final Output output;
    private final Outcomes outcomes;
    private final BlockingQueue<Runnable> orders = new LinkedBlockingQueue<>();
    private final BlockingQueue<Runnable> begins = new LinkedBlockingQueue<>();
    private final Map<String, MachineTasks> pools = new HashMap<>(); // guarded by itself, as are the next ones
    private final Map<String, Task> mine = new HashMap<>(); // by "id pool"
    private boolean ending;
    private boolean comes; // whether more tasks may come
    private boolean obeying = true; // by the thread that carries out orders

    /** A task, or a process, that this machine has; what changes is guarded by the pools. */
    private static final class Task {
        private final String pool;
        private final String id;
        private final boolean isProcess;
        private @Nullable MachineTasks runs; // null before it has begun
        private int early = NO_SIGNAL; // what came for it before

        Task(String pool, String id, boolean isProcess) {
            this.pool = pool;
            this.id = id;
            this.isProcess = isProcess;
        }

        /** Whether its pool was stopped before it began. */
        boolean isStopped() {
            return !isProcess && early > GIVE_UP;
        }

        String key() {
            return id + " " + pool;
        }
    }

    Worker(Cluster cluster, WorkerOptions options, JarStore jars) {
        session = cluster.session();
        payloads = cluster.payloads();
        this.options = options;
        this.jars = jars;
        output = new Output(session, payloads);
        outcomes = new Outcomes(session, payloads, output);
    }

    /** Works until the session ends, or {@link #end} is called. */
    void serve() {
        session.onPoolMessage(this::deliver);
        ChildOutput.setMark(Output.MARK);
        ChildOutput.setConsumer(output);
        Thread.ofPlatform().daemon().name("procession-worker-orders").start(this::obey);
        Thread.ofPlatform().daemon().name("procession-worker-begins").start(this::beginOthers);
        outcomes.start();
        output.start();
        session.atEnd(_ -> {
            orders.add(() -> {
                endPools();
                obeying = false;
            });
            begins.add(() -> {}); // wakes the thread
            synchronized (pools) {
                pools.notifyAll();
            }
        });
        synchronized (pools) {
            if (ending) {
                return;
            }
            comes = true;
        }
        try {
            session.callThatStands("task_room", options.runsText(), options.slots(), options.processes());
            awaitUnlessLost(() -> ending);
            session.callThatStands("task_stop");
            awaitUnlessLost(() -> !comes);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts it", e);
        } finally {
            synchronized (pools) {
                comes = false;
                pools.notifyAll();
            }
        }
    }

    private void awaitUnlessLost(BooleanSupplier condition) throws InterruptedException {
        synchronized (pools) {
            while (!condition.getAsBoolean()) {
                session.throwIfLost();
                pools.wait();
            }
        }
    }

    // ---- tasks

    /** A message of the inbox; by the thread that reads it, which must not wait. */
    private void deliver(Map<String, byte[]> message) {
        String pool = Request.text(message.get("p"));
        String id = Request.text(message.get("i"));
        byte[] value = message.get("v");
        switch (Request.text(message.get("m"))) {
            case "t" -> take(new Task(pool, id, false), value);
            case "e" -> take(new Task(pool, id, true), value);
            case "z" -> {
                synchronized (pools) {
                    comes = false;
                    pools.notifyAll();
                }
            }
            case "x" -> orders.add(() -> endPool(pool));
            case "w" -> orders.add(() -> stopPool(pool, Integer.parseInt(Request.text(value))));
            default -> {
                int signal = value == null ? GIVE_UP : Integer.parseInt(Request.text(value));
                orders.add(() -> signal(id + " " + pool, signal));
            }
        }
    }

    /** Whether a payload came with the message; a large one does not, and one in pieces is empty. */
    private static boolean isWhole(byte @Nullable [] sealed) {
        return sealed != null && sealed.length > 0;
    }

    /** Takes a task that the server has given to this machine; without a payload if that is large. */
    private void take(Task task, byte @Nullable [] sealed) {
        MachineTasks open;
        synchronized (pools) {
            mine.put(task.key(), task);
            if (ending) {
                end(task, Outcomes.GIVEN_BACK, Outcomes.NOTHING);
                return;
            }
            open = pools.get(task.pool);
        }
        if (open != null && isWhole(sealed)) {
            begin(task, sealed);
        } else {
            begins.add(() -> beginSlowly(task, sealed));
        }
    }

    /** Until the session ends. */
    private void beginOthers() {
        try {
            while (session.lost() == null) {
                begins.take().run();
            }
        } catch (InterruptedException _) {
            // the session has ended
        } catch (RuntimeException | Error e) { // such as a lack of memory
            if (session.lost() == null) {
                session.lose("tasks cannot be begun: " + e, e);
            }
        }
    }

    /** Fetches what is missing, and begins a task. */
    private void beginSlowly(Task task, byte @Nullable [] sealed) {
        byte[] payload;
        try {
            payload = isWhole(sealed) ? sealed : large(task, sealed);
            if (payload == null || open(task.pool) == null) { // withdrawn, or the pool has ended meanwhile
                end(task, Outcomes.GIVEN_UP, Outcomes.NOTHING);
                return;
            }
        } catch (SessionLostException e) {
            throw e;
        } catch (RuntimeException e) { // such as another authkey, or options that no JVM takes
            end(task, Outcomes.UNABLE, RemoteCall.failure(e, Session.host()));
            return;
        }
        begin(task, payload);
    }

    private byte @Nullable [] large(Task task, byte @Nullable [] sealed) {
        if (sealed != null) {
            return Pieces.read(session, Pieces.OF_TASK, task.pool, task.id);
        }
        byte[] retriesAndPayload = (byte[]) session.read(Command.HGET, "d:" + task.pool, task.id);
        for (int i = 0; retriesAndPayload != null; i++) {
            if (retriesAndPayload[i] == ' ') {
                return Arrays.copyOfRange(retriesAndPayload, i + 1, retriesAndPayload.length);
            }
        }
        return null;
    }

    /** Begins a task whose pool is open here; does not wait. */
    private void begin(Task task, byte[] sealed) {
        byte[] payload;
        try {
            payload = payloads.open(sealed, PoolPayload.task(task.pool, task.id));
        } catch (RuntimeException e) { // sealed by another authkey
            end(task, Outcomes.DONE, RemoteCall.failure(e, Session.host()));
            return;
        }
        synchronized (pools) {
            MachineTasks open = pools.get(task.pool);
            if (ending || task.isStopped()) {
                end(task, Outcomes.GIVEN_BACK, Outcomes.NOTHING);
            } else if (task.early == GIVE_UP) {
                end(task, Outcomes.GIVEN_UP, Outcomes.NOTHING);
            } else if (open == null) { // it has ended just now
                begins.add(() -> beginSlowly(task, sealed));
            } else {
                task.runs = open;
                open.run(task.id, payload);
                if (task.early != NO_SIGNAL) {
                    open.signal(task.id, task.early);
                }
            }
        }
    }

    /** Reports the end of a task, unless that was done. */
    private void end(Task task, String how, byte[] bytes) {
        synchronized (pools) {
            if (!mine.remove(task.key(), task)) {
                return;
            }
            if (ending) {
                pools.notifyAll();
            }
        }
        outcomes.add(task.isProcess, task.pool, task.id, how, bytes);
    }

    /** The pool, which is opened if it is not; null if it has ended. By one thread. */
    private @Nullable MachineTasks open(String pool) {
        synchronized (pools) {
            MachineTasks open = pools.get(pool);
            if (open != null) {
                return open;
            }
        }
        List<?> fields = (List<?>) session.read(Command.HMGET, "p:" + pool, "r", "s");
        if (fields.get(0) == null) {
            return null;
        }
        String run = Request.text(fields.get(0));
        Object[] settings = (Object[]) payloads.decode((byte[]) fields.get(1), PoolPayload.settings(pool, run));
        if (!options.runs().isEmpty() && !options.runs().contains(run)) {
            throw new EngineException("this machine does not take tasks of the run " + run);
        }
        String label = (String) settings[ProgramTasks.LABEL];
        MachineClasses classes = new MachineClasses(session, payloads, pool, label, jars);
        MachineObjects objects = new MachineObjects(session, payloads, pool, label);
        MachineTasks opened = (Boolean) settings[ProgramTasks.OF_PROCESSES]
                ? new MachineProcesses(pool, options, classes, objects, output, this::mayBegin, this::ended)
                : MachinePool.open(pool, settings, options, classes, objects, output, this::ended);
        synchronized (pools) {
            pools.put(pool, opened);
        }
        return opened;
    }

    private boolean mayBegin(String pool, String id) {
        return (Long) session.callThatStands("task_begin", pool, id) == 1;
    }

    /** Takes what became of a task: null for nothing to say, as it was given up. */
    private void ended(MachineTasks tasks, String id, @Nullable String how, byte[] bytes) {
        Task task;
        String said = how == null ? Outcomes.GIVEN_UP : how;
        synchronized (pools) {
            if (tasks.gaveUp() && pools.remove(tasks.name(), tasks)) {
                orders.add(tasks::end); // another one is opened for the next task, if there is one
            }
            task = mine.get(id + " " + tasks.name());
            if (ending && said.equals(Outcomes.LOST)) {
                said = Outcomes.GIVEN_BACK;
            }
        }
        if (task != null) {
            end(task, said, bytes);
        }
    }

    // ---- orders

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

    /** Gives a task up, or sends a signal to a process. */
    private void signal(String key, int signal) {
        MachineTasks runs;
        String id;
        synchronized (pools) {
            Task task = mine.get(key);
            if (task == null) {
                return; // it has ended
            }
            runs = task.runs;
            id = task.id;
            if (runs == null) {
                task.early = signal;
                return;
            }
        }
        if (signal == GIVE_UP) {
            runs.cancel(id);
        } else {
            runs.signal(id, signal);
        }
    }

    private void endPool(String pool) {
        MachineTasks machinePool;
        synchronized (pools) {
            tellUnbegun(pool, GIVE_UP);
            machinePool = pools.remove(pool);
        }
        if (machinePool != null) {
            machinePool.end();
        }
    }

    /** Ends the children of a pool by a signal; nothing of it begins any more. */
    private void stopPool(String pool, int signal) {
        MachineTasks machinePool;
        synchronized (pools) {
            tellUnbegun(pool, signal);
            machinePool = pools.get(pool);
        }
        if (machinePool != null) {
            machinePool.stop(signal);
        }
    }

    /** With the lock: what becomes of the tasks of a pool that have not begun; it may be opened for them just now. */
    private void tellUnbegun(String pool, int early) {
        for (Task task : mine.values()) {
            if (task.pool.equals(pool) && task.runs == null) {
                task.early = early;
            }
        }
    }

    private void endIdle() {
        List<MachineTasks> idle = new ArrayList<>();
        synchronized (pools) {
            pools.values().removeIf(each -> each.isIdleSince(IDLE_NANOS) && idle.add(each));
        }
        idle.forEach(MachineTasks::end);
    }

    /** Kills all children; the tasks that this machine had. */
    private List<Task> endPools() {
        List<MachineTasks> all;
        List<Task> ended;
        synchronized (pools) {
            all = List.copyOf(pools.values());
            ended = List.copyOf(mine.values());
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

    private boolean isEnding() {
        synchronized (pools) {
            return ending;
        }
    }

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
                pools.notifyAll();
                await(grace.toNanos(), mine::isEmpty);
            }
            // a task goes to another machine when nothing of it runs here any more
            for (Task task : endPools()) {
                Outcomes.End end = task.runs == null ? Outcomes.UNBEGUN : task.runs.whenKilled();
                outcomes.add(task.isProcess, task.pool, task.id, end.how(), end.bytes());
            }
            synchronized (pools) {
                await(session.lease().toNanos(), () -> !comes && mine.isEmpty()); // what comes just now goes back, too
            }
            outcomes.await(session.lease().toNanos());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // then the server finds out by itself
        }
        output.end();
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
