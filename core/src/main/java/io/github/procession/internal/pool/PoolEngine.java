package io.github.procession.internal.pool;

import io.github.procession.internal.Cleaners;
import io.github.procession.ipc.memory.Session;
import io.github.procession.ipc.report.LibraryLogger;
import io.github.procession.ipc.sync.Awaited;
import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.sync.ShownWait;
import io.github.procession.ipc.system.ServiceLoop;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Engine of a pool: runs its tasks. It knows nothing of the pool that users have, so that one that is dropped can be found
 * and ended.
 *
 * <p>A pool is running, closed or terminated, and besides it may be broken. Closed it does what it was given; terminated or
 * broken it does nothing more, and all jobs that had not ended have been told.
 */
// Longer than most: what all engines are asked, and what they share, with its comments.
public abstract class PoolEngine {
    private static final long FIRST_PAUSE_NANOS = 50_000_000;
    private static final long LONGEST_PAUSE_NANOS = 5_000_000_000L;

    /** All engines of this process; one that is not reachable any more leaves by itself. Guarded by itself. */
    private static final Set<PoolEngine> ALL = Collections.newSetFromMap(new WeakHashMap<>());

    /** The log of pools, under the name that users know. */
    static final Logger LOG = LibraryLogger.named("Pool");

    enum State {
        RUNNING,
        CLOSED,
        TERMINATED
    }

    /** Finds the engine of a pool that users have; set by the class of those. */
    private static volatile Function<Object, PoolEngine> finder;

    private final String name;
    final PoolFailures failures;
    private final CallbackThread callbacks;
    private final Set<UnobservedFailure> unobserved = ConcurrentHashMap.newKeySet();

    /** No code of users runs while a thread has it. */
    final ReentrantLock lock = new ReentrantLock();

    // all guarded by the lock
    final JobQueue queue = new JobQueue();
    final Set<PoolJob> jobs = new LinkedHashSet<>();
    volatile State state = State.RUNNING;
    volatile @Nullable RuntimeException broken;
    private @Nullable Object owner;
    boolean stopped; // by a signal to the workers: no task is begun any more

    PoolEngine(String name, PoolFailures failures) {
        this.name = name;
        this.failures = failures;
        this.callbacks = new CallbackThread(name + "-callbacks");
        Session.requireNotEnded();
    }

    /** At the beginning of the start: adds it to those that {@link #terminateAll} ends. */
    final void enlist() {
        synchronized (ALL) {
            Session.requireNotEnded(); // is told before terminateAll() looks
            ALL.add(this);
        }
    }

    /** Says how the engine of a pool that users have is found. */
    public static void setFinder(Function<Object, PoolEngine> ofPool) {
        finder = ofPool;
    }

    /** The engine of a pool that users have. */
    public static PoolEngine of(Object pool) {
        return finder.apply(pool);
    }

    /** Terminates all, and their threads. */
    public static void terminateAll() {
        List<PoolEngine> all;
        synchronized (ALL) {
            all = List.copyOf(ALL);
        }
        for (PoolEngine engine : all) {
            try {
                engine.terminate();
            } catch (RuntimeException | Error e) { // such as a lack of memory, in which the others end all the same
                LOG.error("{} cannot be terminated", engine.name(), e);
            }
            engine.callbacks.end();
        }
    }

    public String name() {
        return name;
    }

    public CallbackThread callbacks() {
        return callbacks;
    }

    /** Remembers a failure until its result is asked for it. */
    public UnobservedFailure unobserved(Object result, Throwable failure) {
        UnobservedFailure note = new UnobservedFailure(name, failure, unobserved);
        Cleaners.CLEANER.register(result, note);
        return note;
    }

    /** Whether there are failures that no caller has asked for. */
    public boolean hasUnobserved() {
        return !unobserved.isEmpty();
    }

    /** Logs the failures whose results were never asked for, at the end of the pool, and waits for that, but not for ever. */
    void tellUnobserved() {
        if (!unobserved.isEmpty()) {
            List.copyOf(unobserved).forEach(UnobservedFailure::run);
            FailureLog.awaitPrinted();
        }
    }

    /** Throws an {@link IllegalStateException} if the pool takes no more. */
    public void requireRunning() {
        if (broken != null) {
            throw failures.broken(broken.getMessage(), broken.getCause());
        }
        if (state != State.RUNNING) {
            throw new IllegalStateException(
                    state == State.CLOSED
                            ? "the pool is closed and takes no more tasks: submit all before close() or the end of its"
                                    + " try block"
                            : "the pool is terminated and takes no more tasks: make a new one");
        }
    }

    /** With the lock: takes no more tasks. */
    final void closeGate() {
        if (state == State.RUNNING) {
            state = State.CLOSED;
        }
    }

    /** Refuses to wait for the end of a pool that is not to end. */
    final void requireClosed() {
        if (state == State.RUNNING) {
            throw new IllegalStateException("the pool is running: call close() or terminate() before join()");
        }
    }

    /** Failure of the calls that a termination drops. */
    static CancellationException terminated() {
        return new CancellationException("the pool was terminated");
    }

    /** Whether tasks are taken. */
    public final boolean isRunning() {
        return state == State.RUNNING && broken == null;
    }

    /** Whether tasks that were taken are run. */
    final boolean runsTasks() {
        return state != State.TERMINATED && broken == null;
    }

    /** With the lock: whether workers are of use: there are tasks, or there may be some later. */
    final boolean needsWorkers() {
        return runsTasks() && !stopped && (state == State.RUNNING || !jobs.isEmpty());
    }

    /** Pause before a worker is started again, after one or more failures: longer each time, up to a limit. */
    static long restartPauseNanos(int failures) {
        return Math.min(FIRST_PAUSE_NANOS << Math.min(failures - 1, 10), LONGEST_PAUSE_NANOS);
    }

    /** With the lock: how many workers the jobs keep busy: a single call one, a job of many tasks all. */
    final int workersWanted() {
        return jobs.size() < size() && jobs.stream().allMatch(PoolJob::isSingle) ? jobs.size() : size();
    }

    /** With the lock: takes a job, or throws as {@link #requireRunning} does. */
    final void accept(PoolJob job, Object pool) {
        requireRunning();
        queue.add(job);
        try {
            jobs.add(job);
        } catch (OutOfMemoryError e) { // it may be among them nevertheless
            jobs.remove(job);
            queue.forget(job);
            throw e;
        }
        owner = pool;
    }

    /** With the lock: a job may have tasks again; false if it has ended, or has none. */
    final boolean takeUp(PoolJob job) {
        if (!jobs.contains(job)) {
            return false;
        }
        boolean hasMore = !job.isExhausted();
        if (hasMore) {
            queue.add(job);
        }
        endIfDone(job);
        return hasMore;
    }

    /** With the lock: a task that was taken from the queue is over. */
    final void taskEnded(PoolTask task) {
        task.report();
        task.cancelTimer();
        queue.ended(task);
        endIfDone(task.job);
    }

    /** With the lock: drops a job that has ended. */
    final void endIfDone(PoolJob job) {
        if (job.underWay > 0 || !job.cancelled && !job.isExhausted() || !jobs.remove(job)) {
            return;
        }
        queue.forget(job);
        if (jobs.isEmpty()) {
            owner = null;
        }
        jobEnded(job);
    }

    /** With the lock: a job has ended, and was dropped. */
    abstract void jobEnded(PoolJob job);

    /** With the lock: drops all jobs and tasks; returns the jobs, which are to be told. */
    List<PoolJob> dropAll() {
        List<PoolJob> all = List.copyOf(jobs);
        forgetJobs();
        return all;
    }

    /** With the lock: drops all jobs and tasks, which somebody else ends. */
    final void forgetJobs() {
        jobs.clear();
        queue.clear();
        owner = null;
    }

    /** With the lock: the pool cannot go on; returns the jobs to be abandoned with {@link #broken}. */
    final List<PoolJob> breakDown(String why, Reason reason) {
        if (broken == null) {
            broken = failures.broken(name + " gives up: " + why + ": " + reason.text(), reason.cause());
        }
        return dropAll();
    }

    /** Breaks the pool and tells its jobs, unless it runs no tasks any more; without the lock. With no memory it waits for some. */
    final void giveUp(Logger log, String why, Throwable cause) {
        while (true) {
            try {
                List<PoolJob> all = breakDownUnlessOver(why, Reason.of(cause));
                if (all != null) {
                    abandon(all, broken);
                    logEnd(log, why, cause); // last, as printing the user's exception may never return
                }
                return;
            } catch (OutOfMemoryError _) {
                ServiceLoop.pause();
            }
        }
    }

    /** Returns null if it runs no tasks, and has no jobs left from an earlier try. */
    private @Nullable List<PoolJob> breakDownUnlessOver(String why, Reason reason) {
        lock.lock();
        try {
            return runsTasks() || !jobs.isEmpty() ? breakDown(why, reason) : null;
        } finally {
            lock.unlock();
        }
    }

    private void logEnd(Logger log, String why, Throwable cause) {
        try {
            log.error("{} gives up: {}", name, why, cause);
        } catch (OutOfMemoryError _) {
            // all callers have been told
        }
    }

    /** Report to jobs that they have ended; without the lock, and without memory. */
    static void abandon(List<PoolJob> all, RuntimeException reason) {
        for (int i = 0; i < all.size(); i++) {
            all.get(i).abandon(reason);
        }
    }

    /** How many workers there are when all are well. */
    public abstract int size();

    /**
     * Takes a job.
     *
     * @param job the job
     * @param owner kept reachable until all jobs have ended
     * @param helping whether the calling thread goes on to {@link #leadUntil}
     * @throws IllegalStateException if the pool takes no more
     */
    public abstract void submit(PoolJob job, Object owner, boolean helping);

    /**
     * A job that had no task for the moment may have one again, or may be exhausted now.
     *
     * @param job the job
     * @param helping whether the calling thread comes back to {@link #leadUntil}
     */
    public abstract void resume(PoolJob job, boolean helping);

    /** Whether a worker has begun a task of a job, and not ended it. */
    public abstract boolean hasBegun(PoolJob job);

    /** Takes a job back; false if it is a single call that runs and may not be interrupted. */
    public abstract boolean cancel(PoolJob job, boolean mayInterrupt);

    /**
     * Lets a thread that waits do what would else be done by a thread of the engine, which spares it being woken. May
     * return before the condition holds.
     *
     * @param job the one whose result the thread waits for; null if it has ended
     * @param done the condition
     */
    public void leadUntil(@Nullable PoolJob job, BooleanSupplier done) throws InterruptedException {}

    /**
     * A wait of the calling thread for something of this pool, as tools show it.
     *
     * @param what results of the pool, or its end
     * @return the wait, which begins now
     */
    public final ShownWait shownWait(Awaited what) {
        return ShownWait.of(what, cell());
    }

    /** Address of the cell by which tools know the pool; 0 if it has none. */
    long cell() {
        return 0;
    }

    /** Waits for the end of the pool, as tools see it. */
    final boolean awaitEnd(CountDownLatch finished, long nanos) throws InterruptedException {
        Deadline deadline = Deadline.after(nanos, TimeUnit.NANOSECONDS);
        try (ShownWait wait = shownWait(Awaited.POOL_END)) {
            while (!finished.await(wait.part(deadline.left()), TimeUnit.NANOSECONDS)) {
                if (deadline.left() <= 0) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Runs something that may block, such as a user's iterator, in a thread of its own. */
    public abstract void runInBackground(Runnable work);

    public abstract List<WorkerState> states();

    public abstract void close();

    public abstract void terminate();

    /**
     * Ends the workers of a closed pool by a signal, and what they run with them: it fails as if its worker had died. The
     * calls that have not begun were cancelled before; nothing is begun any more. Does not wait.
     *
     * @param kill whether by SIGKILL, else by SIGTERM
     */
    public abstract void stopWorkers(boolean kill);

    /** Waits for the end after {@link #close} or {@link #terminate}; false if the time was over before. */
    public abstract boolean join(long nanos) throws InterruptedException;
}
