package io.github.procession.multiprocessing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntFunction;
import org.slf4j.Logger;

/** Runs tasks in threads of this JVM. */
final class ThreadEngine extends PoolEngine {
    private static final Logger LOG = LibraryLogger.named("ThreadPool");

    private enum State {
        RUNNING,
        CLOSED,
        TERMINATED
    }

    private final int size;
    private final ThreadWorkers kind;
    private final int maxTasks;
    private final boolean onDemand;
    private final IntFunction<String> workerNames;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // all guarded by the lock
    private final JobQueue queue = new JobQueue();
    private final Set<PoolJob> jobs = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<Worker> workers = new ArrayList<>();
    private volatile State state = State.RUNNING;
    private volatile BrokenPoolException broken;
    private Object owner;
    private int lastAside;
    private int lastWorker;

    private ThreadEngine(
            String name,
            int size,
            ThreadWorkers kind,
            int maxTasks,
            boolean onDemand,
            IntFunction<String> workerNames) {
        super(name);
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
     * @param name of the pool
     * @param size how many workers there are
     * @param kind what they are
     * @param maxTasks tasks after which one is replaced; 0 for none
     * @param onDemand whether one is started when there is work for it, not before
     * @param workerNames their names by their numbers; null for the pool's own
     */
    static ThreadEngine start(
            String name,
            int size,
            ThreadWorkers kind,
            int maxTasks,
            boolean onDemand,
            IntFunction<String> workerNames) {
        ThreadEngine engine = new ThreadEngine(name, size, kind, maxTasks, onDemand, workerNames);
        int first = onDemand ? 0 : size;
        for (int i = 1; i <= first; i++) {
            engine.startWorker();
        }
        return engine;
    }

    private void startWorker() {
        Worker worker;
        lock.lock();
        try {
            int number = ++lastWorker;
            worker = new Worker(workerNames == null ? name() + "-Worker-" + number : workerNames.apply(number));
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

    /** With the lock: starts a worker for one more job if all are busy and they are started on demand. */
    private void grow(PoolJob job) {
        int wanted = job.isSingle() ? Math.min(jobs.size() + 1, size) : size;
        while (onDemand && workers.size() < wanted) {
            startWorker();
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
                    finish(calls.call(task));
                }
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
            Duration timeout = timed.job.options.timeout();
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
            timed.job.failed(timed, new TimeoutException("the task ran longer than " + timeout), kind.describe(name));
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

        private WorkerStatistics statistics() {
            long pid = ProcessHandle.current().pid();
            return new WorkerStatistics(name, pid, started, finishedTasks, Duration.ofNanos(busyNanos), task != null);
        }
    }

    private void taskEnded(PoolTask task) {
        task.reported = true;
        if (task.timer != null) {
            task.timer.cancel(false);
        }
        queue.ended(task);
        endIfDone(task.job);
    }

    private void endIfDone(PoolJob job) {
        if (job.underWay > 0 || !job.cancelled && !job.isExhausted() || !jobs.remove(job)) {
            return;
        }
        queue.forget(job);
        if (jobs.isEmpty()) {
            owner = null;
            changed.signalAll();
        }
    }

    /** At the end of a worker: starts another one if it was worn and is still needed. */
    private void ended(Worker worker) {
        lock.lock();
        try {
            boolean wanted = onDemand || state == State.CLOSED ? !jobs.isEmpty() : state == State.RUNNING;
            if (worker.isWorn() && wanted && broken == null) {
                startWorker();
            }
        } catch (Throwable e) { // whatever keeps a thread from starting
            giveUp("a worker cannot be replaced", e);
        } finally {
            remove(worker);
            lock.unlock();
        }
    }

    private void remove(Worker worker) {
        lock.lock();
        try {
            workers.remove(worker);
            changed.signalAll();
            if (workers.isEmpty() && !isRunning()) {
                tellUnobserved();
            }
        } finally {
            lock.unlock();
        }
    }

    private void giveUp(String why, Throwable cause) {
        List<PoolJob> all;
        BrokenPoolException reason;
        lock.lock();
        try {
            if (broken != null) {
                return;
            }
            reason = new BrokenPoolException(name() + " gives up: " + why + ": " + cause, cause);
            broken = reason;
            all = dropAll();
        } finally {
            lock.unlock();
        }
        LOG.error("{} gives up: {}", name(), why, cause);
        all.forEach(job -> job.abandon(reason));
    }

    private List<PoolJob> dropAll() {
        List<PoolJob> all = List.copyOf(jobs);
        jobs.clear();
        queue.clear();
        owner = null;
        for (Worker worker : workers) {
            if (worker.task != null) {
                worker.task.reported = true;
            }
        }
        changed.signalAll();
        return all;
    }

    @Override
    int size() {
        return size;
    }

    @Override
    void requireRunning() {
        if (broken != null) {
            throw new BrokenPoolException(broken.getMessage(), broken.getCause());
        }
        if (state != State.RUNNING) {
            throw new IllegalStateException(
                    "the pool is " + (state == State.CLOSED ? "closed" : "terminated") + " and takes no more tasks");
        }
    }

    @Override
    void submit(PoolJob job, Object pool, boolean helping) {
        lock.lock();
        try {
            requireRunning();
            grow(job);
            owner = pool;
            jobs.add(job);
            queue.add(job);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    void resume(PoolJob job, boolean helping) {
        lock.lock();
        try {
            if (jobs.contains(job)) {
                if (!job.isExhausted()) {
                    queue.add(job);
                    changed.signalAll();
                }
                endIfDone(job);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    boolean hasBegun(PoolJob job) {
        lock.lock();
        try {
            return workers.stream().anyMatch(each -> each.task != null && each.task.job == job && !each.task.reported);
        } finally {
            lock.unlock();
        }
    }

    @Override
    boolean cancel(PoolJob job, boolean mayInterrupt) {
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
    void runAside(Runnable work) {
        int number;
        lock.lock();
        try {
            number = ++lastAside;
        } finally {
            lock.unlock();
        }
        Thread.ofPlatform().daemon().name(name() + "-aside-" + number).start(work);
    }

    @Override
    List<WorkerStatistics> statistics() {
        lock.lock();
        try {
            return workers.stream().map(Worker::statistics).toList();
        } finally {
            lock.unlock();
        }
    }

    @Override
    boolean isRunning() {
        return state == State.RUNNING && broken == null;
    }

    @Override
    void close() {
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
    void terminate() {
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
    boolean join(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (state == State.RUNNING) {
                throw new IllegalStateException("the pool is running: call close() or terminate() before join()");
            }
            long left = nanos;
            while (!workers.isEmpty()) {
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
