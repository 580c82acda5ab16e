package io.github.procession.multiprocessing;

import io.github.procession.ipc.jvm.Child;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntFunction;

/**
 * The worker processes of a pool: starts them, starts others for those that go, and says when it is no use to go on,
 * because workers in a row do not get ready.
 */
final class Workforce {
    /** Whom they work for. */
    interface Employer {
        /** With the lock: whether workers are still of any use. */
        boolean isInBusiness();

        /** With the lock: whether a worker that goes needs a successor. */
        boolean needsSuccessors();

        /** With the lock: how many workers the jobs keep busy. */
        int workersWanted();

        /** Without the lock: there is one more worker. */
        void joined();

        /** Without the lock: workers cannot be started. */
        void cannotStart(Throwable reason);

        /** Without the lock: an attempt to start a worker is over. */
        void settled();

        /** A worker's process has ended. */
        void ended();

        /** Does some work in a thread of its own. */
        void runAside(Runnable work);
    }

    /** Workers in a row that do not get ready before the pool gives up. */
    private static final int MAX_FAILED_STARTS = 3;

    static final String NOT_READY = MAX_FAILED_STARTS + " workers in a row did not get ready";

    private static final WorkerLine[] NONE = {};

    private final String pool;
    private final PoolSettings settings;
    private final ReentrantLock lock;
    private final Employer employer;
    private final ConcurrentLinkedQueue<WorkerLine> ends = new ConcurrentLinkedQueue<>();

    /** Changed with the lock, read without: a new array each time. */
    private volatile WorkerLine[] lines = NONE;

    private volatile int notReady; // changed with the lock, which guards all that follow
    private int starting;
    private int lastNumber;
    private int failedStarts;
    private volatile boolean served;

    Workforce(String pool, PoolSettings settings, ReentrantLock lock, Employer employer) {
        this.pool = pool;
        this.settings = settings;
        this.lock = lock;
        this.employer = employer;
    }

    WorkerLine[] lines() {
        return lines;
    }

    /** Whether somebody has to wait for messages of workers that have no task yet, or to see after their ends. */
    boolean isChanging() {
        return notReady > 0 || !ends.isEmpty();
    }

    /** With the lock: whether there is no worker, nor will be. */
    boolean isGone() {
        return lines.length == 0 && starting == 0;
    }

    // ---- coming

    /** Starts all workers, unless they are started on demand. */
    void start() {
        int first = settings.startOnDemand() ? 0 : settings.processes();
        for (int i = 0; i < first; i++) {
            add(startOne());
        }
    }

    private WorkerLine startOne() {
        int number;
        lock.lock();
        try {
            number = ++lastNumber;
        } finally {
            lock.unlock();
        }
        IntFunction<String> names = settings.workerNames();
        return WorkerLine.start(names == null ? pool + "-Worker-" + number : names.apply(number), settings);
    }

    private void add(WorkerLine line) {
        boolean wanted;
        line.startTimer = PoolTimer.after(settings.startTimeout(), () -> endUnready(line));
        lock.lock();
        try {
            WorkerLine[] more = Arrays.copyOf(lines, lines.length + 1);
            more[lines.length] = line;
            lines = more;
            notReady++;
            wanted = employer.isInBusiness();
        } finally {
            lock.unlock();
        }
        if (!wanted) {
            line.process.kill();
        }
        line.process.sentinel().onReady(() -> {
            ends.add(line);
            employer.ended();
        });
        employer.joined();
    }

    private void endUnready(WorkerLine line) {
        lock.lock();
        try {
            if (line.ready || line.ended) {
                return;
            }
            if (line.initializerFailure == null) {
                line.initializerFailure =
                        new TimeoutException("the worker was not ready within " + settings.startTimeout());
            }
        } finally {
            lock.unlock();
        }
        line.process.kill();
    }

    /** With the lock: a worker has said that it is ready. */
    void becameReady(WorkerLine line, long now) {
        line.becomeReady(now);
        notReady--;
        failedStarts = 0;
        served = true;
    }

    // ---- going

    boolean hasEnds() {
        return !ends.isEmpty();
    }

    /** The first worker whose end has not been seen to, or null. */
    WorkerLine firstEnd() {
        return ends.peek();
    }

    void endSeenTo() {
        ends.remove();
    }

    /** With the lock: a worker has ended. */
    void remove(WorkerLine line) {
        line.end();
        lines = Arrays.stream(lines).filter(other -> other != line).toArray(WorkerLine[]::new);
        if (!line.ready) {
            notReady--;
        }
    }

    /** With the lock: starts another worker for one that died; false if the pool is to give up instead. */
    boolean replaceDead(WorkerLine line, WorkerLostException reason, boolean breaks) {
        if (line.ready && !breaks) {
            PoolEngine.LOG.warn(
                    "{} ended with exit code {} and is replaced",
                    line.describe(),
                    SignalNames.describe(reason.exitCode()));
        } else if (!line.ready && ++failedStarts < MAX_FAILED_STARTS && !breaks) {
            PoolEngine.LOG.warn("{} did not get ready and is replaced", line.describe(), line.initializerFailure);
        } else {
            return false;
        }
        replace();
        return true;
    }

    /** With the lock: starts a worker in place of one that goes, if one is still needed. */
    void replace() {
        if (!employer.isInBusiness() || !employer.needsSuccessors()) {
            return;
        }
        if (settings.startOnDemand()) {
            grow();
        } else {
            starting++;
            employer.runAside(this::startReplacement);
        }
    }

    /** With the lock: starts the workers that tasks wait for, if they are started on demand. */
    void grow() {
        if (!settings.startOnDemand()) {
            return;
        }
        int there = starting;
        for (WorkerLine line : lines) {
            there += line.retiring || line.closed ? 0 : 1;
        }
        for (int wanted = employer.workersWanted(); there < wanted; there++) {
            starting++;
            employer.runAside(this::startReplacement);
        }
    }

    private void startReplacement() {
        WorkerLine line = null;
        try {
            line = startOne();
            add(line);
        } catch (RuntimeException | Error e) { // whatever keeps a process from starting
            PoolEngine.LOG.warn("{}: a worker cannot be started", pool, e);
            if (isHopeless()) {
                employer.cannotStart(e);
            }
        }
        lock.lock();
        try {
            starting--;
            if (line == null) {
                replace();
            } else {
                grow(); // the worker may have died already, while it counted as one that starts
            }
        } finally {
            lock.unlock();
        }
        employer.settled();
    }

    private boolean isHopeless() {
        lock.lock();
        try {
            return ++failedStarts >= MAX_FAILED_STARTS;
        } finally {
            lock.unlock();
        }
    }

    // ---- all

    /** Without the lock, when the pool is left: the program may be over before a worker has ended. */
    void left() {
        if (served) {
            Child.startsWell();
        }
    }

    void killAll() {
        for (WorkerLine line : lines) {
            line.process.kill();
        }
    }

    /** With the lock: tells all that there will be no more tasks. */
    void closeAll() {
        for (WorkerLine line : lines) {
            if (!line.closed) {
                line.close();
            }
        }
    }
}
