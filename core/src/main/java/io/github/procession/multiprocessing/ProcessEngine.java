package io.github.procession.multiprocessing;

import io.github.procession.ipc.memory.ExitSequence;
import io.github.procession.ipc.sync.Parker;
import io.github.procession.ipc.transport.Undecoded;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import org.slf4j.Logger;

/**
 * Runs tasks in worker processes.
 *
 * <p>Each task goes to one worker over that worker's own line. Short tasks are sent ahead, so that a worker need not wait
 * for the next one; what a worker has not begun can be taken back, for another that has nothing to do, or because the
 * worker died. A worker that dies loses the one task that it had claimed.
 */
// Longer than most: the life of a task and the life of a worker meet here, under one lock.
final class ProcessEngine extends PoolEngine implements ResultPump.Source, LineWriter.Refusals {
    private static final Logger LOG = LibraryLogger.of(Pool.class);

    /** Workers in a row that do not get ready before the pool gives up. */
    private static final int MAX_FAILED_STARTS = 3;

    private static final String NOT_READY = MAX_FAILED_STARTS + " workers in a row did not get ready";

    /** A worker that has had the same task for so long keeps others from the tasks behind it. */
    private static final long STUCK_NANOS = 1_000_000;

    /** A young worker may not be able yet to wake this process: so often one looks what it has sent. */
    private static final long YOUNG_NANOS = 2_000_000;

    private static final Duration KILL_LATER = Duration.ofMillis(10);
    private static final int MOST_AT_ONCE = 256;
    private static final long TERMINATE_SECONDS = 5;
    private static final long IDLE_SECONDS = 2;
    private static final WorkerLine[] NONE = {};

    private enum State {
        RUNNING,
        CLOSED,
        TERMINATED
    }

    /** What became of a task, to be told to its job without the lock. */
    private record Ending(PoolTask task, Object outcome, String place) {}

    /** A failure, as opposed to a value. */
    private record Failure(Throwable reason) {}

    private final PoolSettings settings;
    private final ReentrantLock lock = new ReentrantLock();
    private final ResultPump pump;
    private final ThreadPoolExecutor aside;
    private final LineWriter writer;
    private final CountDownLatch finished = new CountDownLatch(1);
    private final ConcurrentLinkedQueue<WorkerLine> ends = new ConcurrentLinkedQueue<>();

    /** Changed with the lock, read without: a new array each time. */
    private volatile WorkerLine[] lines = NONE;

    // all guarded by the lock
    private final JobQueue queue = new JobQueue();
    private final Set<PoolJob> jobs = Collections.newSetFromMap(new IdentityHashMap<>());
    private volatile int notReady;
    private volatile State state = State.RUNNING;
    private volatile BrokenPoolException broken;
    private Object owner;
    private int starting;
    private int lastNumber;
    private int failedStarts;
    private boolean finishing;

    ProcessEngine(String name, PoolSettings settings) {
        super(name);
        this.settings = settings;
        pump = new ResultPump(this, name + "-results");
        aside = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), this::asideThread);
        writer = new LineWriter(lock, aside, this);
    }

    private Thread asideThread(Runnable work) {
        Thread thread = new Thread(null, work, name() + "-aside", 0, false);
        thread.setDaemon(true);
        return thread;
    }

    /** Starts all workers, unless they are started on demand; if one cannot be started, none is left. */
    void start() {
        boolean started = false;
        try {
            int first = settings.startOnDemand() ? 0 : settings.processes();
            for (int i = 0; i < first; i++) {
                addLine(startWorker());
            }
            started = true;
        } finally {
            pump.start();
            if (!started) {
                terminate();
            }
        }
    }

    private WorkerLine startWorker() {
        int number;
        lock.lock();
        try {
            number = ++lastNumber;
        } finally {
            lock.unlock();
        }
        IntFunction<String> names = settings.workerNames();
        return WorkerLine.start(names == null ? name() + "-Worker-" + number : names.apply(number), settings);
    }

    private void addLine(WorkerLine line) {
        boolean wanted;
        List<WorkerLine> toWrite = List.of();
        line.startTimer = PoolTimer.after(settings.startTimeout(), () -> endUnready(line));
        lock.lock();
        try {
            WorkerLine[] more = Arrays.copyOf(lines, lines.length + 1);
            more[lines.length] = line;
            lines = more;
            notReady++;
            wanted = state != State.TERMINATED && broken == null;
            if (wanted) {
                toWrite = dispatch();
                closeIfDone();
            }
        } finally {
            lock.unlock();
        }
        if (!wanted) {
            line.process.kill();
        }
        line.process.sentinel().onReady(() -> {
            ends.add(line);
            pump.wake();
        });
        writer.write(toWrite);
        pump.wake();
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

    // ---- jobs

    @Override
    int size() {
        return settings.processes();
    }

    @Override
    void submit(PoolJob job, Object pool, boolean helping) {
        List<WorkerLine> toWrite;
        lock.lock();
        try {
            requireRunning();
            owner = pool;
            jobs.add(job);
            queue.add(job);
            toWrite = dispatch();
            grow();
        } finally {
            lock.unlock();
        }
        writer.write(toWrite);
        if (!helping || Thread.currentThread().isVirtual()) {
            pump.needThread();
        }
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
    boolean isRunning() {
        return state == State.RUNNING && broken == null;
    }

    @Override
    void resume(PoolJob job) {
        List<WorkerLine> toWrite = List.of();
        lock.lock();
        try {
            if (jobs.contains(job)) {
                if (!job.isExhausted()) {
                    queue.add(job);
                    toWrite = dispatch();
                }
                endIfDone(job);
            }
        } finally {
            lock.unlock();
        }
        writer.write(toWrite);
        pump.needThread();
    }

    @Override
    boolean hasBegun(PoolJob job) {
        lock.lock();
        try {
            for (WorkerLine line : lines) {
                for (PoolTask task : line.inFlight) {
                    if (task.job == job && !task.reported && line.hasClaimed(task)) {
                        return true;
                    }
                }
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    @Override
    boolean cancel(PoolJob job, boolean mayInterrupt) {
        List<WorkerLine> toWrite;
        lock.lock();
        try {
            if (!jobs.contains(job)) {
                return false;
            }
            for (WorkerLine line : lines) {
                if (line.inFlight.stream().anyMatch(task -> task.job == job)) {
                    takeBack(line);
                }
            }
            boolean single = job instanceof CallJob<?>;
            if (single && !mayInterrupt && runs(job)) {
                toWrite = dispatch();
            } else {
                job.cancelled = true;
                queue.remove(job);
                stopRunning(job, mayInterrupt);
                endIfDone(job);
                toWrite = dispatch();
            }
        } finally {
            lock.unlock();
        }
        writer.write(toWrite);
        return job.cancelled;
    }

    private boolean runs(PoolJob job) {
        return Arrays.stream(lines).flatMap(line -> line.inFlight.stream()).anyMatch(task -> task.job == job);
    }

    private void stopRunning(PoolJob job, boolean mayInterrupt) {
        for (WorkerLine line : lines) {
            for (PoolTask task : line.inFlight) {
                if (task.job == job) {
                    task.reported = true;
                    if (mayInterrupt) {
                        stop(line, task);
                    }
                }
            }
        }
    }

    /** With the lock: interrupts a task, and kills its worker if it does not end in time. */
    private void stop(WorkerLine line, PoolTask task) {
        line.stopping = task;
        line.interrupt(task);
        setTimer(task, task.job.options.grace(), () -> killFor(line, task));
    }

    /** Kills a worker for a task that has not ended, unless that would hit another task. */
    private void killFor(WorkerLine line, PoolTask task) {
        List<WorkerLine> toWrite = List.of();
        lock.lock();
        try {
            if (line.inFlight.contains(task)) {
                takeBack(line);
                PoolTask first = line.inFlight.peek();
                if (first != null && first != task) {
                    setTimer(
                            task,
                            KILL_LATER,
                            () -> killFor(line, task)); // an earlier one, or its result, is on its way
                } else if (line.inFlight.stream().noneMatch(other -> other != task && line.hasClaimed(other))) {
                    line.process.kill();
                } // else the task has ended, and its result is on its way
                toWrite = dispatch();
            }
        } finally {
            lock.unlock();
        }
        writer.write(toWrite);
    }

    private static void setTimer(PoolTask task, Duration delay, Runnable action) {
        if (task.timer != null) {
            task.timer.cancel(false);
        }
        task.timer = PoolTimer.after(delay, action);
    }

    /** With the lock: takes back what a worker has not begun; false if there is nothing. */
    private boolean takeBack(WorkerLine line) {
        Deque<PoolTask> back = new ArrayDeque<>();
        line.takeBack().forEach(back::push);
        giveBack(back);
        return !back.isEmpty();
    }

    /** With the lock: drops a job that has ended. */
    private void endIfDone(PoolJob job) {
        if (job.underWay > 0 || !job.cancelled && !job.isExhausted() || !jobs.remove(job)) {
            return;
        }
        if (!job.function.isLasting()) {
            for (WorkerLine line : lines) {
                line.forget(job.function);
            }
        }
        if (jobs.isEmpty()) {
            owner = null;
        }
        closeIfDone();
    }

    // ---- handing out

    /** With the lock: gives tasks to workers that have room. The lines returned are to be written by this thread. */
    private List<WorkerLine> dispatch() {
        if (state == State.TERMINATED || broken != null) {
            return List.of();
        }
        long now = System.nanoTime();
        while (true) {
            WorkerLine line = roomiest(now);
            if (line == null) {
                break;
            }
            PoolTask task = nextTask(line, now);
            if (task == null) {
                break;
            }
            boolean alone = task.job.options.timeout() != null || !line.knows(task.job.function);
            if (alone && !(line.inFlight.isEmpty() && (line.ready || task.job.options.timeout() == null))) {
                queue.giveBack(task); // until a worker has nothing else
                break;
            }
            line.assign(task, now);
            line.exclusive = alone;
            startTimer(line, task);
        }
        List<WorkerLine> toWrite = new ArrayList<>();
        for (WorkerLine line : lines) {
            if (!line.outbox.isEmpty() && !line.sending) {
                line.sending = true;
                toWrite.add(line);
            }
        }
        return toWrite;
    }

    private WorkerLine roomiest(long now) {
        WorkerLine best = null;
        int least = Integer.MAX_VALUE;
        for (WorkerLine line : lines) {
            int load = 2 * line.inFlight.size() + (line.ready ? 0 : 1);
            if (load < least && line.canTake(settings.maxTasksPerChild(), now, STUCK_NANOS)) {
                best = line;
                least = load;
            }
        }
        return best;
    }

    private PoolTask nextTask(WorkerLine line, long now) {
        PoolTask task = queue.poll();
        if (task == null && line.ready && line.inFlight.isEmpty() && relieve(now)) {
            task = queue.poll();
        }
        return task;
    }

    /** Takes back what lies behind a long task, or at a worker that is not ready. */
    private boolean relieve(long now) {
        WorkerLine fullest = null;
        for (WorkerLine line : lines) {
            int stuck = line.inFlight.size() - (line.ready ? 1 : 0);
            boolean hasSome = stuck > 0 && !(line.sending && line.outbox.isEmpty());
            if (hasSome && line.isStuck(now, STUCK_NANOS)) {
                if (fullest == null || line.inFlight.size() > fullest.inFlight.size()) {
                    fullest = line;
                }
            }
        }
        return fullest != null && takeBack(fullest);
    }

    private void startTimer(WorkerLine line, PoolTask task) {
        if (task.job.options.timeout() != null) {
            task.timer = PoolTimer.after(task.job.options.timeout(), () -> timeOut(line, task));
        }
    }

    private void timeOut(WorkerLine line, PoolTask task) {
        lock.lock();
        try {
            if (task.reported || !line.inFlight.contains(task)) {
                return;
            }
            task.reported = true;
            stop(line, task);
        } finally {
            lock.unlock();
        }
        TimeoutException reason = new TimeoutException("the task ran longer than " + task.job.options.timeout());
        task.job.failed(task, reason, line.describe());
    }

    @Override
    public void cannotEncode(WorkerLine line, PoolTask task, Throwable reason) {
        List<WorkerLine> toWrite;
        boolean tell;
        lock.lock();
        try {
            if (!line.inFlight.remove(task)) {
                return; // the pool or the worker has ended
            }
            line.assigned--;
            if (line.inFlight.isEmpty()) {
                line.exclusive = false;
            }
            tell = !task.reported;
            taskEnded(task);
            toWrite = dispatch();
        } finally {
            lock.unlock();
        }
        if (tell) {
            task.job.failed(task, reason, null);
        }
        writer.write(toWrite);
    }

    private void taskEnded(PoolTask task) {
        task.reported = true;
        if (task.timer != null) {
            task.timer.cancel(false);
        }
        queue.ended(task);
        endIfDone(task.job);
    }

    // ---- results, by the thread on duty

    @Override
    public WorkerLine[] lines() {
        return lines;
    }

    @Override
    public boolean hasWork() {
        return queue.underWay() > 0 || notReady > 0 || !ends.isEmpty();
    }

    @Override
    public boolean isFinished() {
        return finished.getCount() == 0;
    }

    @Override
    public long sleepNanos() {
        lock.lock();
        try {
            boolean idle = false;
            boolean stuck = false;
            for (WorkerLine line : lines) {
                int load = line.inFlight.size();
                if (line.isYoung() && (load > 0 || !line.ready)) {
                    return YOUNG_NANOS;
                }
                idle |= load == 0 && line.ready;
                stuck |= load > (line.ready ? 1 : 0);
            }
            return idle && stuck ? STUCK_NANOS : Parker.SLICE_MILLIS * 1_000_000L;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void rebalance() {
        List<WorkerLine> toWrite;
        lock.lock();
        try {
            toWrite = dispatch();
        } finally {
            lock.unlock();
        }
        writer.write(toWrite);
    }

    @Override
    public void receive(WorkerLine line) throws InterruptedException {
        List<Object> messages = new ArrayList<>();
        try {
            Undecoded undecoded;
            while (messages.size() < MOST_AT_ONCE && (undecoded = line.receive()) != null) {
                messages.add(decode(undecoded));
            }
        } catch (IOException e) {
            line.finished = true; // the rest follows when the process has ended
        } finally {
            take(line, messages); // those before an interrupt, too
        }
    }

    private static Object decode(Undecoded undecoded) {
        try {
            Object message = undecoded.value();
            return message instanceof Throwable reason ? new Failure(reason) : message;
        } catch (Throwable e) { // the user's class cannot be rebuilt here, and may throw anything
            return new Failure(e);
        }
    }

    private void take(WorkerLine line, List<Object> messages) {
        List<Ending> endings = new ArrayList<>(messages.size());
        List<WorkerLine> toWrite;
        lock.lock();
        try {
            long now = System.nanoTime();
            for (Object message : messages) {
                if (WorkerProtocol.READY.equals(message)) {
                    line.becomeReady(now);
                    notReady--;
                    failedStarts = 0;
                } else if (WorkerProtocol.RETIRING.equals(message)) {
                    line.retiring = true;
                    replace();
                } else if (!line.ready) {
                    line.initializerFailure = ((Failure) message).reason;
                } else if (!line.inFlight.isEmpty()) { // else the pool is at its end
                    PoolTask task = line.finishFirst(now);
                    if (message instanceof Failure) {
                        line.sendAgain(task);
                    }
                    if (!task.reported) {
                        endings.add(new Ending(task, message, message instanceof Failure ? line.describe() : null));
                    }
                    line.record(task, message instanceof Failure ? "failed" : "done");
                    taskEnded(task);
                    retireIfWorn(line);
                }
            }
            toWrite = dispatch();
        } finally {
            lock.unlock();
        }
        writer.write(toWrite);
        endings.forEach(ProcessEngine::tell);
    }

    private static void tell(Ending ending) {
        PoolTask task = ending.task;
        switch (ending.outcome) {
            case Failure failure -> task.job.failed(task, failure.reason, ending.place);
            case Object[] values -> task.job.succeeded(task, values);
            default -> task.job.succeeded(task, new Object[] {ending.outcome});
        }
    }

    /** With the lock: lets a worker go that has run as many tasks as it may. */
    private void retireIfWorn(WorkerLine line) {
        int most = settings.maxTasksPerChild();
        if (most > 0 && line.assigned >= most && line.inFlight.isEmpty() && !line.retiring) {
            line.retiring = true;
            line.close();
            replace();
        }
    }

    // ---- workers that end

    @Override
    public boolean hasEnds() {
        return !ends.isEmpty();
    }

    @Override
    public boolean handleEnds() throws InterruptedException {
        WorkerLine line = ends.peek();
        if (line == null) {
            return false;
        }
        while (!line.finished) {
            receive(line); // all that it had sent before its end
            if (!line.hasArrived()) {
                line.finished = true;
            }
        }
        end(line);
        ends.remove();
        return true;
    }

    private void end(WorkerLine line) {
        WorkerLostException reason = line.lost();
        List<PoolTask> lost = new ArrayList<>();
        List<WorkerLine> toWrite;
        List<PoolJob> abandoned = List.of();
        boolean broke = false;
        lock.lock();
        try {
            line.end();
            lines = Arrays.stream(lines).filter(other -> other != line).toArray(WorkerLine[]::new);
            Deque<PoolTask> back = new ArrayDeque<>();
            boolean ofStop = line.inFlight.stream().anyMatch(task -> task.reported && line.hasClaimed(task));
            for (PoolTask task : line.inFlight) {
                if (!line.hasClaimed(task)) {
                    back.push(task);
                } else if (!task.reported && task.workersLost++ < task.job.options.retries()) {
                    back.push(task);
                } else {
                    line.record(task, task.reported ? "dropped" : "lost");
                    if (!task.reported) {
                        lost.add(task);
                    }
                    taskEnded(task);
                }
            }
            line.inFlight.clear();
            line.outbox.clear();
            giveBack(back);
            if (!line.ready) {
                notReady--;
            }
            boolean wanted = state != State.TERMINATED && broken == null && !ExitSequence.isEnding();
            if (wanted && !line.closed && !line.retiring) {
                abandoned = replaceDead(line, reason, settings.breaksOnDeath() && !ofStop);
                broke = broken != null;
            }
            toWrite = dispatch();
            closeIfDone();
        } finally {
            lock.unlock();
        }
        line.close();
        line.startTimer.cancel(false);
        line.life.ended(line, reason.exitCode());
        writer.write(toWrite);
        for (PoolTask task : lost) {
            task.job.failed(task, broke ? broken : reason, null);
        }
        abandoned.forEach(job -> job.abandon(broken));
        deleteErrorReport(line);
        finishIfEmpty();
    }

    /** With the lock: back to the queue, the last one first; tasks of cancelled jobs are dropped. */
    private void giveBack(Deque<PoolTask> back) {
        for (PoolTask task : back) {
            if (task.job.cancelled || task.reported) {
                taskEnded(task);
            } else {
                if (task.timer != null) {
                    task.timer.cancel(false);
                }
                queue.giveBack(task);
            }
        }
    }

    private static void deleteErrorReport(WorkerLine line) {
        try {
            line.deleteErrorReport();
        } catch (IOException e) {
            LOG.warn("the error report of {} cannot be deleted", line.name(), e);
        }
    }

    /** With the lock: starts another worker for one that died, or gives up; returns the jobs that this ends. */
    private List<PoolJob> replaceDead(WorkerLine line, WorkerLostException reason, boolean breaks) {
        if (line.ready && breaks) {
            return giveUp("a worker died", reason);
        }
        if (line.ready) {
            LOG.warn(
                    "{} ended with exit code {} and is replaced",
                    line.describe(),
                    SignalNames.describe(reason.exitCode()));
            replace();
            return List.of();
        }
        if (++failedStarts < MAX_FAILED_STARTS && !breaks) {
            LOG.warn("{} did not get ready and is replaced", line.describe(), line.initializerFailure);
            replace();
            return List.of();
        }
        return giveUp(NOT_READY, line.initializerFailure != null ? line.initializerFailure : reason);
    }

    @Override
    public void fail(Throwable reason) {
        List<PoolJob> all;
        lock.lock();
        try {
            all = giveUp("an error of the library", reason);
        } finally {
            lock.unlock();
        }
        all.forEach(job -> job.abandon(broken));
    }

    /** With the lock: ends everything; returns the jobs that are to be told. */
    private List<PoolJob> giveUp(String why, Throwable cause) {
        if (broken == null) {
            broken = new BrokenPoolException(name() + " gives up: " + why + ": " + cause, cause);
            LOG.error("{} gives up: {}", name(), why, cause);
        }
        List<PoolJob> all = List.copyOf(jobs);
        dropAll();
        for (WorkerLine line : lines) {
            line.process.kill();
        }
        return all;
    }

    private void dropAll() {
        jobs.clear();
        queue.clear();
        owner = null;
        for (WorkerLine line : lines) {
            for (PoolTask task : line.inFlight) {
                task.reported = true;
                if (task.timer != null) {
                    task.timer.cancel(false); // it holds the line
                }
            }
            line.inFlight.clear();
            line.outbox.clear();
        }
    }

    /** With the lock: starts a worker in place of one that goes, if one is still needed. */
    private void replace() {
        if (state == State.TERMINATED || broken != null || state == State.CLOSED && jobs.isEmpty()) {
            return;
        }
        if (settings.startOnDemand()) {
            grow();
        } else {
            starting++;
            runAside(this::startReplacement);
        }
    }

    /** With the lock: starts the workers that tasks wait for, if they are started on demand. */
    private void grow() {
        if (!settings.startOnDemand()) {
            return;
        }
        int there = starting;
        for (WorkerLine line : lines) {
            there += line.retiring || line.closed ? 0 : 1;
        }
        for (int wanted = wanted(); there < wanted; there++) {
            starting++;
            runAside(this::startReplacement);
        }
    }

    /** With the lock: how many workers the jobs keep busy. */
    private int wanted() {
        boolean single = jobs.size() < settings.processes() && jobs.stream().allMatch(job -> job instanceof CallJob<?>);
        return single ? jobs.size() : settings.processes();
    }

    private void startReplacement() {
        WorkerLine line = null;
        List<PoolJob> abandoned = List.of();
        try {
            line = startWorker();
            addLine(line);
        } catch (RuntimeException | Error e) { // whatever keeps a process from starting
            LOG.warn("{}: a worker cannot be started", name(), e);
            lock.lock();
            try {
                if (++failedStarts >= MAX_FAILED_STARTS && broken == null) {
                    abandoned = giveUp(NOT_READY, e);
                }
            } finally {
                lock.unlock();
            }
        }
        abandoned.forEach(job -> job.abandon(broken));
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
        finishIfEmpty();
        pump.wake();
    }

    // ---- the end

    @Override
    void close() {
        lock.lock();
        try {
            if (state == State.RUNNING) {
                state = State.CLOSED;
            }
            closeIfDone();
        } finally {
            lock.unlock();
        }
        finishIfEmpty();
        pump.wake();
    }

    /** With the lock: lets the workers of a closed pool go when nothing is left to do. */
    private void closeIfDone() {
        if (state == State.CLOSED && jobs.isEmpty()) {
            for (WorkerLine line : lines) {
                if (!line.closed) {
                    line.close();
                }
            }
        }
    }

    /** Ends the pool when the last worker has ended; without the lock, after the last results were told. */
    private void finishIfEmpty() {
        lock.lock();
        try {
            if (state == State.RUNNING || lines.length > 0 || starting > 0 || finishing) {
                return;
            }
            finishing = true;
        } finally {
            lock.unlock();
        }
        tellUnobserved(); // before anybody who joins goes on
        finished.countDown();
        aside.shutdownNow();
        pump.wake();
    }

    @Override
    void terminate() {
        List<PoolJob> all;
        lock.lock();
        try {
            state = State.TERMINATED;
            all = List.copyOf(jobs);
            dropAll();
            for (WorkerLine line : lines) {
                line.process.kill();
            }
        } finally {
            lock.unlock();
        }
        pump.wake();
        for (PoolJob job : all) {
            job.abandon(new CancellationException("the pool was terminated"));
        }
        finishIfEmpty();
        boolean interrupted = false;
        try {
            if (!finished.await(TERMINATE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("{}: some killed workers have not ended after {} s", name(), TERMINATE_SECONDS);
            }
        } catch (InterruptedException e) {
            interrupted = true; // they are killed already
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    boolean join(long nanos) throws InterruptedException {
        lock.lock();
        try {
            if (state == State.RUNNING) {
                throw new IllegalStateException("the pool is running: call close() or terminate() before join()");
            }
        } finally {
            lock.unlock();
        }
        return finished.await(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    void help(BooleanSupplier done) throws InterruptedException {
        pump.help(done);
    }

    @Override
    void runAside(Runnable work) {
        aside.execute(work);
    }

    @Override
    List<WorkerStatistics> statistics() {
        lock.lock();
        try {
            return Arrays.stream(lines).map(WorkerLine::statistics).toList();
        } finally {
            lock.unlock();
        }
    }
}
