package io.github.procession.cluster;

import io.github.procession.internal.pool.PoolEngine;
import io.github.procession.internal.pool.RemoteCall;
import io.github.procession.internal.pool.TaskLimits;
import io.github.procession.multiprocessing.AsyncResult;
import io.github.procession.multiprocessing.BrokenPoolException;
import io.github.procession.multiprocessing.Pool;
import io.github.procession.multiprocessing.PoolBuilder;
import io.github.procession.multiprocessing.WorkerLostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The children of one pool on this machine: a pool of its own, which ends a while after its last task, or with the pool
 * that it works for.
 */
final class MachinePool implements MachineTasks {
    private static final int PROCESSES = 0;
    private static final int INITIALIZER = 1;
    private static final int MAX_TASKS = 2;
    private static final int MEMORY_MARK = 3;
    private static final int HEAP_PERCENT = 4;
    private static final int JVM_OPTIONS = 5;
    private static final int AUTHKEY = 7;

    private static final int SIGKILL = 9;

    private final String name;
    private final Pool pool;
    private final MachineClasses classes;
    private final MachineObjects objects;
    private final Output output;
    private final Ends ends;
    private final Map<String, AsyncResult<Object>> running = new ConcurrentHashMap<>(); // or waiting for lines
    private volatile long lastUse = System.nanoTime();
    private volatile boolean gaveUp;
    private volatile boolean stopped;

    private MachinePool(
            String name,
            Object[] settings,
            WorkerOptions options,
            MachineClasses classes,
            MachineObjects objects,
            Output output,
            Ends ends) {
        this.name = name;
        this.output = output;
        this.classes = classes;
        this.objects = objects;
        this.ends = ends;
        List<String> jvmOptions = new ArrayList<>(options.jvmOptions());
        jvmOptions.addAll(List.of((String[]) settings[JVM_OPTIONS]));
        String host = Session.host();
        Object[] ways = {classes.questions(), objects.lines()};
        Object[] first = {settings[AUTHKEY], settings[INITIALIZER], Output.MARK};
        PoolBuilder builder = Pool.builder()
                .name((String) settings[ProgramTasks.LABEL])
                .processes(Math.min(options.slots(), (Integer) settings[PROCESSES]))
                .startOnDemand()
                .workerNames(_ -> output.nameOfChild(this, host))
                .jvmOptions(jvmOptions.toArray(String[]::new))
                .initializer(ChildTask::begin, host, ways, first);
        if ((Integer) settings[MAX_TASKS] > 0) {
            builder.maxTasksPerChild((Integer) settings[MAX_TASKS]);
        }
        if ((Long) settings[MEMORY_MARK] > 0) {
            builder.recycleAbove((Long) settings[MEMORY_MARK]);
        }
        if ((Double) settings[HEAP_PERCENT] > 0) {
            builder.heapPercent((Double) settings[HEAP_PERCENT]);
        }
        pool = builder.build();
    }

    /** Opens it, and leaves nothing if that fails. */
    static MachinePool open(
            String name,
            Object[] settings,
            WorkerOptions options,
            MachineClasses classes,
            MachineObjects objects,
            Output output,
            Ends ends) {
        try {
            classes.start();
            objects.start();
            return new MachinePool(name, settings, options, classes, objects, output, ends);
        } catch (Throwable e) {
            classes.end();
            objects.end();
            throw e;
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void run(String id, byte[] payload) {
        try {
            TaskLimits limits = PoolPayload.limits(payload);
            AsyncResult<Object> result = pool.timeout(limits.timeout())
                    .grace(limits.grace())
                    .applyAsync(ChildTask::run, PoolPayload.message(payload));
            running.put(id, result);
            result.whenDone(() -> ended(id, result), Runnable::run); // it does not wait
        } catch (RuntimeException e) { // the pool gave up, or this is no task
            failed(id, e);
        }
    }

    private void ended(String id, AsyncResult<Object> result) {
        if (result.isCancelled()) {
            tell(id, stopped ? Outcomes.GIVEN_BACK : null, Outcomes.NOTHING);
            return;
        }
        Object outcome;
        try {
            outcome = result.get();
        } catch (ExecutionException e) {
            failed(id, e.getCause());
            return;
        } catch (InterruptedException e) {
            throw new IllegalStateException("it has ended", e);
        }
        if (outcome instanceof Object[] parts) {
            output.whenRead(
                    (String) parts[1],
                    (Long) parts[2],
                    (Long) parts[3],
                    () -> tell(id, Outcomes.DONE, (byte[]) parts[0]));
        } else {
            tell(id, Outcomes.DONE, (byte[]) outcome);
        }
    }

    /** What became of a task, whose lines have been read. */
    private void tell(String id, @Nullable String how, byte[] bytes) {
        running.remove(id);
        lastUse = System.nanoTime();
        ends.ended(this, id, how, bytes);
    }

    /** A task without an outcome of its own: what a task throws is one. */
    private void failed(String id, Throwable reason) {
        gaveUp |= reason instanceof BrokenPoolException;
        String how = switch (reason) {
            case WorkerLostException _ -> Outcomes.LOST;
            case BrokenPoolException _ -> Outcomes.UNABLE;
            default -> Outcomes.DONE;
        };
        tell(id, how, RemoteCall.failure(reason, Session.host()));
    }

    /** Interrupts it, and kills its child if that does not help. */
    @Override
    public void cancel(String id) {
        AsyncResult<Object> result = running.get(id);
        if (result != null) {
            result.cancel(true);
        }
    }

    @Override
    public void signal(String id, int signal) {
        throw new IllegalArgumentException("a task of a pool takes no signals");
    }

    /** Those that no child has begun are given back, for the server to say what becomes of them. */
    @Override
    public void stop(int signal) {
        stopped = true;
        pool.close();
        running.values().forEach(result -> result.cancel(false));
        PoolEngine.of(pool).stopWorkers(signal == SIGKILL);
    }

    @Override
    public boolean gaveUp() {
        return gaveUp;
    }

    /** It may run again elsewhere. */
    @Override
    public Outcomes.End whenKilled() {
        return new Outcomes.End(Outcomes.GIVEN_BACK, Outcomes.NOTHING);
    }

    @Override
    public boolean isIdleSince(long nanos) {
        return running.isEmpty() && System.nanoTime() - lastUse > nanos;
    }

    @Override
    public void end() {
        try {
            pool.terminate();
        } finally {
            output.forget(this);
            classes.end();
            objects.end();
        }
    }
}
