package io.github.procession.multiprocessing;

import io.github.procession.ipc.memory.ExitSequence;
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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Runs tasks in worker processes.
 *
 * <p>Each task goes to one worker over that worker's own line. Short tasks are sent ahead, so that a worker need not wait
 * for the next one; what a worker has not begun can be taken back, for another that has nothing to do, or because the
 * worker died. A worker that dies loses the one task that it had claimed.
 */
// Longer than most: all that can happen to a task is told here, under one lock.
final class ProcessEngine extends PoolEngine
        implements ResultPump.Source, LineWriter.Refusals, Workforce.Employer, TaskDispatcher.Listener {

    private static final Duration KILL_LATER = Duration.ofMillis(10);
    private static final int MOST_AT_ONCE = 256;
    private static final long TERMINATE_SECONDS = 5;
    private static final long IDLE_SECONDS = 2;

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

    /** Of the thread that made the pool; workers that come later have the classes that the first ones have. */
    private final ClassLoader contextLoader = Thread.currentThread().getContextClassLoader();

    private final ReentrantLock lock = new ReentrantLock();
    private final ResultPump pump;
    private final ThreadPoolExecutor aside;
    private final LineWriter writer;
    private final CountDownLatch finished = new CountDownLatch(1);
    private final Workforce workers;
    private final TaskDispatcher dispatcher;

    // all guarded by the lock
    private final JobQueue queue = new JobQueue();
    private final Set<PoolJob> jobs = Collections.newSetFromMap(new IdentityHashMap<>());
    private volatile State state = State.RUNNING;
    private volatile BrokenPoolException broken;
    private Object owner;
    private boolean finishing;

    ProcessEngine(String name, PoolSettings settings) {
        super(name);
        this.settings = settings;
        pump = new ResultPump(this, name + "-results");
        aside = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), this::asideThread);
        writer = new LineWriter(lock, aside, this);
        workers = new Workforce(name, settings, lock, this);
        dispatcher = new TaskDispatcher(settings, workers, queue, this);
    }

    private Thread asideThread(Runnable work) {
        Thread thread = new Thread(null, work, name() + "-aside", 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(contextLoader);
        return thread;
    }

    /** Starts all workers, unless they are started on demand; if one cannot be started, none is left. */
    void start() {
        boolean started = false;
        try {
            workers.start();
            started = true;
        } finally {
            pump.start();
            if (!started) {
                terminate();
            }
        }
    }

    // ---- jobs

    @Override
    int size() {
        return settings.processes();
    }

    @Override
    void submit(PoolJob job, Object pool, boolean helping) {
        ClassForms.publish();
        List<WorkerLine> toWrite;
        lock.lock();
        try {
            requireRunning();
            owner = pool;
            jobs.add(job);
            queue.add(job);
            toWrite = dispatch();
            workers.grow();
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
    void resume(PoolJob job, boolean helping) {
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
        if (helping) {
            pump.away();
        } else {
            pump.needThread();
        }
    }

    @Override
    boolean hasBegun(PoolJob job) {
        lock.lock();
        try {
            for (WorkerLine line : workers.lines()) {
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
            for (WorkerLine line : workers.lines()) {
                if (line.inFlight.stream().anyMatch(task -> task.job == job)) {
                    dispatcher.takeBack(line);
                }
            }
            boolean single = job.isSingle();
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
        return Arrays.stream(workers.lines())
                .flatMap(line -> line.inFlight.stream())
                .anyMatch(task -> task.job == job);
    }

    private void stopRunning(PoolJob job, boolean mayInterrupt) {
        for (WorkerLine line : workers.lines()) {
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
                dispatcher.takeBack(line);
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

    /** With the lock: drops a job that has ended. */
    private void endIfDone(PoolJob job) {
        if (job.underWay > 0 || !job.cancelled && !job.isExhausted() || !jobs.remove(job)) {
            return;
        }
        queue.forget(job);
        if (!job.function.isLasting()) {
            for (WorkerLine line : workers.lines()) {
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
        return isInBusiness() ? dispatcher.dispatch() : List.of();
    }

    @Override
    public void handedOut(WorkerLine line, PoolTask task) {
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

    @Override
    public void dropped(PoolTask task) {
        taskEnded(task);
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
        return workers.lines();
    }

    @Override
    public boolean hasWork() {
        return queue.underWay() > 0 || workers.isChanging();
    }

    @Override
    public boolean isFinished() {
        return finished.getCount() == 0;
    }

    @Override
    public long sleepNanos() {
        lock.lock();
        try {
            return dispatcher.restNanos();
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
        List<Undecoded> arrived = new ArrayList<>();
        try {
            line.receive(arrived, MOST_AT_ONCE);
        } catch (IOException e) {
            line.finished = true; // the rest follows when the process has ended
        } finally {
            take(line, arrived); // those before an error, too
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

    private void take(WorkerLine line, List<Undecoded> arrived) {
        List<Object> messages = new ArrayList<>(arrived.size());
        for (Undecoded undecoded : arrived) {
            messages.add(decode(undecoded));
        }
        List<Ending> endings = new ArrayList<>(messages.size());
        List<WorkerLine> toWrite;
        lock.lock();
        try {
            long now = System.nanoTime();
            for (Object message : messages) {
                if (WorkerProtocol.READY.equals(message)) {
                    workers.becameReady(line, now);
                } else if (WorkerProtocol.RETIRING.equals(message)) {
                    line.retiring = true;
                    workers.replace();
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
        for (Ending ending : endings) {
            tell(ending);
        }
    }

    private static void tell(Ending ending) {
        PoolTask task = ending.task;
        if (ending.outcome instanceof Failure failure) { // a switch over types would be linked for some milliseconds
            task.job.failed(task, failure.reason, ending.place);
        } else if (ending.outcome instanceof Object[] values) {
            task.job.succeeded(task, values);
        } else {
            task.job.succeeded(task, new Object[] {ending.outcome});
        }
    }

    /** With the lock: lets a worker go that has run as many tasks as it may. */
    private void retireIfWorn(WorkerLine line) {
        int most = settings.maxTasksPerChild();
        if (most > 0 && line.assigned >= most && line.inFlight.isEmpty() && !line.retiring) {
            line.retiring = true;
            line.close();
            workers.replace();
        }
    }

    // ---- workers that end

    @Override
    public boolean hasEnds() {
        return workers.hasEnds();
    }

    @Override
    public boolean handleEnds() throws InterruptedException {
        WorkerLine line = workers.firstEnd();
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
        workers.endSeenTo();
        return true;
    }

    private String whenItEnded(WorkerLine line) {
        lock.lock();
        try {
            if (!line.ready) {
                return "before it was ready for tasks";
            }
            return line.inFlight.stream().anyMatch(line::hasClaimed) ? "while it ran the task" : "while it had no task";
        } finally {
            lock.unlock();
        }
    }

    private void end(WorkerLine line) {
        WorkerLostException reason = line.lost(whenItEnded(line));
        List<PoolTask> lost = new ArrayList<>();
        List<WorkerLine> toWrite;
        List<PoolJob> abandoned = List.of();
        boolean broke = false;
        lock.lock();
        try {
            workers.remove(line);
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
            dispatcher.giveBack(back);
            boolean wanted = isInBusiness() && !ExitSequence.isEnding();
            boolean breaks = settings.breaksOnDeath() && !ofStop;
            if (wanted && !line.closed && !line.retiring && !workers.replaceDead(line, reason, breaks)) {
                abandoned = giveUpAfter(line, reason);
                broke = true;
            }
            toWrite = dispatch();
            closeIfDone();
        } finally {
            lock.unlock();
        }
        line.close();
        line.startTimer.cancel(false);
        line.recordEnd(reason.exitCode());
        writer.write(toWrite);
        for (PoolTask task : lost) {
            task.job.failed(task, broke ? broken : reason, null);
        }
        abandoned.forEach(job -> job.abandon(broken));
        deleteErrorReport(line);
        finishIfEmpty();
    }

    private static void deleteErrorReport(WorkerLine line) {
        try {
            line.deleteErrorReport();
        } catch (IOException e) {
            LOG.warn("the error report of {} cannot be deleted", line.name(), e);
        }
    }

    private List<PoolJob> giveUpAfter(WorkerLine line, WorkerLostException reason) {
        if (line.ready) {
            return giveUp("a worker died", reason);
        }
        return giveUp(Workforce.NOT_READY, line.initializerFailure != null ? line.initializerFailure : reason);
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
        workers.killAll();
        return all;
    }

    private void dropAll() {
        jobs.clear();
        queue.clear();
        owner = null;
        for (WorkerLine line : workers.lines()) {
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

    // ---- what the workforce asks

    @Override
    public boolean isInBusiness() {
        return state != State.TERMINATED && broken == null;
    }

    @Override
    public boolean needsSuccessors() {
        return state != State.CLOSED || !jobs.isEmpty();
    }

    @Override
    public int workersWanted() {
        boolean single = jobs.size() < settings.processes() && jobs.stream().allMatch(PoolJob::isSingle);
        return single ? jobs.size() : settings.processes();
    }

    @Override
    public void joined() {
        List<WorkerLine> toWrite = List.of();
        lock.lock();
        try {
            if (isInBusiness()) {
                toWrite = dispatch();
                closeIfDone();
            }
        } finally {
            lock.unlock();
        }
        writer.write(toWrite);
        pump.wake();
    }

    @Override
    public void cannotStart(Throwable reason) {
        List<PoolJob> abandoned = List.of();
        lock.lock();
        try {
            if (broken == null) {
                abandoned = giveUp(Workforce.NOT_READY, reason);
            }
        } finally {
            lock.unlock();
        }
        abandoned.forEach(job -> job.abandon(broken));
    }

    @Override
    public void settled() {
        finishIfEmpty();
        pump.wake();
    }

    @Override
    public void ended() {
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
        workers.left();
    }

    /** With the lock: lets the workers of a closed pool go when nothing is left to do. */
    private void closeIfDone() {
        if (state == State.CLOSED && jobs.isEmpty()) {
            workers.closeAll();
        }
    }

    /** Ends the pool when the last worker has ended; without the lock, after the last results were told. */
    private void finishIfEmpty() {
        lock.lock();
        try {
            if (state == State.RUNNING || !workers.isGone() || finishing) {
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
            workers.killAll();
        } finally {
            lock.unlock();
        }
        pump.wake();
        for (PoolJob job : all) {
            job.abandon(new CancellationException("the pool was terminated"));
        }
        finishIfEmpty();
        workers.left();
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
    public void runAside(Runnable work) {
        aside.execute(work);
    }

    @Override
    List<WorkerStatistics> statistics() {
        lock.lock();
        try {
            return Arrays.stream(workers.lines()).map(WorkerLine::statistics).toList();
        } finally {
            lock.unlock();
        }
    }
}
