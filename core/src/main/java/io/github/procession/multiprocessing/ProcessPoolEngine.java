package io.github.procession.multiprocessing;

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
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
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
final class ProcessPoolEngine extends PoolEngine
        implements ResultReceiver.Source, TaskWriter.ErrorHandler, WorkerSupervisor.Callbacks, TaskDispatcher.Listener {

    private static final Duration KILL_LATER = Duration.ofMillis(10);
    private static final int MOST_AT_ONCE = 256;
    private static final long TERMINATE_SECONDS = 5;
    private static final long IDLE_SECONDS = 2;

    /** Before the stage that ends this process's children. */
    private static final int EXIT_STAGE = 5;

    private static final Set<ProcessPoolEngine> LIVE = ConcurrentHashMap.newKeySet();
    private static boolean hooked; // guarded by the class

    private final WorkerSettings settings;

    /** Of the thread that made the pool; workers that come later have the classes that the first ones have. */
    private final ClassLoader contextLoader = Thread.currentThread().getContextClassLoader();

    private final ResultReceiver receiver;
    private final ThreadPoolExecutor background;
    private final TaskWriter writer;
    private final CountDownLatch finished = new CountDownLatch(1);
    private final WorkerSupervisor workers;
    private final TaskDispatcher dispatcher;
    private final SlowResults slowResults = new SlowResults(this::runInBackground);

    /** What the steps of the leader leave to be done without the lock. */
    private final Queue<Runnable> unfinished = new ConcurrentLinkedQueue<>();

    /** Results that have left their worker and not reached their job. */
    private final AtomicInteger untold = new AtomicInteger();

    /** Tasks of those results that code of users decodes in threads of its own, until their jobs are told. */
    private final Set<PoolTask> decoding = ConcurrentHashMap.newKeySet();

    // guarded by the lock
    private final PoolBoard board;
    private boolean endsWithProgram;
    private boolean finishing;

    ProcessPoolEngine(String name, WorkerSettings settings) {
        super(name);
        this.settings = settings;
        board = PoolBoard.create(name);
        receiver = new ResultReceiver(this, name + "-results");
        background = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), this::backgroundThread);
        writer = new TaskWriter(lock, background, this);
        workers = new WorkerSupervisor(name, settings, lock, this);
        dispatcher = new TaskDispatcher(settings, workers, queue, this);
    }

    private Thread backgroundThread(Runnable work) {
        Thread thread = new Thread(null, work, name() + "-background", 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(contextLoader);
        return thread;
    }

    /** Starts all workers, unless they are started on demand; if one cannot be started, none is left. */
    void start() {
        enlist();
        boolean started = false;
        try {
            workers.start();
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

        /** The thread in the lead looks at all lines before it does what its steps have left. */
        Step(boolean onDuty) {
            this.onDuty = onDuty;
            lock.lock();
        }

        void later(Runnable action) {
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
                    toWrite.forEach(line -> unfinished.add(writing(line)));
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

    private void run(Runnable action) {
        try {
            action.run();
        } catch (Throwable e) { // a job tells users in such a way that nothing comes back
            LOG.error("{}: an error of the library", name(), e);
        }
    }

    /** With the lock. Encoding runs code of users: where that takes its time it must not keep results waiting. */
    private Runnable writing(WorkerHandle line) {
        return line.encodesSlowly() ? () -> background.execute(() -> writer.write(line)) : () -> writer.write(line);
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
    int size() {
        return settings.processes();
    }

    @Override
    void submit(PoolJob job, Object pool, boolean helping) {
        ClassVersions.publish();
        if (settings.startOnDemand()) {
            StaticInitializers.requireMayStart(ThisProcess.here().startedIn());
        }
        try (Step _ = new Step()) {
            accept(job, pool);
            board.added(job.calls());
            workers.grow();
        }
        if (!helping || Thread.currentThread().isVirtual()) {
            receiver.needThread();
        }
    }

    @Override
    void requireRunning() {
        if (endsWithProgram) {
            throw new IllegalStateException("the pool takes no more tasks: the program is ending");
        }
        super.requireRunning();
    }

    @Override
    void resume(PoolJob job, boolean helping) {
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
    boolean hasBegun(PoolJob job) {
        lock.lock();
        try {
            for (WorkerHandle line : workers.lines()) {
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
        try (Step _ = new Step()) {
            if (!jobs.contains(job)) {
                return false;
            }
            for (WorkerHandle line : workers.lines()) {
                if (line.inFlight.stream().anyMatch(task -> task.job == job)) {
                    dispatcher.takeBack(line);
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
        return Arrays.stream(workers.lines())
                .flatMap(line -> line.inFlight.stream())
                .anyMatch(task -> task.job == job);
    }

    private void stopRunning(PoolJob job, boolean mayInterrupt) {
        for (WorkerHandle line : workers.lines()) {
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
    private void stop(WorkerHandle line, PoolTask task) {
        line.stopping = task;
        line.interrupt(task);
        setTimer(task, task.job.options.grace(), () -> killFor(line, task));
    }

    /** Kills a worker for a task that has not ended, unless that would hit another task. */
    private void killFor(WorkerHandle line, PoolTask task) {
        try (Step _ = new Step()) {
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
            }
        }
    }

    private static void setTimer(PoolTask task, Duration delay, Runnable action) {
        if (task.timer != null) {
            task.timer.cancel(false);
        }
        task.timer = PoolTimer.after(delay, action);
    }

    @Override
    void jobEnded(PoolJob job) {
        if (!job.function.isLasting()) {
            for (WorkerHandle line : workers.lines()) {
                line.forget(job.function);
            }
        }
        if (jobs.isEmpty()) {
            board.cleared();
        }
        closeIfDone();
    }

    // ---- handing out

    @Override
    public void handedOut(WorkerHandle line, PoolTask task) {
        if (task.job.options.timeout() != null) {
            task.timer = PoolTimer.after(task.job.options.timeout(), () -> timeOut(line, task));
        }
    }

    private void timeOut(WorkerHandle line, PoolTask task) {
        try (Step step = new Step()) {
            if (task.reported || !line.inFlight.contains(task)) {
                return;
            }
            task.reported = true;
            stop(line, task);
            Duration limit = task.job.options.timeout();
            step.later(() -> task.job.failed(task, new TaskTimeoutException(limit), line.describe()));
        }
    }

    @Override
    public void encodingFailed(WorkerHandle line, PoolTask task, Throwable reason) {
        try (Step step = new Step()) {
            if (!line.inFlight.remove(task)) {
                return; // the pool or the worker has ended
            }
            line.assigned--;
            if (line.inFlight.isEmpty()) {
                line.exclusive = false;
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
    public WorkerHandle[] lines() {
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
        try (Step _ = new Step(true)) {
            // its end does it
        }
    }

    @Override
    public void receive(WorkerHandle line) throws InterruptedException {
        List<EncodedMessage> arrived = new ArrayList<>();
        try {
            line.receive(arrived, MOST_AT_ONCE);
        } catch (IOException e) {
            line.finished = true; // the rest follows when the process has ended
        } finally {
            take(line, arrived); // those before an error, too
        }
    }

    private void take(WorkerHandle line, List<EncodedMessage> arrived) {
        if (arrived.isEmpty()) {
            return;
        }
        Throwable failedStart = line.ready || arrived.getFirst().isInt() ? null : failure(arrived.removeFirst());
        try (Step step = new Step(true)) {
            if (failedStart != null) {
                line.initializerFailure = failedStart;
            }
            long now = System.nanoTime();
            for (EncodedMessage message : arrived) {
                if (message.isInt()) {
                    obey(line, (Integer) message.value(), now);
                } else if (line.inFlight.isEmpty()) { // the pool is at its end
                    message.discard();
                } else {
                    takeResult(step, line, message, now);
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

    private void obey(WorkerHandle line, Integer word, long now) {
        if (WorkerProtocol.READY.equals(word)) {
            board.addWorker(line.claims());
            workers.becameReady(line, now);
        } else if (WorkerProtocol.RETIRING.equals(word)) {
            line.retiring = true;
            workers.replace();
        } else {
            line.nextIsFailure = true;
        }
    }

    private void takeResult(Step step, WorkerHandle line, EncodedMessage message, long now) {
        boolean failed = line.nextIsFailure;
        line.nextIsFailure = false;
        PoolTask task = line.finishFirst(now);
        if (failed) {
            line.sendAgain(task);
        }
        if (task.reported) {
            message.discard();
        } else {
            untold.incrementAndGet();
            boolean quick = message.isPlain() || task.job.function.speed().decodesQuickly();
            if (!quick) {
                decoding.add(task);
            }
            Runnable telling = () -> tell(line, task, message, !quick);
            step.later(quick ? telling : () -> slowResults.add(() -> run(telling)));
        }
        line.record(task, failed ? "failed" : "done");
        board.ended(task.inputs.length, failed, task.job.calls() > 0);
        taskEnded(task);
        retireIfWorn(line);
    }

    /** Decodes the outcome of a task and tells its job of it. */
    private void tell(WorkerHandle line, PoolTask task, EncodedMessage message, boolean slow) {
        try {
            Object outcome;
            try {
                outcome = message.isPlain() ? message.value() : measuredValue(task, message);
            } catch (Throwable e) { // the user's class cannot be rebuilt here, and may throw anything
                task.job.failed(task, e, line.describe());
                return;
            }
            if (outcome instanceof Throwable failure) { // a switch over types would be linked for some milliseconds
                task.job.failed(task, failure, line.describe());
            } else if (outcome instanceof Object[] values) {
                task.job.succeeded(task, values);
            } else {
                task.job.succeeded(task, new Object[] {outcome});
            }
        } finally {
            if (!slow || decoding.remove(task)) {
                countTold();
            }
        }
    }

    private void countTold() {
        if (untold.decrementAndGet() == 0) {
            finishIfEmpty();
        }
    }

    /** Ends the calls whose results are being decoded, by code of users that may never return; without the lock. */
    private void giveUpSlowResults(CancellationException reason) {
        for (PoolTask task : decoding) {
            if (decoding.remove(task)) {
                run(() -> task.job.abandon(reason));
                countTold();
            }
        }
    }

    private static Object measuredValue(PoolTask task, EncodedMessage message) {
        long begin = System.nanoTime();
        try {
            return message.value();
        } finally {
            task.job.function.speed().decoded(System.nanoTime() - begin);
        }
    }

    /** With the lock: lets a worker go that has run as many tasks as it may. */
    private void retireIfWorn(WorkerHandle line) {
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
        WorkerHandle line = workers.firstEnd();
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

    private String whenItEnded(WorkerHandle line) {
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

    private void end(WorkerHandle line) {
        WorkerLostException reason = line.lost(whenItEnded(line));
        try (Step step = new Step(true)) {
            workers.remove(line);
            Deque<PoolTask> back = new ArrayDeque<>();
            List<PoolTask> lost = new ArrayList<>();
            boolean ofStop = line.inFlight.stream().anyMatch(task -> task.reported && line.hasClaimed(task));
            for (PoolTask task : line.inFlight) {
                if (!line.hasClaimed(task)) {
                    back.push(task);
                } else if (!task.reported && task.workersLost++ < task.job.options.retries()) {
                    back.push(task);
                } else {
                    line.record(task, task.reported ? "dropped" : "lost");
                    board.ended(task.inputs.length, true, task.job.calls() > 0);
                    if (!task.reported) {
                        lost.add(task);
                    }
                    taskEnded(task);
                }
            }
            line.inFlight.clear();
            line.outbox.clear();
            dispatcher.giveBack(back);
            boolean wanted = runsTasks() && !ExitSequence.isEnding() && !line.closed && !line.retiring;
            boolean broke = wanted && !goesOnWithout(step, line, reason, settings.breaksOnDeath() && !ofStop);
            for (PoolTask task : lost) {
                step.later(() -> task.job.failed(task, broke ? broken : reason, null));
            }
            closeIfDone();
        }
        line.close();
        line.startTimer.cancel(false);
        line.recordEnd(reason.exitCode());
        deleteErrorReport(line);
    }

    /** With the lock: has a worker that died replaced, or gives up and returns false. */
    private boolean goesOnWithout(Step step, WorkerHandle line, WorkerLostException reason, boolean breaks) {
        Throwable cause = line.initializerFailure != null ? line.initializerFailure : reason;
        String why = breaks ? "a worker died" : workers.replaceDead(line, reason.exitCode());
        if (why != null) {
            giveUp(step, why, cause);
            return false;
        }
        if (line.ready) {
            String code = SignalNames.describe(reason.exitCode());
            step.later(() -> LOG.warn("{} ended with exit code {} and is replaced", line.describe(), code));
        } else {
            step.later(() -> LOG.warn("{} did not get ready and is replaced", line.describe(), cause));
        }
        return true;
    }

    private static void deleteErrorReport(WorkerHandle line) {
        try {
            line.deleteErrorReport();
        } catch (IOException e) {
            LOG.warn("the error report of {} cannot be deleted", line.name(), e);
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
        workers.killAll();
        step.abandon(all, broken);
    }

    @Override
    List<PoolJob> dropAll() {
        List<PoolJob> all = super.dropAll();
        for (WorkerHandle line : workers.lines()) {
            for (PoolTask task : line.inFlight) {
                task.reported = true;
                if (task.timer != null) {
                    task.timer.cancel(false); // it holds the line
                }
            }
            line.inFlight.clear();
            line.outbox.clear();
        }
        board.cleared();
        return all;
    }

    // ---- what the workforce asks

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
    void close() {
        try (Step _ = new Step()) {
            if (state == State.RUNNING) {
                state = State.CLOSED;
            }
            closeIfDone();
        }
        receiver.wake();
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
        if (state == State.RUNNING) {
            return;
        }
        lock.lock();
        try {
            if (!workers.isGone() || untold.get() > 0 || finishing) {
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

    /** At the end of the program, which ends the workers: no call stays pending, and no new one is taken. */
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
    void terminate() {
        try (Step step = new Step()) {
            state = State.TERMINATED;
            step.abandon(dropAll(), new CancellationException("the pool was terminated"));
            workers.killAll();
        }
        giveUpSlowResults(new CancellationException("the pool was terminated"));
        receiver.wake();
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
    void leadUntil(BooleanSupplier done) throws InterruptedException {
        receiver.leadUntil(done);
    }

    @Override
    public void runInBackground(Runnable work) {
        background.execute(work);
    }

    @Override
    List<WorkerStatistics> statistics() {
        lock.lock();
        try {
            return Arrays.stream(workers.lines()).map(WorkerHandle::statistics).toList();
        } finally {
            lock.unlock();
        }
    }
}
