package io.github.procession.internal.pool;

import io.github.procession.internal.LibraryLogger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.function.IntFunction;
import org.slf4j.Logger;

/** Runs tasks in threads of this JVM. */
public final class ThreadPoolEngine extends PoolEngine {
    private static final Logger LOG = LibraryLogger.named("ThreadPool");
    private static final long FIRST_PAUSE_NANOS = 50_000_000;
    private static final long LONGEST_PAUSE_NANOS = 5_000_000_000L;

    private final int size;
    private final ThreadWorkers kind;
    private final int maxTasks;
    private final boolean onDemand;
    private final IntFunction<String> workerNames;
    private final Condition changed = lock.newCondition();

    // all guarded by the lock
    private final List<Worker> workers = new ArrayList<>();
    private int lastBackground;
    private int lastWorker;

    /** Threads in a row that the system did not start, and whether one is to be started later. */
    private int failedStarts;

    private boolean pausing;
    private boolean telling;

    /**
     * Engine without workers, to be {@linkplain #start started}.
     *
     * @param name of the pool
     * @param size how many workers there are
     * @param kind what they are
     * @param maxTasks tasks after which one is replaced; 0 for none
     * @param onDemand whether one is started when there is work for it, not before
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
        this.onDemand = onDemand;
        this.workerNames = workerNames;
    }

    /**
     * Starts all workers, unless they are started on demand.
     *
     * @return this
     */
    public ThreadPoolEngine start() {
        int first = onDemand ? 0 : size;
        for (int i = 1; i <= first; i++) {
            startWorker();
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
        Worker worker = new Worker(WorkerSettings.workerName(workerNames, name(), number));
        lock.lock();
        try {
            workers.add(worker);
        } finally {
            lock.unlock();
        }
        boolean started = false;
        try {
            kind.start(worker.name, worker, () -> ended(worker));
            started = true;
        } finally {
            if (!started) { // the system has no thread for it
                remove(worker);
            }
        }
    }

    /** Starts workers on demand, one for each job that is a single call and all for others; tries later what fails. */
    private void grow() {
        while (onDemand && lacksWorkers()) {
            if (!tryStart()) {
                return;
            }
        }
    }

    private boolean lacksWorkers() {
        lock.lock();
        try {
            boolean single = jobs.stream().allMatch(PoolJob::isSingle);
            return runsTasks() && workers.size() < (single ? Math.min(jobs.size(), size) : size);
        } finally {
            lock.unlock();
        }
    }

    /** False if the system has no thread: then it is tried again later, for as long as the pool has tasks. */
    private boolean tryStart() {
        try {
            startWorker();
            failedStarts = 0;
            return true;
        } catch (RuntimeException | Error e) {
            LOG.warn("{}: a worker cannot be started", name(), e);
            lock.lock();
            try {
                if (!pausing) {
                    pausing = true;
                    long pause = Math.min(FIRST_PAUSE_NANOS << Math.min(failedStarts++, 10), LONGEST_PAUSE_NANOS);
                    PoolTimer.after(Duration.ofNanos(pause), this::startLater);
                }
            } finally {
                lock.unlock();
            }
            return false;
        }
    }

    private void startLater() {
        lock.lock();
        try {
            pausing = false;
        } finally {
            lock.unlock();
        }
        replace();
    }

    /** Starts workers for those that have ended, as far as they are needed. */
    private void replace() {
        if (onDemand) {
            grow();
            return;
        }
        while (isShort() && tryStart()) {
            // until all are there
        }
    }

    private boolean isShort() {
        lock.lock();
        try {
            return runsTasks() && workers.size() < size && (state == State.RUNNING || !jobs.isEmpty());
        } finally {
            lock.unlock();
        }
    }

    /** One thread, with the task that it has. */
    private final class Worker implements Runnable {
        private final String name;
        private final Instant started = Instant.now();
        private ThreadWorkers.Calls calls;

        // guarded by the lock
        private Thread thread;
        private PoolTask task;
        private long taskStart;
        private long finishedTasks;
        private long busyNanos;

        Worker(String name) {
            this.name = name;
        }

        @Override
        public void run() {
            calls = kind.calls();
            if (initialize()) {
                while (!isWorn() && take()) {
                    finish(call());
                }
            }
        }

        private ThreadWorkers.Outcome call() {
            try {
                return calls.call(task);
            } catch (Throwable e) { // an error of the library, or no room on the stack to tell one of the task
                return new ThreadWorkers.Outcome(null, e, true);
            }
        }

        private boolean isWorn() {
            return maxTasks > 0 && finishedTasks >= maxTasks;
        }

        private boolean initialize() {
            try {
                calls.initialize();
                return true;
            } catch (Throwable failure) { // told to all who use the pool
                giveUp("its initializer fails", failure);
                return false;
            } finally {
                Thread.interrupted();
            }
        }

        private boolean take() {
            lock.lock();
            try {
                thread = Thread.currentThread();
                while (true) {
                    if (state == State.TERMINATED || broken != null || state == State.CLOSED && jobs.isEmpty()) {
                        return false;
                    }
                    task = queue.poll();
                    if (task != null) {
                        taskStart = System.nanoTime();
                        startTimer(task);
                        return true;
                    }
                    changed.awaitUninterruptibly();
                    Thread.interrupted(); // a task's or nobody's
                }
            } finally {
                lock.unlock();
            }
        }

        private void startTimer(PoolTask timed) {
            Duration timeout = timed.job.limits.timeout();
            if (timeout != null) {
                timed.timer = PoolTimer.after(timeout, () -> timeOut(timed, timeout));
            }
        }

        private void timeOut(PoolTask timed, Duration timeout) {
            lock.lock();
            try {
                if (task != timed || timed.reported) {
                    return;
                }
                timed.reported = true;
                thread.interrupt();
            } finally {
                lock.unlock();
            }
            timed.job.failed(timed, failures.timedOut(timeout), kind.describe(name));
        }

        private void finish(ThreadWorkers.Outcome outcome) {
            PoolTask done = task;
            boolean tell;
            lock.lock();
            try {
                Thread.interrupted(); // of this task
                tell = !done.reported;
                task = null;
                finishedTasks++;
                busyNanos += System.nanoTime() - taskStart;
                if (state != State.TERMINATED && broken == null) {
                    taskEnded(done);
                }
            } finally {
                lock.unlock();
            }
            if (!tell) {
                return;
            }
            if (outcome.failure() != null) {
                done.job.failed(done, outcome.failure(), outcome.inWorker() ? kind.describe(name) : null);
            } else {
                done.job.succeeded(done, outcome.values());
            }
        }

        private WorkerState state() {
            long pid = ProcessHandle.current().pid();
            return new WorkerState(name, pid, started, finishedTasks, Duration.ofNanos(busyNanos), task != null);
        }
    }

    @Override
    void jobEnded(PoolJob job) {
        if (jobs.isEmpty()) {
            changed.signalAll();
        }
    }

    /** At the end of a worker: starts others for it and those that could not be started, as far as they are needed. */
    private void ended(Worker worker) {
        remove(worker);
        replace();
    }

    private void remove(Worker worker) {
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

    private void giveUp(String why, Throwable cause) {
        List<PoolJob> all;
        lock.lock();
        try {
            if (broken != null) {
                return;
            }
            all = breakDown(why, cause);
        } finally {
            lock.unlock();
        }
        LOG.error("{} gives up: {}", name(), why, cause);
        all.forEach(job -> job.abandon(broken));
    }

    @Override
    List<PoolJob> dropAll() {
        for (Worker worker : workers) {
            if (worker.task != null) {
                worker.task.reported = true;
            }
        }
        changed.signalAll();
        return super.dropAll();
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
        grow();
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
            return workers.stream().anyMatch(each -> each.task != null && each.task.job == job && !each.task.reported);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean cancel(PoolJob job, boolean mayInterrupt) {
        lock.lock();
        try {
            boolean runs = workers.stream().anyMatch(worker -> worker.task != null && worker.task.job == job);
            if (!jobs.contains(job) || job.isSingle() && runs && !mayInterrupt) {
                return false;
            }
            job.cancelled = true;
            queue.remove(job);
            for (Worker worker : workers) {
                if (worker.task != null && worker.task.job == job) {
                    worker.task.reported = true;
                    if (mayInterrupt) {
                        worker.thread.interrupt();
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
            return workers.stream().map(Worker::state).toList();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (state == State.RUNNING) {
                state = State.CLOSED;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void terminate() {
        List<PoolJob> all;
        lock.lock();
        try {
            state = State.TERMINATED;
            for (Worker worker : workers) {
                if (worker.task != null) {
                    worker.thread.interrupt();
                }
            }
            all = dropAll();
        } finally {
            lock.unlock();
        }
        all.forEach(job -> job.abandon(new CancellationException("the pool was terminated")));
        try {
            boolean _ = join(kind.patienceNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // they are told already
        }
    }

    @Override
    public boolean join(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (state == State.RUNNING) {
                throw new IllegalStateException("the pool is running: call close() or terminate() before join()");
            }
            long left = nanos;
            while (!isGone() || telling) {
                if (left <= 0) {
                    return false;
                }
                if (nanos == Long.MAX_VALUE) {
                    changed.await(1, TimeUnit.DAYS);
                } else {
                    left = changed.awaitNanos(left);
                }
            }
            return true;
        } finally {
            lock.unlock();
        }
    }
}
