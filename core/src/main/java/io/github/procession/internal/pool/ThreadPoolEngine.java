package io.github.procession.internal.pool;

import io.github.procession.ipc.memory.EndOfProgram;
import io.github.procession.ipc.report.LibraryLogger;
import io.github.procession.ipc.sync.Awaited;
import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.sync.ShownWait;
import io.github.procession.ipc.system.ServiceLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.function.IntFunction;
import org.slf4j.Logger;

/**
 * Engine of a pool whose workers are threads of this JVM, or processes that are emulated in threads. The workers take tasks
 * from the queue of the engine themselves.
 */
// Longer than most: what the workers and the engine do with each other under the one lock is told here.
public final class ThreadPoolEngine extends PoolEngine {
    /*
     * Everything here is guarded by the engine's lock. Threads wait for one condition, `changed`: workers for a task or for the
     * end, join() for the end.
     *
     * A task:  queued -> taken by one worker -> over
     *
     *   take     the worker polls the queue and becomes the owner of the task, both with the lock: no other worker sees the
     *            task.
     *   report   the job is told once, by the thread that sets `reported` with the lock: the worker that has the outcome, or
     *            the timer. Cancelling and terminating set it, too, and tell the job as a whole. Telling runs code of users
     *            and follows without the lock.
     *   finish   the worker gives the task up and clears its own interrupt flag, both with the lock. Interrupts are sent with
     *            the lock, to a worker that has the task: so none of them reaches the next task.
     *
     * A worker:  starting -> waiting <-> running -> ended
     *
     *   It is listed before its thread starts, so that a pool which is closed meanwhile waits for it. It ends when the pool
     *   is at its end, when it has run its share of tasks, or when its initializer fails, which breaks the pool. Whatever a
     *   task throws, an error included, is the outcome of the task and no end of the worker. The end of a worker removes it
     *   first and then starts a successor, if tasks may still come.
     *
     * The pool has ended when no worker is left and no more will be started. Failures that no caller has asked for are logged
     * before join() returns (`telling`).
     */
    private static final Logger LOG = LibraryLogger.named("ThreadPool");

    /** Largest pool whose workers are all started at once: of more threads, most would only wait. */
    private static final int MOST_AT_ONCE = 1024;

    private final int size;
    private final ThreadWorkers kind;
    private final int maxTasks;
    private final boolean onDemand;
    private final IntFunction<String> workerNames;
    final Condition changed = lock.newCondition();

    // all guarded by the lock
    private final List<ThreadPoolWorker> workers = new ArrayList<>();

    /** Number in the name of the last thread that was made for work in the background. */
    private int lastBackground;

    private int lastWorker;

    /** Threads in a row that the system did not start. */
    private int failedStarts;

    /** Whether a timer is set for the next attempt to start a worker. */
    private boolean pausing;

    /** Whether the last worker's thread logs failures that no caller has asked for. */
    private boolean telling;

    /**
     * Engine without workers, to be {@linkplain #start started}.
     *
     * @param name of the pool
     * @param size how many workers there are
     * @param kind what they are
     * @param maxTasks tasks after which one is replaced; 0 for none
     * @param onDemand whether one is started when there is work for it, not before; always so if there are more than
     *     {@value #MOST_AT_ONCE}
     * @param workerNames their names by their numbers; null for the pool's own
     * @param failures the exceptions that users get
     */
    public ThreadPoolEngine(
            String name,
            int size,
            ThreadWorkers kind,
            int maxTasks,
            boolean onDemand,
            IntFunction<String> workerNames,
            PoolFailures failures) {
        super(name, failures);
        if (size < 1) {
            throw new IllegalArgumentException("threads=" + size + " is not at least 1");
        }
        this.size = size;
        this.kind = kind;
        this.maxTasks = maxTasks;
        this.onDemand = onDemand || size > MOST_AT_ONCE;
        this.workerNames = workerNames;
    }

    /**
     * Starts all workers, unless they are started on demand; if one cannot be started, none is left.
     *
     * @return this
     * @throws IllegalStateException if the system has no thread for one
     */
    public ThreadPoolEngine start() {
        enlist();
        int first = onDemand ? 0 : size;
        for (int i = 1; i <= first; i++) {
            try {
                startWorker();
            } catch (OutOfMemoryError e) {
                terminate();
                throw new IllegalStateException(
                        name() + " has " + (i - 1) + " of " + size + " threads, and the system has no more: "
                                + e.getMessage(),
                        e);
            }
        }
        return this;
    }

    private void startWorker() {
        int number;
        lock.lock();
        try {
            number = ++lastWorker;
        } finally {
            lock.unlock();
        }
        String workerName = WorkerSettings.workerName(workerNames, name(), number);
        ThreadPoolWorker worker = new ThreadPoolWorker(this, kind, workerName, maxTasks);
        lock.lock();
        try {
            workers.add(worker);
        } finally {
            lock.unlock();
        }
        boolean started = false;
        try {
            kind.start(workerName, worker, () -> ended(worker));
            started = true;
        } finally {
            if (!started) { // the system has no thread for it
                remove(worker);
            }
        }
    }

    /**
     * False if the system has no thread: then it is tried again later, for as long as the pool has tasks. At the end of the program
     * it is not.
     */
    private boolean tryStart() {
        try {
            startWorker();
            lock.lock();
            try {
                failedStarts = 0;
            } finally {
                lock.unlock();
            }
            return true;
        } catch (RuntimeException | Error e) {
            if (EndOfProgram.isBehind(e)) {
                endWithProgram();
                return false;
            }
            LOG.warn("{}: a worker cannot be started", name(), e);
            lock.lock();
            try {
                if (!pausing) {
                    PoolTimer.after(Duration.ofNanos(restartPauseNanos(failedStarts + 1)), this::startLater);
                    failedStarts++;
                    pausing = true; // last, since there may be no memory for the timer; it needs the lock
                }
            } finally {
                lock.unlock();
            }
            return false;
        }
    }

    /** When the program has begun to end, and no worker is started any more: no call stays pending. */
    private void endWithProgram() {
        RuntimeException reason = EndOfProgram.cancel(); // first, as there may be no memory for it
        List<PoolJob> all;
        lock.lock();
        try {
            all = dropAll();
            state = State.TERMINATED; // after what there may be no memory for
        } finally {
            lock.unlock();
        }
        abandon(all, reason);
    }

    private void startLater() {
        lock.lock();
        try {
            pausing = false;
        } finally {
            lock.unlock();
        }
        startMissing();
    }

    /** Starts the workers that are needed and not there, until one cannot be started. */
    private void startMissing() {
        while (isShort() && tryStart()) {
            // until all are there
        }
    }

    private boolean isShort() {
        lock.lock();
        try {
            return needsWorkers() && workers.size() < (onDemand ? workersWanted() : size);
        } finally {
            lock.unlock();
        }
    }

    @Override
    void jobEnded(PoolJob job) {
        if (jobs.isEmpty()) {
            changed.signalAll();
        }
    }

    /**
     * At the end of a worker: starts a successor, and workers that could not be started before, as far as they are needed. With no
     * memory it waits for some: there may be no other worker to start one later.
     */
    private void ended(ThreadPoolWorker worker) {
        remove(worker);
        while (true) {
            try {
                startMissing();
                return;
            } catch (OutOfMemoryError _) {
                ServiceLoop.pause();
            }
        }
    }

    private void remove(ThreadPoolWorker worker) {
        boolean isLast;
        lock.lock();
        try {
            workers.remove(worker);
            isLast = isGone() && !isRunning();
            telling |= isLast; // before a thread that joins goes on
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (isLast) {
            try {
                tellUnobserved();
            } finally {
                lock.lock();
                telling = false;
                changed.signalAll();
                lock.unlock();
            }
        }
    }

    /** With the lock: whether no worker is there, nor will be before there are more tasks. */
    private boolean isGone() {
        return workers.isEmpty() && !(runsTasks() && !jobs.isEmpty());
    }

    /** The initializer of a worker has failed, which breaks the pool; without the lock. */
    void initializerFailed(Throwable cause) {
        giveUp(LOG, "its initializer fails", cause);
    }

    @Override
    List<PoolJob> dropAll() {
        List<PoolJob> all = super.dropAll(); // what follows needs no memory
        for (int i = 0; i < workers.size(); i++) { // an iterator takes memory
            workers.get(i).dropOutcome();
        }
        changed.signalAll();
        return all;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public void submit(PoolJob job, Object pool, boolean helping) {
        lock.lock();
        try {
            accept(job, pool);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (onDemand) {
            startMissing();
        }
    }

    @Override
    public void resume(PoolJob job, boolean helping) {
        lock.lock();
        try {
            if (takeUp(job)) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean hasBegun(PoolJob job) {
        lock.lock();
        try {
            return workers.stream().anyMatch(worker -> worker.isBusyFor(job));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean cancel(PoolJob job, boolean mayInterrupt) {
        lock.lock();
        try {
            boolean runs = workers.stream().anyMatch(worker -> worker.hasTaskOf(job));
            if (!jobs.contains(job) || job.isSingle() && runs && !mayInterrupt) {
                return false;
            }
            job.cancelled = true;
            queue.remove(job);
            for (int i = 0; i < workers.size(); i++) { // an iterator takes memory
                ThreadPoolWorker worker = workers.get(i);
                if (worker.hasTaskOf(job)) {
                    worker.dropOutcome();
                    if (mayInterrupt) {
                        worker.interrupt();
                    }
                }
            }
            endIfDone(job);
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void runInBackground(Runnable work) {
        int number;
        lock.lock();
        try {
            number = ++lastBackground;
        } finally {
            lock.unlock();
        }
        Thread.ofPlatform().daemon().name(name() + "-background-" + number).start(work);
    }

    @Override
    public List<WorkerState> states() {
        lock.lock();
        try {
            return workers.stream().map(ThreadPoolWorker::state).toList();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closeGate();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void terminate() {
        RuntimeException reason = terminated(); // first, as there may be no memory for it
        List<PoolJob> all;
        lock.lock();
        try {
            all = dropAll();
            state = State.TERMINATED; // after what there may be no memory for
            for (int i = 0; i < workers.size(); i++) {
                workers.get(i).interrupt();
            }
        } finally {
            lock.unlock();
        }
        abandon(all, reason);
        try {
            boolean _ = join(kind.patienceNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the jobs are told already
        }
    }

    /** Threads know no signals. */
    @Override
    public void stopWorkers(boolean kill) {
        terminate();
    }

    @Override
    public boolean join(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            requireClosed();
            Deadline deadline = Deadline.after(nanos, TimeUnit.NANOSECONDS);
            try (ShownWait wait = shownWait(Awaited.POOL_END)) {
                while (!isGone() || telling) {
                    long left = deadline.left();
                    if (left <= 0) {
                        return false;
                    }
                    long _ = changed.awaitNanos(wait.part(left));
                }
                return true;
            }
        } finally {
            lock.unlock();
        }
    }
}
