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

/** Runs tasks in threads of this process. */
final class ThreadEngine extends PoolEngine {
    private static final Logger LOG = LibraryLogger.of(ThreadPool.class);

    private enum State {
        RUNNING,
        CLOSED,
        TERMINATED
    }

    private final int size;
    private final Object[] initializer;
    private final boolean virtual;
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
            Object[] initializer,
            boolean virtual,
            boolean onDemand,
            IntFunction<String> workerNames) {
        super(name);
        if (size < 1) {
            throw new IllegalArgumentException("threads=" + size + " is not at least 1");
        }
        this.size = size;
        this.initializer = initializer;
        this.virtual = virtual;
        this.onDemand = onDemand;
        this.workerNames = workerNames;
    }

    /** Starts all workers, unless they are started on demand; names may be null for names of its own. */
    static ThreadEngine start(
            String name,
            int size,
            Object[] initializer,
            boolean virtual,
            boolean onDemand,
            IntFunction<String> workerNames) {
        ThreadEngine engine = new ThreadEngine(name, size, initializer, virtual, onDemand, workerNames);
        int first = onDemand ? 0 : size;
        for (int i = 1; i <= first; i++) {
            engine.startWorker();
        }
        return engine;
    }

    private void startWorker() {
        int number = ++lastWorker;
        Worker worker = new Worker(workerNames == null ? name() + "-Worker-" + number : workerNames.apply(number));
        worker.thread = virtual
                ? Thread.ofVirtual().name(worker.name).unstarted(worker)
                : Thread.ofPlatform().daemon().name(worker.name).unstarted(worker);
        lock.lock();
        try {
            workers.add(worker);
        } finally {
            lock.unlock();
        }
        boolean started = false;
        try {
            worker.thread.start();
            started = true;
        } finally {
            if (!started) { // the system has no thread for it
                ended(worker);
            }
        }
    }

    /** With the lock: starts a worker for one more job if all are busy and they are started on demand. */
    private void grow(PoolJob job) {
        int wanted = job instanceof CallJob<?> ? Math.min(jobs.size() + 1, size) : size;
        while (onDemand && workers.size() < wanted) {
            startWorker();
        }
    }

    /** One thread, with the task that it has. */
    private final class Worker implements Runnable {
        private final String name;
        private final Instant started = Instant.now();
        private Thread thread;

        // guarded by the lock
        private PoolTask task;
        private long taskStart;
        private long finishedTasks;
        private long busyNanos;

        Worker(String name) {
            this.name = name;
        }

        @Override
        public void run() {
            try {
                if (initialize()) {
                    while (take()) {
                        finish(call());
                    }
                }
            } finally {
                ended(this);
            }
        }

        private boolean initialize() {
            if (initializer.length == 0) {
                return true;
            }
            try {
                CallForm.CALL_INLINE.apply(null, initializer);
                return true;
            } catch (Throwable failure) { // told to all who use the pool
                giveUp(failure);
                return false;
            } finally {
                Thread.interrupted();
            }
        }

        private boolean take() {
            lock.lock();
            try {
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
            timed.job.failed(timed, new TimeoutException("the task ran longer than " + timeout), name);
        }

        private Object call() {
            try {
                return task.job.function.form().apply(task.job.function.function(), task.inputs);
            } catch (Throwable failure) { // anything that a task throws is its result
                return failure;
            }
        }

        private void finish(Object outcome) {
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
            if (outcome instanceof Throwable failure) {
                done.job.failed(done, failure, name);
            } else {
                done.job.succeeded(done, (Object[]) outcome);
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
        if (job.underWay == 0 && (job.cancelled || job.isExhausted()) && jobs.remove(job) && jobs.isEmpty()) {
            owner = null;
            changed.signalAll();
        }
    }

    private void ended(Worker worker) {
        lock.lock();
        try {
            workers.remove(worker);
            changed.signalAll();
            if (workers.isEmpty()) {
                tellUnobserved();
            }
        } finally {
            lock.unlock();
        }
    }

    private void giveUp(Throwable cause) {
        List<PoolJob> all;
        BrokenPoolException reason;
        lock.lock();
        try {
            if (broken != null) {
                return;
            }
            reason = new BrokenPoolException(name() + " gives up: its initializer fails: " + cause, cause);
            broken = reason;
            all = dropAll();
        } finally {
            lock.unlock();
        }
        LOG.error("{} gives up: its initializer fails", name(), cause);
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
            if (!jobs.contains(job) || job instanceof CallJob<?> && runs && !mayInterrupt) {
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
