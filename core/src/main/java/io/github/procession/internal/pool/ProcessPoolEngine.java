package io.github.procession.internal.pool;

import io.github.procession.internal.Durations;
import io.github.procession.internal.SignalNames;
import io.github.procession.ipc.memory.ExitSequence;
import io.github.procession.ipc.memory.PoolBoard;
import io.github.procession.ipc.transport.EncodedMessage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * Runs tasks in worker processes.
 *
 * <p>Each task goes to one worker over that worker's own line. Short tasks are sent ahead, so that a worker need not wait
 * for the next one; what a worker has not begun can be taken back, for another that has nothing to do, or because the
 * worker died. A worker that dies loses the one task that it had claimed.
 */
// Longer than most: all that can happen to a task is told here, under one lock.
public final class ProcessPoolEngine extends PoolEngine
        implements ResultReceiver.Source, TaskWriter.ErrorHandler, WorkerSupervisor.Callbacks, TaskDispatcher.Listener {

    private static final Duration KILL_LATER = Duration.ofMillis(10);
    private static final int MOST_AT_ONCE = 256;
    private static final long NANOS_PER_MILLI = 1_000_000;

    /** Longest time that a worker may take to load what its first task needs. */
    private static final long YOUNG_NANOS = 10_000_000_000L;

    private static final long TERMINATE_SECONDS = 5;

    /** Before the stage that ends this process's children. */
    private static final int EXIT_STAGE = 5;

    private static final Set<ProcessPoolEngine> LIVE = ConcurrentHashMap.newKeySet();
    private static boolean hooked; // guarded by the class

    private final WorkerSettings settings;
    private final WorkerLauncher launcher;

    /** Of the thread that made the pool; supervisor that come later have the classes that the first ones have. */
    private final ClassLoader contextLoader = Thread.currentThread().getContextClassLoader();

    private final ResultReceiver receiver;
    private final ExecutorService background;
    private final TaskWriter writer;
    private final CountDownLatch finished = new CountDownLatch(1);
    private final WorkerSupervisor supervisor;
    private final TaskDispatcher dispatcher;
    private final Surroundings surroundings;
    private final SlowResults slowResults = new SlowResults(this::runInBackground);

    /** What the steps of the leader leave to be done without the lock. */
    private final Queue<Runnable> unfinished = new ConcurrentLinkedQueue<>();

    /** What steps have left and was not done yet: before that the pool has not ended. */
    private final AtomicInteger leftToDo = new AtomicInteger();

    /** Tasks of those results that code of users decodes in threads of its own, until their jobs are told. */
    private final Set<PoolTask> decoding = ConcurrentHashMap.newKeySet();

    // guarded by the lock
    final PoolBoard board;
    private boolean endsWithProgram;
    private boolean finishing;

    /**
     * An engine without workers, which {@link #start} starts.
     *
     * @param name of the pool
     * @param settings what its workers are like
     * @param launcher starts them
     * @param failures the exceptions that users get
     */
    public ProcessPoolEngine(String name, WorkerSettings settings, WorkerLauncher launcher, PoolFailures failures) {
        this(name, settings, launcher, failures, Surroundings.JVM);
    }

    ProcessPoolEngine(
            String name,
            WorkerSettings settings,
            WorkerLauncher launcher,
            PoolFailures failures,
            Surroundings surroundings) {
        super(name, failures);
        this.settings = settings;
        board = PoolBoard.create(name);
        this.launcher = launcher;
        this.surroundings = surroundings;
        receiver = new ResultReceiver(this, name + "-results", surroundings);
        background = surroundings.background(this::backgroundThread);
        writer = new TaskWriter(lock, background, surroundings, this);
        supervisor = new WorkerSupervisor(name, settings, launcher, surroundings, lock, this);
        dispatcher = new TaskDispatcher(settings, supervisor, queue, surroundings, this);
    }

    private Thread backgroundThread(Runnable work) {
        Thread thread = new Thread(null, work, name() + "-background", 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(contextLoader);
        return thread;
    }

    /** Starts all supervisor, unless they are started on demand; if one cannot be started, none is left. */
    public void start() {
        enlist();
        boolean started = false;
        try {
            supervisor.start();
            started = true;
        } finally {
            receiver.start();
            if (!started) {
                terminate();
            }
        }
    }

    /** Sees to it that no call stays pending when this process ends. */
    private void enlist() {
        synchronized (ProcessPoolEngine.class) {
            if (!hooked) {
                ExitSequence.add(EXIT_STAGE, () -> LIVE.forEach(ProcessPoolEngine::endWithProgram));
                hooked = true;
            }
        }
        LIVE.add(this);
        if (ExitSequence.isEnding()) {
            LIVE.remove(this);
            throw new IllegalStateException("no pool can be started: the program is ending");
        }
    }

    // ---- steps

    /**
     * A change of the state: has the lock from its beginning, and at its end hands out tasks. What may run code of users is
     * left for {@link #later}: it follows when the lock is free, and what one action throws does not stop the next.
     */
    private final class Step implements AutoCloseable {
        private final boolean onDuty;
        private final List<Runnable> later = new ArrayList<>();

        Step() {
            this(false);
        }

        /** The thread in the lead looks at all workers before it does what its steps have left. */
        Step(boolean onDuty) {
            this.onDuty = onDuty;
            lock.lock();
        }

        void later(Runnable action) {
            leftToDo.incrementAndGet();
            later.add(action);
        }

        void abandon(List<PoolJob> all, RuntimeException reason) {
            for (PoolJob job : all) {
                later(() -> job.abandon(reason));
            }
        }

        @Override
        public void close() {
            List<WorkerHandle> toWrite = List.of();
            try {
                toWrite = runsTasks() ? dispatcher.dispatch() : toWrite;
                if (onDuty) {
                    for (WorkerHandle worker : toWrite) {
                        leftToDo.incrementAndGet();
                        unfinished.add(writing(worker));
                    }
                }
            } finally {
                lock.unlock();
                if (onDuty) {
                    unfinished.addAll(later);
                } else {
                    toWrite.forEach(writer::write);
                    later.forEach(ProcessPoolEngine.this::run);
                    finishIfEmpty();
                }
            }
        }
    }

    /** Does what a step has left. */
    private void run(Runnable action) {
        attempt(action);
        countDone();
    }

    private void attempt(Runnable action) {
        try {
            action.run();
        } catch (Throwable e) { // a job tells users in such a way that nothing comes back
            LOG.error("{}: an error of the library", name(), e);
        }
    }

    private void countDone() {
        if (leftToDo.decrementAndGet() == 0) {
            finishIfEmpty();
        }
    }

    /** With the lock. Encoding runs code of users: where that takes its time it must not keep results waiting. */
    private Runnable writing(WorkerHandle worker) {
        return worker.encodesSlowly() ? () -> writeInBackground(worker) : () -> writer.write(worker);
    }

    private void writeInBackground(WorkerHandle worker) {
        try {
            background.execute(() -> writer.write(worker));
        } catch (RuntimeException
                | Error e) { // the pool has ended, or the system has no thread: no other writes for this
            writer.write(worker);
        }
    }

    @Override
    public void finishStep() {
        for (Runnable action = unfinished.poll(); action != null; action = unfinished.poll()) {
            run(action);
        }
        finishIfEmpty();
    }

    // ---- jobs

    @Override
    public int size() {
        return settings.processes();
    }

    @Override
    public void submit(PoolJob job, Object pool, boolean helping) {
        launcher.beforeCall(settings.startOnDemand());
        try (Step _ = new Step()) {
            accept(job, pool);
            board.added(job.calls());
            supervisor.grow();
        }
        if (!helping || Thread.currentThread().isVirtual()) {
            receiver.needThread();
        }
    }

    @Override
    public void requireRunning() {
        if (endsWithProgram) {
            throw new IllegalStateException("the pool takes no more tasks: the program is ending");
        }
        super.requireRunning();
    }

    @Override
    public void resume(PoolJob job, boolean helping) {
        try (Step _ = new Step()) {
            takeUp(job);
        }
        if (helping) {
            receiver.away();
        } else {
            receiver.needThread();
        }
    }

    @Override
    public boolean hasBegun(PoolJob job) {
        lock.lock();
        try {
            for (WorkerHandle worker : supervisor.workers()) {
                for (PoolTask task : worker.tasks()) {
                    if (task.job == job && !task.reported && worker.hasClaimed(task)) {
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
    public boolean cancel(PoolJob job, boolean mayInterrupt) {
        try (Step _ = new Step()) {
            if (!jobs.contains(job)) {
                return false;
            }
            for (WorkerHandle worker : supervisor.workers()) {
                if (worker.hasTaskOf(job)) {
                    dispatcher.takeBack(worker);
                }
            }
            if (!job.isSingle() || mayInterrupt || !runs(job)) {
                job.cancelled = true;
                queue.remove(job);
                stopRunning(job, mayInterrupt);
                endIfDone(job);
            }
        }
        return job.cancelled;
    }

    private boolean runs(PoolJob job) {
        return Arrays.stream(supervisor.workers()).anyMatch(worker -> worker.hasTaskOf(job));
    }

    private void stopRunning(PoolJob job, boolean mayInterrupt) {
        for (WorkerHandle worker : supervisor.workers()) {
            for (PoolTask task : worker.tasks()) {
                if (task.job == job) {
                    task.reported = true;
                    if (mayInterrupt) {
                        stop(worker, task);
                    }
                }
            }
        }
    }

    /** With the lock: interrupts a task, and kills its worker if it does not end in time. */
    private void stop(WorkerHandle worker, PoolTask task) {
        worker.interrupt(task);
        setTimer(task, task.job.limits.grace(), () -> killFor(worker, task));
    }

    /** Kills a worker for a task that has not ended, unless that would hit another task. */
    private void killFor(WorkerHandle worker, PoolTask task) {
        try (Step _ = new Step()) {
            if (worker.has(task)) {
                dispatcher.takeBack(worker);
                PoolTask first = worker.first();
                if (first != null && first != task) {
                    setTimer(
                            task,
                            KILL_LATER,
                            () -> killFor(worker, task)); // an earlier one, or its result, is on its way
                } else if (worker.tasks().stream().noneMatch(other -> other != task && worker.hasClaimed(other))) {
                    worker.kill();
                } // else the task has ended, and its result is on its way
            }
        }
    }

    private void setTimer(PoolTask task, Duration delay, Runnable action) {
        if (task.timer != null) {
            task.timer.cancel(false);
        }
        task.timer = surroundings.after(delay, action);
    }

    @Override
    void jobEnded(PoolJob job) {
        if (!job.function.isLasting()) {
            for (WorkerHandle worker : supervisor.workers()) {
                worker.channel().forget(job.function);
            }
        }
        if (jobs.isEmpty()) {
            board.cleared();
        }
        closeIfDone();
    }

    // ---- handing out

    @Override
    public void handedOut(WorkerHandle worker, PoolTask task) {
        if (task.job.limits.timeout() != null) {
            task.handedOut = surroundings.nanoTime();
            task.timer = surroundings.after(task.job.limits.timeout(), () -> timeOut(worker, task));
        }
    }

    private void timeOut(WorkerHandle worker, PoolTask task) {
        try (Step step = new Step()) {
            if (task.reported || !worker.has(task)) {
                return;
            }
            Duration more = moreForYoungWorker(worker, task);
            if (more != null) {
                setTimer(task, more, () -> timeOut(worker, task));
                return;
            }
            task.reported = true;
            stop(worker, task);
            Duration limit = task.job.limits.timeout();
            step.later(() -> task.job.failed(task, failures.timedOut(limit), worker.describe()));
        }
    }

    /**
     * What is left of the time of a worker's first task; null if nothing is. Its JVM loads the classes of the task before it
     * calls the function, and the limit counts from the call: a limit of 100 ms would else hit a task that has not begun.
     */
    private Duration moreForYoungWorker(WorkerHandle worker, PoolTask task) {
        long limit = Durations.toNanos(task.job.limits.timeout());
        if (worker.hasFinishedSome() || surroundings.nanoTime() - task.handedOut - limit >= YOUNG_NANOS) {
            return null;
        }
        long since = worker.runsSince();
        long ran = since == 0 ? 0 : Math.max(0, surroundings.currentTimeMillis() - since) * NANOS_PER_MILLI;
        return ran < limit ? Duration.ofNanos(Math.max(limit - ran, NANOS_PER_MILLI)) : null;
    }

    @Override
    public void encodingFailed(WorkerHandle worker, PoolTask task, Throwable reason) {
        try (Step step = new Step()) {
            if (!worker.withdraw(task)) {
                return; // the pool or the worker has ended
            }
            if (!task.reported) {
                step.later(() -> task.job.failed(task, reason, null));
            }
            board.ended(task.inputs.length, true, task.job.calls() > 0);
            taskEnded(task);
        }
    }

    @Override
    public void dropped(PoolTask task) {
        taskEnded(task);
    }

    // ---- results, by the leader

    @Override
    public WorkerHandle[] workers() {
        return supervisor.workers();
    }

    @Override
    public boolean hasWork() {
        return queue.underWay() > 0 || supervisor.isChanging();
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
        try (Step _ = new Step(true)) {
            // its end does it
        }
    }

    @Override
    public void receive(WorkerHandle worker) throws InterruptedException {
        List<EncodedMessage> arrived = new ArrayList<>();
        try {
            worker.channel().receive(arrived, MOST_AT_ONCE);
        } catch (IOException e) {
            worker.channel().finish(); // the rest follows when the process has ended
        } finally {
            take(worker, arrived); // those before an error, too
        }
    }

    private void take(WorkerHandle worker, List<EncodedMessage> arrived) {
        if (arrived.isEmpty()) {
            return;
        }
        Throwable failedStart = worker.isReady() || arrived.getFirst().isInt() ? null : failure(arrived.removeFirst());
        try (Step step = new Step(true)) {
            if (failedStart != null) {
                worker.setStartFailure(failedStart);
            }
            long now = surroundings.nanoTime();
            for (EncodedMessage message : arrived) {
                if (message.isInt()) {
                    obey(worker, (Integer) message.value(), now);
                } else if (worker.isIdle()) { // the pool is at its end
                    message.discard();
                } else {
                    takeResult(step, worker, message, now);
                }
            }
        }
    }

    private static Throwable failure(EncodedMessage message) {
        try {
            return (Throwable) message.value();
        } catch (Throwable e) { // the user's class cannot be rebuilt here, and may throw anything
            return e;
        }
    }

    private void obey(WorkerHandle worker, Integer word, long now) {
        if (WorkerProtocol.READY.equals(word)) {
            board.addWorker(worker.claimsAddress());
            supervisor.becameReady(worker, now);
        } else if (WorkerProtocol.RETIRING.equals(word)) {
            worker.retire();
            supervisor.replace();
        } else {
            worker.announceFailure();
        }
    }

    private void takeResult(Step step, WorkerHandle worker, EncodedMessage message, long now) {
        boolean failed = worker.takeAnnouncement();
        PoolTask task = worker.finishFirst(now);
        if (failed) {
            worker.channel().sendAgain(task);
        }
        if (task.reported) {
            message.discard();
        } else {
            boolean quick = message.isPlain() || task.job.function.speed().decodesQuickly();
            if (quick) {
                step.later(() -> tell(worker, task, message));
            } else {
                leftToDo.incrementAndGet(); // until it is decoded, or given up
                decoding.add(task);
                step.later(() -> slowResults.add(() -> tellSlowly(worker, task, message)));
            }
        }
        worker.record(task, failed ? "failed" : "done");
        board.ended(task.inputs.length, failed, task.job.calls() > 0);
        taskEnded(task);
        retireIfWorn(worker);
    }

    private void tellSlowly(WorkerHandle worker, PoolTask task, EncodedMessage message) {
        attempt(() -> tell(worker, task, message));
        if (decoding.remove(task)) {
            countDone();
        }
    }

    /** Ends the calls whose results are being decoded, by code of users that may never return; without the lock. */
    private void giveUpSlowResults(CancellationException reason) {
        for (PoolTask task : decoding) {
            if (decoding.remove(task)) {
                attempt(() -> task.job.abandon(reason));
                countDone();
            }
        }
    }

    /** Decodes the outcome of a task and tells its job of it. */
    private void tell(WorkerHandle worker, PoolTask task, EncodedMessage message) {
        Object outcome;
        try {
            outcome = message.isPlain() ? message.value() : measuredValue(task, message);
        } catch (Throwable e) { // the user's class cannot be rebuilt here, and may throw anything
            task.job.failed(task, e, worker.describe());
            return;
        }
        if (outcome instanceof Throwable failure) { // a switch over types would be linked for some milliseconds
            task.job.failed(task, failure, worker.describe());
        } else if (outcome instanceof Object[] values) {
            task.job.succeeded(task, values);
        } else {
            task.job.succeeded(task, new Object[] {outcome});
        }
    }

    private Object measuredValue(PoolTask task, EncodedMessage message) {
        long begin = surroundings.nanoTime();
        try {
            return message.value();
        } finally {
            task.job.function.speed().decoded(surroundings.nanoTime() - begin);
        }
    }

    /** With the lock: lets a worker go that has run as many tasks as it may. */
    private void retireIfWorn(WorkerHandle worker) {
        if (worker.isWorn(settings.maxTasksPerChild())) {
            worker.retire();
            worker.close();
            supervisor.replace();
        }
    }

    // ---- supervisor that end

    @Override
    public boolean hasEnds() {
        return supervisor.hasEnds();
    }

    @Override
    public boolean handleEnds() throws InterruptedException {
        WorkerHandle worker = supervisor.firstEnd();
        if (worker == null) {
            return false;
        }
        while (!worker.channel().isFinished()) {
            receive(worker); // all that it had sent before its end
            if (!worker.channel().hasArrived()) {
                worker.channel().finish();
            }
        }
        end(worker);
        supervisor.endSeenTo();
        return true;
    }

    private String whenItEnded(WorkerHandle worker) {
        lock.lock();
        try {
            if (!worker.isReady()) {
                return "before it was ready for tasks";
            }
            return worker.hasClaimedSome() ? "while it ran the task" : "while it had no task";
        } finally {
            lock.unlock();
        }
    }

    private void end(WorkerHandle worker) {
        RuntimeException reason = worker.lost(whenItEnded(worker), failures);
        try (Step step = new Step(true)) {
            supervisor.remove(worker);
            Deque<PoolTask> back = new ArrayDeque<>();
            List<PoolTask> lost = new ArrayList<>();
            boolean ofStop = worker.tasks().stream().anyMatch(task -> task.reported && worker.hasClaimed(task));
            for (PoolTask task : worker.dropTasks()) {
                if (!worker.hasClaimed(task)) {
                    back.push(task);
                } else if (!task.reported && task.workersLost++ < task.job.limits.retries()) {
                    back.push(task);
                } else {
                    worker.record(task, task.reported ? "dropped" : "lost");
                    board.ended(task.inputs.length, true, task.job.calls() > 0);
                    if (!task.reported) {
                        lost.add(task);
                    }
                    taskEnded(task);
                }
            }
            dispatcher.giveBack(back);
            boolean wanted = runsTasks() && !ExitSequence.isEnding() && !worker.isClosed() && !worker.isRetiring();
            boolean broke = wanted && !goesOnWithout(step, worker, reason, settings.breaksOnDeath() && !ofStop);
            for (PoolTask task : lost) {
                step.later(() -> task.job.failed(task, broke ? broken : reason, null));
            }
            closeIfDone();
        }
        cleanUp(worker);
    }

    /** With the lock: has a worker that died replaced, or gives up and returns false. */
    private boolean goesOnWithout(Step step, WorkerHandle worker, RuntimeException reason, boolean breaks) {
        Throwable cause = worker.startFailure() != null ? worker.startFailure() : reason;
        String why = breaks
                ? "a worker died"
                : supervisor.replaceDead(worker, worker.process().exitCode());
        if (why != null) {
            giveUp(step, why, cause);
            return false;
        }
        if (worker.isReady()) {
            String code = SignalNames.describe(worker.process().exitCode());
            step.later(() -> LOG.warn("{} ended with exit code {} and is replaced", worker.describe(), code));
        } else {
            step.later(() -> LOG.warn("{} did not get ready and is replaced", worker.describe(), cause));
        }
        return true;
    }

    private static void cleanUp(WorkerHandle worker) {
        try {
            worker.cleanUp();
        } catch (IOException e) {
            LOG.warn("the error report of {} cannot be deleted", worker.name(), e);
        }
    }

    @Override
    public void fail(Throwable reason) {
        try (Step step = new Step()) {
            giveUp(step, "an error of the library", reason);
        }
    }

    /** With the lock: ends everything. */
    private void giveUp(Step step, String why, Throwable cause) {
        if (runsTasks()) {
            step.later(() -> LOG.error("{} gives up: {}", name(), why, cause));
        }
        List<PoolJob> all = breakDown(why, cause);
        supervisor.killAll();
        step.abandon(all, broken);
    }

    @Override
    List<PoolJob> dropAll() {
        List<PoolJob> all = super.dropAll();
        for (WorkerHandle worker : supervisor.workers()) {
            for (PoolTask task : worker.dropTasks()) {
                task.reported = true;
                if (task.timer != null) {
                    task.timer.cancel(false); // it holds the worker
                }
            }
        }
        board.cleared();
        return all;
    }

    // ---- what the supervisor asks

    @Override
    public boolean isInBusiness() {
        return runsTasks();
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
        try (Step _ = new Step()) {
            closeIfDone();
        }
        receiver.wake();
    }

    @Override
    public void cannotStart(String why, Throwable reason) {
        try (Step step = new Step()) {
            if (broken == null) {
                giveUp(step, why, reason);
            }
        }
    }

    @Override
    public void settled() {
        finishIfEmpty();
        receiver.wake();
    }

    @Override
    public void ended() {
        receiver.wake();
    }

    // ---- the end

    @Override
    public void close() {
        try (Step _ = new Step()) {
            if (state == State.RUNNING) {
                state = State.CLOSED;
            }
            closeIfDone();
        }
        receiver.wake();
        supervisor.left();
    }

    /** With the lock: lets the supervisor of a closed pool go when nothing is left to do. */
    private void closeIfDone() {
        if (state == State.CLOSED && jobs.isEmpty()) {
            supervisor.closeAll();
        }
    }

    /** Ends the pool when the last worker has ended; without the lock, after all that steps have left was done. */
    private void finishIfEmpty() {
        if (state == State.RUNNING) {
            return;
        }
        lock.lock();
        try {
            if (!supervisor.isGone() || leftToDo.get() > 0 || finishing) {
                return;
            }
            finishing = true;
            board.close();
        } finally {
            lock.unlock();
        }
        tellUnobserved(); // before anybody who joins goes on
        LIVE.remove(this);
        finished.countDown();
        background.shutdownNow();
        receiver.wake();
    }

    /** At the end of the program, which ends the supervisor: no call stays pending, and no new one is taken. */
    private void endWithProgram() {
        try (Step step = new Step()) {
            endsWithProgram = true;
            state = State.TERMINATED;
            step.abandon(dropAll(), new CancellationException("the program is ending"));
        }
        giveUpSlowResults(new CancellationException("the program is ending"));
        receiver.wake();
    }

    @Override
    public void terminate() {
        try (Step step = new Step()) {
            state = State.TERMINATED;
            step.abandon(dropAll(), new CancellationException("the pool was terminated"));
            supervisor.killAll();
        }
        giveUpSlowResults(new CancellationException("the pool was terminated"));
        receiver.wake();
        supervisor.left();
        boolean interrupted = false;
        try {
            if (!finished.await(TERMINATE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("{}: some killed supervisor have not ended after {} s", name(), TERMINATE_SECONDS);
            }
        } catch (InterruptedException e) {
            interrupted = true; // they are killed already
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean join(long nanos) throws InterruptedException {
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
    public void leadUntil(BooleanSupplier done) throws InterruptedException {
        receiver.leadUntil(done);
    }

    @Override
    public void runInBackground(Runnable work) {
        background.execute(work);
    }

    @Override
    public List<WorkerState> states() {
        lock.lock();
        try {
            return Arrays.stream(supervisor.workers()).map(WorkerHandle::state).toList();
        } finally {
            lock.unlock();
        }
    }
}
