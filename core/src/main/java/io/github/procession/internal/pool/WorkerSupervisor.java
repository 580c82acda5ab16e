package io.github.procession.internal.pool;

import io.github.procession.internal.Durations;
import io.github.procession.ipc.jvm.UnusableLauncherException;
import io.github.procession.ipc.memory.EndOfProgram;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Supervisor of a pool's worker processes: starts them, replaces those that end, and decides when the pool has to give up.
 *
 * <p>Two things keep a worker from getting ready. Its initializer fails: another attempt would fail as well, so the pool gives up
 * after {@value #MAX_FAILED_STARTS} in a row. Or the system does not start the process, or kills it: that may pass, so
 * it is tried again with growing pauses, for a limited time. In both cases a pool with a worker that is ready goes on.
 */
// Longer than most: the rules for starting, replacing and giving up share their counts.
final class WorkerSupervisor {
    /** Callbacks into the engine; without the lock. */
    interface Callbacks {
        /** A worker has come, or an attempt to start one is over. */
        void workersChanged();

        /** The process of a worker has ended; in a thread of the process, which may not be kept. */
        void workerEnded();

        /** A step of the supervisor has failed, and the pool does not know any more what it has. */
        void failed(Throwable reason);

        /** Workers cannot be started, and there is no use in trying again. */
        void cannotStart(String why, Throwable reason);
    }

    /** Initializers in a row that fail before a pool without workers gives up. */
    private static final int MAX_FAILED_STARTS = 3;

    static final String NOT_READY = MAX_FAILED_STARTS + " workers in a row did not get ready";

    private static final WorkerHandle[] NONE = {};
    private static final int SIGHUP = 1;
    private static final int SIGINT = 2;
    private static final int SIGKILL = 9;
    private static final int SIGTERM = 15;

    private final PoolEngine engine;
    private final WorkerSettings settings;
    private final WorkerLauncher launcher;
    private final Surroundings surroundings;
    private final ReentrantLock lock;
    private final Callbacks callbacks;

    /** Changed with the lock, read without: a new array each time. */
    private volatile WorkerHandle[] workers = NONE;

    /** How many of the workers are not ready yet; changed with the lock, which guards all that follow. */
    private volatile int notReady;

    /** How many workers are being started, or wait for their time to be, and are not among the workers yet. */
    private int starting;

    /** Number in the name of the last worker. */
    private int lastNumber;

    /** Starts in a row that failed because of the initializer or of objects of the user. */
    private int failedStarts;

    /** Processes in a row that the system did not start, or killed before they were ready. */
    private int outages;

    /** When the first of them failed. */
    private long firstOutage;

    /** Attempts that wait for their time; they count as starting. */
    private final Set<Pause> pauses = new HashSet<>();

    /** Whether a worker got ready. */
    private volatile boolean served;

    WorkerSupervisor(
            PoolEngine engine,
            WorkerSettings settings,
            WorkerLauncher launcher,
            Surroundings surroundings,
            Callbacks callbacks) {
        this.engine = engine;
        this.settings = settings;
        this.launcher = launcher;
        this.surroundings = surroundings;
        this.lock = engine.lock;
        this.callbacks = callbacks;
    }

    WorkerHandle[] workers() {
        return workers;
    }

    /** Whether the leader must wait for messages of workers that have no task yet, or handle the ends of some. */
    boolean isChanging() {
        return notReady > 0 || hasEnds();
    }

    /** With the lock: whether there is no worker, nor will be. */
    boolean isGone() {
        return workers.length == 0 && starting == 0;
    }

    // ---- coming

    /** Starts all workers, unless they are started on demand. */
    void start() {
        int missing = settings.startOnDemand() ? 0 : settings.processes();
        countStarting(missing); // a pool that is ended meanwhile waits for those that come
        try {
            while (missing > 0) {
                add(startOne());
                countStarting(-1);
                missing--;
            }
        } finally {
            countStarting(-missing);
        }
    }

    private void countStarting(int more) {
        lock.lock();
        try {
            starting += more;
        } finally {
            lock.unlock();
        }
    }

    private WorkerHandle startOne() {
        int number;
        lock.lock();
        try {
            number = ++lastNumber;
        } finally {
            lock.unlock();
        }
        WorkerProcess process = launcher.start(settings.workerName(engine.name(), number));
        try {
            return new WorkerHandle(process, surroundings.nanoTime());
        } catch (OutOfMemoryError e) {
            process.kill();
            throw e;
        }
    }

    /** Adds a worker whose process has been started; without the memory for that, the process is killed. */
    private void add(WorkerHandle worker) {
        boolean added = false;
        try {
            enter(worker);
            added = true;
        } finally {
            if (!added) {
                worker.kill();
            }
        }
        callbacks.workersChanged();
    }

    private void enter(WorkerHandle worker) {
        boolean wanted;
        worker.process().onEnd(() -> {
            worker.tellEnd();
            callbacks.workerEnded();
        });
        worker.setStartTimer(surroundings.after(settings.startTimeout(), () -> endUnready(worker)));
        lock.lock();
        try {
            WorkerHandle[] more = Arrays.copyOf(workers, workers.length + 1);
            more[workers.length] = worker;
            workers = more;
            notReady++;
            wanted = engine.runsTasks() && !engine.stopped;
        } finally {
            lock.unlock();
        }
        if (!wanted) {
            worker.kill();
        }
    }

    private void endUnready(WorkerHandle worker) {
        lock.lock();
        try {
            if (worker.isReady() || worker.hasEnded()) {
                return;
            }
            if (worker.startFailure() == null) {
                worker.setStartFailure(
                        Reason.of(new TimeoutException("the worker was not ready within " + settings.startTimeout())));
            }
        } finally {
            lock.unlock();
        }
        worker.kill();
    }

    /** With the lock: a worker has said that it is ready. */
    void becameReady(WorkerHandle worker, long now) {
        worker.becomeReady(now);
        notReady--;
        failedStarts = 0;
        outages = 0;
        served = true;
    }

    // ---- going

    boolean hasEnds() {
        return firstEnd() != null;
    }

    /** The first worker whose end is to be handled, or null. */
    @Nullable
    WorkerHandle firstEnd() {
        for (WorkerHandle worker : workers) {
            if (worker.hasEndToHandle()) {
                return worker;
            }
        }
        return null;
    }

    /** With the lock: a worker has ended. */
    void remove(WorkerHandle worker) {
        worker.end();
        workers = Arrays.stream(workers).filter(other -> other != worker).toArray(WorkerHandle[]::new);
        if (!worker.isReady()) {
            notReady--;
        }
    }

    /**
     * With the lock: starts another worker for one that died, unless it is no use.
     *
     * @param worker the worker, which is removed already
     * @param exitCode negative if a signal has ended it
     * @return why the pool is to give up; null if it goes on
     */
    @Nullable
    String replaceDead(WorkerHandle worker, int exitCode) {
        if (!worker.isReady()) {
            if (worker.startFailure() != null || !isKilledFromOutside(exitCode)) {
                failedStarts++;
            } else {
                countOutage();
            }
            String hopeless = hopeless();
            if (hopeless != null) {
                return hopeless;
            }
        }
        replace();
        return null;
    }

    /** By a signal that a healthy JVM does not send to itself. */
    private static boolean isKilledFromOutside(int exitCode) {
        return exitCode == -SIGKILL || exitCode == -SIGTERM || exitCode == -SIGINT || exitCode == -SIGHUP;
    }

    private void countOutage() {
        if (outages++ == 0) {
            firstOutage = surroundings.nanoTime();
        }
    }

    /** Why the pool is to give up, or null. */
    private @Nullable String hopeless() {
        if (Arrays.stream(workers).anyMatch(worker -> worker.isReady() && !worker.isRetiring() && !worker.isClosed())) {
            return null;
        }
        if (failedStarts >= MAX_FAILED_STARTS) {
            return NOT_READY;
        }
        Duration limit = settings.restartTimeout();
        boolean isOver = outages > 0 && surroundings.nanoTime() - firstOutage >= Durations.toNanos(limit);
        return isOver ? "no worker could be started for " + limit : null;
    }

    /** None for a first failure of an initializer; growing ones as it goes on, or when the system is short of something. */
    private long pauseNanos() {
        int failures = Math.max(outages, failedStarts - MAX_FAILED_STARTS + 1);
        return failures <= 0 ? 0 : PoolEngine.restartPauseNanos(failures);
    }

    /** With the lock: starts a worker in place of one that goes, if one is still needed. */
    void replace() {
        if (!engine.needsWorkers()) {
            return;
        }
        if (settings.startOnDemand()) {
            grow();
        } else {
            startOneMore();
        }
    }

    /** With the lock: starts the workers that tasks wait for, if they are started on demand. */
    void grow() {
        if (!settings.startOnDemand() || !engine.needsWorkers()) {
            return;
        }
        int there = starting;
        for (WorkerHandle worker : workers) {
            there += worker.isRetiring() || worker.isClosed() ? 0 : 1;
        }
        int wanted = engine.workersWanted();
        if (there < wanted) {
            launcher.beforeStart();
        }
        for (; there < wanted; there++) {
            startOneMore();
        }
    }

    /** With the lock: has a worker started in the background, at once or after a pause. */
    private void startOneMore() {
        starting++;
        long pause = pauseNanos();
        if (pause == 0) {
            try {
                engine.runInBackground(this::startReplacement);
                return;
            } catch (RuntimeException | Error e) { // the system has no thread for it
                countOutage();
                pause = PoolEngine.restartPauseNanos(1);
            }
        }
        boolean waits = false;
        try {
            Pause next = new Pause();
            next.timer = surroundings.after(Duration.ofNanos(pause), next); // it needs the lock that this thread has
            pauses.add(next);
            waits = true;
        } finally {
            if (!waits) {
                starting--;
            }
        }
    }

    /**
     * A start of a worker that waits for its time; the thread that removes it from {@link #pauses} makes the attempt,
     * or gives it up.
     */
    private final class Pause implements Runnable {
        private Future<?> timer;

        @Override
        public void run() {
            lock.lock();
            try {
                if (!pauses.remove(this)) {
                    return; // given up, while the timer went off
                }
            } finally {
                lock.unlock();
            }
            try {
                engine.runInBackground(WorkerSupervisor.this::startReplacement);
            } catch (RuntimeException | Error e) { // the system has no thread for it
                settle(e);
            }
        }
    }

    private void startReplacement() {
        Throwable failure = null;
        try {
            if (isWanted()) {
                add(startOne());
            }
        } catch (Throwable e) { // whatever keeps a process from starting
            failure = e;
        }
        settle(failure);
    }

    private boolean isWanted() {
        lock.lock();
        try {
            return engine.needsWorkers();
        } finally {
            lock.unlock();
        }
    }

    /** An attempt to start a worker is over. If it cannot be decided what follows, the pool gives up: it may have no other worker. */
    private void settle(@Nullable Throwable failure) {
        try {
            decide(failure);
        } catch (RuntimeException | Error e) { // such as a lack of memory
            callbacks.failed(e);
        }
    }

    private void decide(@Nullable Throwable failure) {
        String hopeless = null;
        boolean wanted = false;
        lock.lock();
        try {
            starting--;
            // at the end of the program there is nothing to tell: it ends the pool, whose calls are cancelled then
            wanted = engine.runsTasks() && !EndOfProgram.isBehind(failure);
            if (failure == null) {
                grow(); // the worker may have died already, while it counted as one that starts
            } else if (wanted) {
                if (mayPass(failure)) {
                    countOutage();
                } else {
                    failedStarts++;
                }
                hopeless = hopeless();
                if (hopeless == null) {
                    replace();
                }
            }
        } finally {
            lock.unlock();
        }
        if (failure != null && wanted) {
            PoolEngine.LOG.warn("{}: a worker cannot be started", engine.name(), failure);
        }
        if (hopeless != null) {
            callbacks.cannotStart(hopeless, failure);
        }
        callbacks.workersChanged();
    }

    /** Whether the system may be short of something; else it is the user's objects, or a launcher that does not exist. */
    private static boolean mayPass(Throwable failure) {
        return failure instanceof OutOfMemoryError
                || failure instanceof UncheckedIOException e && !(e.getCause() instanceof UnusableLauncherException);
    }

    // ---- all

    /**
     * Report to the launcher that workers got ready, if one did; without the lock. It is made when the pool is closed, not when the workers
     * have ended: the program may be over before that.
     */
    void tellServed() {
        if (served) {
            launcher.served();
        }
    }

    void killAll() {
        endPauses();
        for (WorkerHandle worker : workers) {
            worker.kill();
        }
    }

    /** With the lock: sends all workers a signal, and starts no more. */
    void stopAll(boolean kill) {
        if (kill) {
            killAll();
            return;
        }
        endPauses();
        for (WorkerHandle worker : workers) {
            worker.process().terminate();
        }
    }

    /** With the lock: attempts that wait are not made. */
    private void endPauses() {
        for (Pause pause : pauses) {
            pause.timer.cancel(false);
            starting--;
        }
        pauses.clear();
    }

    /** With the lock: tells all workers that there will be no more tasks. */
    void closeAll() {
        endPauses();
        for (WorkerHandle worker : workers) {
            if (!worker.isClosed()) {
                worker.close();
            }
        }
    }
}
