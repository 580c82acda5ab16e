package io.github.procession.internal.pool;

import io.github.procession.internal.DaemonThreads;
import io.github.procession.internal.SignalNames;
import io.github.procession.ipc.memory.EndOfProgram;
import io.github.procession.ipc.memory.ExitSequence;
import io.github.procession.ipc.memory.PoolBoard;
import io.github.procession.ipc.system.ServiceLoop;
import io.github.procession.ipc.transport.EncodedMessage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Engine of a pool whose workers are processes.
 *
 * <p>Each task goes to one worker over that worker's own link. Short tasks are sent ahead, so that a worker need not wait
 * for the next one; what a worker has not begun can be taken back, for another that has nothing to do, or because the
 * worker died. A worker that dies loses the one task that it had claimed.
 */
// Longer than most: all that can happen to a task under the one lock is told here.
public final class ProcessPoolEngine extends PoolEngine
        implements ResultReceiver.Callbacks, TaskWriter.ErrorHandler, WorkerSupervisor.Callbacks {
    /*
     * One lock guards the state. What may take its time or runs code of users follows without it: encoding and decoding,
     * callbacks, the log.
     *
     * A step:   lock -> change -> hand out -> unlock -> write -> report
     *
     *   change    Each event is one step: a call, a message, an end, a timer. It changes the state and collects what must
     *             follow (later).
     *   hand out  The end of every step gives queued tasks to workers that have room. So no event has to remember it.
     *   write     A worker's outbox has one writer at a time: the thread whose step has found it unwritten.
     *   report    Jobs learn of their results. `leftToDo` counts what was collected and not done; before it is 0 the pool
     *             does not end, so no result gets lost between a step and its job.
     *
     *   The leader leaves writing and reporting to finishStep(): it first reads what all workers have sent.
     *
     * A task:   queued -> assigned -> being written -> sent -> claimed -> over
     *
     *   queued    to assigned, and back: with the lock.
     *   written   by the one writer: encoded, then numbered with the channel's monitor, then sent. Its number is what decides
     *             later whether it was claimed.
     *   claimed   by compare-and-set on the claims word, which the worker moves forward by one and the pool past all that
     *             was sent. So a task is either run or taken back.
     *   reported  is set with the lock, and the step that sets it reports the task to its job: result, failure, time-out or loss.
     *             What arrives for a reported task is dropped.
     *
     * A worker: starting -> ready -> retiring or closed -> ended          (ended follows from each of them)
     *
     * If a worker dies, the leader first reads its link to the end, then looks at the claims word, which no process moves
     * any more. The worker dies
     *
     *   before it is ready              its only task is not claimed: back into the queue. The supervisor counts the failure.
     *   before it claims a task         its record lies in a ring without a reader: back into the queue, in the old order.
     *   while a task is being written   the task has no number yet and goes back. The writer then gets no number for it, since
     *                                   the channel has ended, or its bytes go into a link that is closed.
     *   after the claim                 the task is lost: it fails, or is queued again if its job has retries left.
     *   while it sends the result       the link ends with an incomplete message, which counts for nothing: lost, too.
     *   after the result was sent       the result was read before the claims: it counts, and nothing is lost.
     *
     * If this process dies, the links end, and with them the workers. If a thread of it meets an error inside a step, the
     * leader gives the pool up (fail), so that no caller waits for ever.
     */
    private static final int MOST_AT_ONCE = 256;
    private static final long TERMINATE_SECONDS = 5;

    /** Limit for rebuilding what an initializer threw, which runs code of users. */
    private static final Duration REBUILD_LIMIT = Duration.ofSeconds(5);

    /** Before the stage that ends this process's children. */
    private static final int EXIT_STAGE = 5;

    private static final PoolJob[] NO_JOBS = {};
    private static final String NO_START = "no pool can be started";

    private static final Set<ProcessPoolEngine> LIVE = ConcurrentHashMap.newKeySet();
    private static boolean hooked; // guarded by the class

    private final WorkerSettings settings;
    private final WorkerLauncher launcher;

    /** Context class loader of the thread that made the pool: later workers get the classes that the first ones have. */
    private final ClassLoader contextLoader = Thread.currentThread().getContextClassLoader();

    private final ResultReceiver receiver;
    private final ExecutorService background;
    private final TaskWriter writer;
    private final CountDownLatch finished = new CountDownLatch(1);
    private final WorkerSupervisor supervisor;
    private final TaskStopper stopper;
    private final TaskDispatcher dispatcher;
    private final Surroundings surroundings;
    private final SlowResults slowResults;

    /** Actions that steps of the leader have collected, to be done without the lock. */
    private final Queue<Runnable> unfinished = new ConcurrentLinkedQueue<>();

    /** Number of actions that steps have collected and that are not done; {@link #finishIfEmpty} says who counts. */
    private final AtomicInteger leftToDo = new AtomicInteger();

    /** Tasks whose results are decoded by code of users, and not reported yet. Guarded by itself: a concurrent set may take memory to remove. */
    private final Set<PoolTask> decoding = new HashSet<>();

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
     * @throws IllegalStateException in a shutdown hook
     */
    public ProcessPoolEngine(String name, WorkerSettings settings, WorkerLauncher launcher, PoolFailures failures) {
        ExitSequence.requireNotShuttingDown(NO_START);
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
        background = surroundings.background(this::backgroundThread);
        slowResults = new SlowResults(background, surroundings);
        writer = new TaskWriter(lock, background, surroundings, this);
        supervisor = new WorkerSupervisor(this, settings, launcher, surroundings, this);
        stopper = new TaskStopper(this, surroundings);
        dispatcher = new TaskDispatcher(this, settings, supervisor, stopper, surroundings);
        receiver = new ResultReceiver(this, supervisor, dispatcher, name + "-results", board.address(), surroundings);
    }

    private Thread backgroundThread(Runnable work) {
        return DaemonThreads.create(name() + "-background", contextLoader, work);
    }

    /** Starts all workers, unless they are started on demand; if one cannot be started, none is left. */
    public void start() {
        enlist();
        enlistForTheEnd();
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

    /** Adds the engine to those whose calls are cancelled when this process ends. */
    private void enlistForTheEnd() {
        synchronized (ProcessPoolEngine.class) {
            if (!hooked) {
                ExitSequence.add(EXIT_STAGE, ProcessPoolEngine::endAllWithProgram);
                hooked = true;
            }
        }
        LIVE.add(this);
        if (ExitSequence.isEnding()) {
            LIVE.remove(this);
            throw EndOfProgram.refuse(NO_START);
        }
    }

    // ---- steps

    /**
     * A change of the state, with the lock from its beginning; its end hands out tasks. What may run code of users is
     * left for {@link #later}: it follows when the lock is free, and what one action throws does not stop the next.
     */
    final class Step implements AutoCloseable {
        private final boolean leads;
        private final List<Runnable> later = new ArrayList<>();

        /** Jobs for which there was no memory in {@link #later}, from one on; or null. */
        private @Nullable List<PoolJob> orphans;

        private int firstOrphan;
        private @Nullable RuntimeException whyOrphans;

        Step() {
            this(false);
        }

        /** A step of the leader, or of another thread: the leader leaves what follows to {@link #finishStep}. */
        Step(boolean leads) {
            this.leads = leads;
            lock.lock();
        }

        void later(Runnable action) {
            later.add(() -> ProcessPoolEngine.this.run(action)); // first, as there may be no memory for it
            leftToDo.incrementAndGet();
        }

        /** As {@link #later}, for what counts itself as done and does not throw. */
        void laterUncounted(Runnable action) {
            later.add(action);
        }

        /** Has jobs told that are in no other hands any more. */
        void abandon(List<PoolJob> all, RuntimeException reason) {
            int count = 0;
            try {
                for (; count < all.size(); count++) {
                    PoolJob job = all.get(count);
                    later(() -> job.abandon(reason));
                }
            } catch (OutOfMemoryError _) {
                leftToDo.incrementAndGet();
                orphans = all;
                firstOrphan = count;
                whyOrphans = reason;
            }
        }

        private void abandonOrphans() {
            for (int i = firstOrphan; i < orphans.size(); i++) {
                abandonAtOnce(orphans.get(i), whyOrphans);
            }
            countDone();
        }

        @Override
        public void close() {
            List<WorkerHandle> toWrite = List.of();
            try {
                toWrite = runsTasks() && !stopped ? dispatcher.dispatch() : toWrite;
                if (leads) {
                    for (WorkerHandle worker : toWrite) {
                        unfinished.add(writing(worker));
                    }
                }
            } catch (OutOfMemoryError e) {
                if (leads) {
                    throw e; // a worker may have no writer: the pool gives up
                }
                receiver.handOutLater();
            } finally {
                lock.unlock();
                if (orphans != null) {
                    abandonOrphans();
                }
                if (!leads || !isLeft()) {
                    try {
                        writeAll(toWrite);
                    } finally {
                        runAll(later);
                    }
                    finishIfEmpty();
                }
            }
        }

        private static void runAll(List<Runnable> actions) {
            for (int i = 0; i < actions.size(); i++) { // an iterator takes memory
                actions.get(i).run();
            }
        }

        private void writeAll(List<WorkerHandle> workers) {
            for (int i = 0; !leads && i < workers.size(); i++) {
                writer.write(workers.get(i));
            }
        }

        /** Leaves what follows to {@link #finishStep}: all of it, or nothing where there is no memory for that. */
        private boolean isLeft() {
            try {
                unfinished.addAll(later);
                return true;
            } catch (OutOfMemoryError _) {
                return later.isEmpty();
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
            logError(e);
        }
    }

    private void logError(Throwable error) {
        try {
            LOG.error("{}: an error of the library", name(), error);
        } catch (RuntimeException | Error _) {
            // the log is short of memory, too, and what follows must be done
        }
    }

    private void countDone() {
        if (leftToDo.decrementAndGet() == 0) {
            finishIfEmpty();
        }
    }

    /** With the lock. Encoding runs code of users: where that takes its time it must not keep results waiting. */
    private Runnable writing(WorkerHandle worker) {
        return worker.encodesSlowly() || worker.hasToWrite(this::mayKeepTheLeader)
                ? () -> writeInBackground(worker)
                : () -> writer.write(worker);
    }

    /** Whether a task's inputs may run code of their classes that the caller in the lead has nothing to do with. */
    private boolean mayKeepTheLeader(PoolTask task) {
        return !receiver.maySpendTimeOn(task.job) && !task.isPlain();
    }

    private void writeInBackground(WorkerHandle worker) {
        try {
            background.execute(() -> writer.write(worker));
        } catch (RuntimeException | Error e) { // the pool has ended, or the system has no thread
            writer.write(worker);
        }
    }

    @Override
    public void finishStep() {
        for (Runnable action = unfinished.poll(); action != null; action = unfinished.poll()) {
            if (!receiver.perform(action)) {
                return; // the thread that leads now does the rest
            }
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
            job.onBoard = job.calls();
            board.added(job.onBoard);
            supervisor.grow();
        }
        if (!helping || Thread.currentThread().isVirtual()) {
            receiver.needThread();
        }
    }

    @Override
    public void requireRunning() {
        if (endsWithProgram) {
            throw EndOfProgram.refuse("the pool takes no more tasks");
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
                    if (task.job == job && !task.isReported() && worker.hasClaimed(task)) {
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
                stopCancelled(job, mayInterrupt);
            }
        }
        return job.cancelled;
    }

    /** Does not throw: it is the caller of {@link #cancel} who ends a cancelled job. */
    private void stopCancelled(PoolJob job, boolean mayInterrupt) {
        try {
            queue.remove(job);
            stopRunning(job, mayInterrupt);
            endIfDone(job);
        } catch (OutOfMemoryError e) {
            failed(e);
        }
    }

    private boolean runs(PoolJob job) {
        return Arrays.stream(supervisor.workers()).anyMatch(worker -> worker.hasTaskOf(job));
    }

    private void stopRunning(PoolJob job, boolean mayInterrupt) {
        for (WorkerHandle worker : supervisor.workers()) {
            for (PoolTask task : worker.tasks()) {
                if (task.job == job) {
                    task.report();
                    if (mayInterrupt) {
                        stopper.stop(worker, task);
                    }
                }
            }
        }
    }

    @Override
    void jobEnded(PoolJob job) {
        board.added(-job.onBoard);
        if (!job.function.isLasting()) {
            for (WorkerHandle worker : supervisor.workers()) {
                worker.channel().forget(job.function);
            }
        }
        closeIfDone();
    }

    /** With the lock: takes back what a worker has not begun. */
    void takeBack(WorkerHandle worker) {
        dispatcher.takeBack(worker);
    }

    // ---- writing

    @Override
    public void encodingFailed(WorkerHandle worker, PoolTask task, Throwable reason) {
        try (Step step = new Step()) {
            if (!worker.withdraw(task)) {
                return; // the pool or the worker has ended
            }
            if (!task.isReported()) {
                step.later(() -> task.job.failed(task, reason, null));
            }
            count(task, true);
            taskEnded(task);
        } catch (OutOfMemoryError e) { // nobody else has the task any more
            failed(e);
        }
    }

    // ---- results, by the leader

    WorkerHandle[] workers() {
        return supervisor.workers();
    }

    boolean hasWork() {
        return dispatcher.hasWork();
    }

    ResultReceiver receiver() {
        return receiver;
    }

    @Override
    public boolean isFinished() {
        return finished.getCount() == 0;
    }

    @Override
    public void rebalance() {
        try (Step _ = new Step(true)) {
            // its end does it
        }
    }

    @Override
    public void receive(WorkerHandle worker) throws InterruptedException {
        try {
            receiveAll(worker);
        } catch (RuntimeException | Error e) {
            worker.channel().endReading(); // what comes next would be taken for the result of another task
            throw e;
        }
    }

    private void receiveAll(WorkerHandle worker) throws InterruptedException {
        List<EncodedMessage> arrived = new ArrayList<>();
        try {
            worker.channel().receive(arrived, MOST_AT_ONCE);
        } catch (IOException e) {
            worker.channel().endReading(); // the rest follows when the process has ended
        } finally {
            take(worker, arrived); // those before an error, too
        }
    }

    private void take(WorkerHandle worker, List<EncodedMessage> arrived) {
        if (arrived.isEmpty()) {
            return;
        }
        try (Step step = new Step(true)) {
            if (!worker.isReady() && !arrived.getFirst().isInt()) {
                takeStartFailure(step, worker, arrived.removeFirst());
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

    /** Takes what a worker's initializer threw. The end of the worker, which follows, waits until that is rebuilt. */
    private void takeStartFailure(Step step, WorkerHandle worker, EncodedMessage message) {
        if (!runsTasks()) {
            message.discard();
            return;
        }
        worker.awaitFailure();
        step.laterUncounted(() -> {
            slowResults.add(() -> startFailed(worker, Reason.of(failure(message))));
            limitRebuilding(worker);
        });
    }

    private static Throwable failure(EncodedMessage message) {
        try {
            return (Throwable) message.value();
        } catch (Throwable e) { // the user's class cannot be rebuilt here, and may throw anything
            return e;
        }
    }

    private void limitRebuilding(WorkerHandle worker) {
        Reason late = Reason.of(
                new TimeoutException("what its initializer threw cannot be rebuilt here within " + REBUILD_LIMIT));
        try {
            Future<?> timer = surroundings.after(REBUILD_LIMIT, () -> startFailed(worker, late));
            lock.lock();
            try {
                worker.setFailureTimer(timer);
            } finally {
                lock.unlock();
            }
        } catch (RuntimeException | Error e) { // the library has ended, or the system has no thread
            startFailed(worker, late);
        }
    }

    /** The reason why a worker did not get ready is known, or is not waited for any longer; the first one counts. */
    private void startFailed(WorkerHandle worker, Reason reason) {
        boolean hasEnded;
        lock.lock();
        try {
            hasEnded = worker.endsWith(reason);
        } finally {
            lock.unlock();
        }
        if (hasEnded) {
            worker.tellEnd();
            receiver.wake();
        }
    }

    /** Whether the end of a worker is handled later, when it is known why it did not get ready. */
    private boolean postponesEnd(WorkerHandle worker) {
        lock.lock();
        try {
            return worker.postponesEnd();
        } finally {
            lock.unlock();
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
        if (task.isReported()) {
            message.discard();
        } else {
            if (message.isPlain()) {
                step.later(() -> tell(worker, task, message));
            } else {
                Runnable telling = () -> tellDecoded(worker, task, message);
                boolean here = task.job.function.speed().decodesQuickly() && receiver.maySpendTimeOn(task.job);
                Runnable action = here ? telling : () -> slowResults.add(telling);
                synchronized (decoding) {
                    decoding.add(task);
                }
                boolean left = false;
                try {
                    step.laterUncounted(action);
                    left = true;
                } finally {
                    if (!left) { // there is no memory for it
                        endDecoding(task);
                    }
                }
                leftToDo.incrementAndGet(); // until it is decoded, or given up
            }
        }
        worker.record(task, failed ? "failed" : "done");
        count(task, failed);
        taskEnded(task);
        retireIfWorn(worker);
    }

    /** With the lock: a task has ended, for tools. */
    private void count(PoolTask task, boolean failed) {
        boolean remained = task.job.onBoard > 0;
        board.ended(task.calls(), failed, remained);
        if (remained) {
            task.job.onBoard -= task.calls();
        }
    }

    private void tellDecoded(WorkerHandle worker, PoolTask task, EncodedMessage message) {
        try { // without a lambda, for which there may be no memory
            tell(worker, task, message);
        } catch (Throwable e) { // as in attempt
            logError(e);
        }
        if (endDecoding(task)) {
            countDone();
        }
    }

    /** Makes the calling thread the one that counts a result as told; false if another is. */
    private boolean endDecoding(PoolTask task) {
        synchronized (decoding) {
            return decoding.remove(task);
        }
    }

    /** Ends what waits for objects that are being decoded, by code of users that may never return; without the lock. */
    private void giveUpDecoding(CancellationException reason) {
        giveUpFailures(Reason.of(reason));
        PoolTask[] all;
        synchronized (decoding) {
            all = decoding.toArray(PoolTask[]::new);
        }
        for (PoolTask task : all) {
            if (endDecoding(task)) {
                abandonAtOnce(task.job, reason);
                countDone();
            }
        }
    }

    private void giveUpFailures(Reason reason) {
        for (WorkerHandle worker : supervisor.workers()) {
            startFailed(worker, reason);
        }
    }

    /** Decodes the outcome of a task and tells its job of it, also if there is no memory to decode it. */
    private void tell(WorkerHandle worker, PoolTask task, EncodedMessage message) {
        Object[] values = null;
        Throwable failure = null;
        try {
            Object outcome = message.isPlain() ? message.value() : measuredValue(task, message);
            if (outcome instanceof Throwable thrown) { // a switch over types would be linked for some milliseconds
                failure = thrown;
            } else {
                values = outcome instanceof Object[] several ? several : new Object[] {outcome};
            }
        } catch (Throwable e) { // the user's class cannot be rebuilt here, and may throw anything
            failure = e;
        }
        if (failure == null) {
            task.job.succeeded(task, values);
        } else {
            task.job.failed(task, failure, placeOf(worker));
        }
    }

    private static @Nullable String placeOf(WorkerHandle worker) {
        try {
            return worker.describe();
        } catch (RuntimeException | Error _) { // of any kind: without memory no class can be loaded either
            return null;
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

    // ---- workers that end

    boolean hasEnds() {
        return supervisor.hasEnds();
    }

    @Override
    public boolean handleEnds() throws InterruptedException {
        WorkerHandle worker = supervisor.firstEnd();
        if (worker == null) {
            return false;
        }
        while (!worker.channel().isReadToEnd()) {
            receive(worker); // all that it had sent before its end
            if (!worker.channel().hasArrived()) {
                worker.channel().endReading();
            }
        }
        if (!postponesEnd(worker)) {
            end(worker);
        }
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
            List<PoolTask> back = new ArrayList<>();
            List<PoolTask> lost = new ArrayList<>();
            boolean ofStop = worker.tasks().stream().anyMatch(task -> task.isReported() && worker.hasClaimed(task));
            for (PoolTask task; (task = worker.dropFirst()) != null; ) {
                if (!stopped && (!worker.hasClaimed(task) || task.survivesWorker())) {
                    back.add(task);
                } else {
                    worker.record(task, task.isReported() ? "dropped" : "lost");
                    count(task, true);
                    if (!task.isReported()) {
                        lost.add(task);
                    }
                    taskEnded(task);
                }
            }
            dispatcher.giveBack(back);
            boolean ends = ExitSequence.isEnding() || ExitSequence.isShuttingDown();
            boolean wanted = runsTasks() && !ends && !worker.isClosed() && !worker.isRetiring();
            boolean broke = wanted && !goesOnWithout(step, worker, reason, settings.breaksOnDeath() && !ofStop);
            for (PoolTask task : lost) {
                step.later(() -> task.job.failed(task, broke ? broken : reason, null));
            }
            abandonIfStopped(step);
            closeIfDone();
        } finally {
            if (worker.hasEnded()) {
                cleanUp(worker);
            }
        }
    }

    /** With the lock: has a worker that died replaced, or gives up and returns false. */
    private boolean goesOnWithout(Step step, WorkerHandle worker, RuntimeException reason, boolean breaks) {
        Reason cause = worker.startFailure() != null ? worker.startFailure() : Reason.of(reason);
        if (stopped && !breaks) {
            return true;
        }
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
            step.laterUncounted(
                    () -> LOG.warn("{} did not get ready and is replaced", worker.describe(), cause.cause()));
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
        PoolJob[] before = NO_JOBS;
        try {
            before = allJobs(); // before any of them is dropped
            Reason cause = Reason.of(reason);
            try (Step step = new Step()) {
                giveUp(step, "an error of the library", cause);
            }
        } catch (RuntimeException | Error e) { // no caller may wait for ever because the pool cannot even give up
            abandonWithWhatIsLoaded(before, e);
            abandonWithWhatIsLoaded(allJobs(), e); // those that came meanwhile
            end();
        }
    }

    private PoolJob[] allJobs() {
        lock.lock();
        try {
            return jobs.toArray(NO_JOBS);
        } finally {
            lock.unlock();
        }
    }

    /** Ends calls where no class can be loaded any more, as when a build has overwritten the jars of the class path. */
    private void abandonWithWhatIsLoaded(PoolJob[] all, Throwable reason) {
        RuntimeException last = null;
        while (last == null) { // who has these jobs in hand must not let them go
            try {
                last = failures.broken(name().concat(" gives up"), reason);
            } catch (OutOfMemoryError _) {
                ServiceLoop.pause();
            }
        }
        lock.lock();
        try {
            if (broken == null) {
                broken = last;
            }
            last = broken;
        } finally {
            lock.unlock();
        }
        for (PoolJob job : all) {
            abandonAtOnce(job, last);
        }
    }

    private static void abandonAtOnce(PoolJob job, RuntimeException reason) {
        try {
            job.abandon(reason);
        } catch (RuntimeException | Error _) {
            // its end is set before anything else
        }
    }

    /** Ends the pool where nobody will find that its workers have ended. */
    private void end() {
        try {
            while (!isLeftByAll()) {
                ServiceLoop.pause();
            }
            LIVE.remove(this);
        } finally {
            for (Runnable action = unfinished.poll(); action != null; action = unfinished.poll()) {
                attempt(action); // what a step has left that failed: some of it tells jobs that nobody else knows
            }
            finished.countDown();
        }
    }

    /** Drops jobs, workers and board; false if there was no memory for that. */
    private boolean isLeftByAll() {
        lock.lock();
        try {
            forgetJobs(); // all of them have been told, and no other comes
            supervisor.killAll();
            finishing = true;
            board.close();
            return true;
        } catch (OutOfMemoryError _) {
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** With the lock: ends everything. */
    private void giveUp(Step step, String why, Reason reason) {
        boolean isNews = runsTasks();
        step.abandon(breakDown(why, reason), broken);
        supervisor.killAll();
        step.laterUncounted(() -> giveUpFailures(reason));
        if (isNews) { // last, as printing the user's exception may never return
            step.laterUncounted(() -> LOG.error("{} gives up: {}", name(), why, reason.cause()));
        }
    }

    @Override
    List<PoolJob> dropAll() {
        for (WorkerHandle worker : supervisor.workers()) {
            for (PoolTask task; (task = worker.dropFirst()) != null; ) {
                task.report();
                task.cancelTimer();
            }
        }
        board.cleared();
        return super.dropAll(); // last: who gets the jobs is the only one who knows them
    }

    // ---- what the supervisor reports

    @Override
    public void workersChanged() {
        try (Step step = new Step()) {
            abandonIfStopped(step);
            closeIfDone();
        }
        receiver.wake();
    }

    @Override
    public void workerEnded() {
        receiver.wake(); // the thread in the lead looks at ends
    }

    @Override
    public void failed(Throwable reason) {
        receiver.failLater(reason);
    }

    @Override
    public void cannotStart(String why, Throwable reason) {
        Reason cause = Reason.of(reason);
        try (Step step = new Step()) {
            if (broken == null) {
                giveUp(step, why, cause);
            }
        }
    }

    // ---- the end

    @Override
    public void close() {
        try (Step _ = new Step()) {
            closeGate();
            closeIfDone();
        }
        receiver.wake();
        supervisor.tellServed();
    }

    /** With the lock: ends what a caller has added while another stopped the workers, and cancelled what it saw. */
    private void abandonIfStopped(Step step) {
        if (stopped && supervisor.isGone() && !jobs.isEmpty()) {
            step.abandon(dropAll(), new CancellationException("the workers of the pool were stopped"));
        }
    }

    /** With the lock: lets the workers of a closed pool go when nothing is left to do. */
    private void closeIfDone() {
        if (state == State.CLOSED && jobs.isEmpty()) {
            try {
                supervisor.closeAll();
            } catch (OutOfMemoryError e) { // the workers that are left would wait for tasks for ever
                failed(e);
            }
        }
    }

    /**
     * Ends the pool when the last worker has ended; without the lock, after all that steps have left was done.
     *
     * <p>{@link #leftToDo} counts that. It goes up in a step, so with the lock: in {@link Step#later} for each action, in
     * {@link #takeResult} for each result that code of users decodes. It goes down without the lock: in {@link #run}, by the
     * thread that has done the action, and for a result by the one thread that takes the task out of {@link #decoding}, which
     * has decoded the result or gives it up.
     *
     * <p>The pool cannot end too early. The last worker is removed in a step, after all that it had sent was taken in steps
     * before; that step collects and counts what follows before it unlocks. So a thread that finds no worker here, with the
     * lock, finds all of it counted. Nor can the pool miss its end: each thread that counts down to 0 comes here, and each step
     * does when it has done what it left.
     */
    private void finishIfEmpty() {
        if (state == State.RUNNING) {
            return;
        }
        lock.lock();
        try {
            // jobs without a worker, nor one that comes: the receiver's thread is about to give the pool up
            if (!supervisor.isGone() || leftToDo.get() > 0 || finishing || !jobs.isEmpty()) {
                return;
            }
            board.close();
            finishing = true;
        } finally {
            lock.unlock();
        }
        try {
            tellUnobserved(); // before join() returns
        } finally {
            finished.countDown();
            receiver.wake();
            background.shutdownNow();
            LIVE.remove(this);
        }
    }

    private static void endAllWithProgram() {
        for (ProcessPoolEngine engine : LIVE) {
            try {
                engine.endWithProgram();
            } catch (RuntimeException | Error e) { // such as a lack of memory: the others end all the same
                LOG.error("{} does not end in order", engine.name(), e);
            }
        }
    }

    /** At the end of the program, which ends the workers: no call stays pending, and no new one is taken. */
    private void endWithProgram() {
        CancellationException reason = EndOfProgram.cancel();
        try (Step step = new Step()) {
            endsWithProgram = true;
            state = State.TERMINATED;
            step.abandon(dropAll(), reason);
        }
        giveUpDecoding(EndOfProgram.cancel());
        receiver.wake();
    }

    @Override
    public void terminate() {
        CancellationException reason = terminated();
        try (Step step = new Step()) {
            state = State.TERMINATED;
            step.abandon(dropAll(), reason);
            supervisor.killAll();
        } catch (OutOfMemoryError e) { // callers wait for what was not dropped
            failed(e);
            throw e;
        }
        giveUpDecoding(terminated());
        receiver.wake();
        supervisor.tellServed();
        boolean interrupted = false;
        try {
            if (!finished.await(TERMINATE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("{}: some killed workers have not ended after {} s", name(), TERMINATE_SECONDS);
            }
        } catch (InterruptedException e) {
            interrupted = true; // the workers are killed already
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void stopWorkers(boolean kill) {
        try (Step step = new Step()) {
            stopped = true;
            supervisor.stopAll(kill);
            abandonIfStopped(step);
        } catch (OutOfMemoryError e) {
            failed(e);
            throw e;
        }
    }

    @Override
    public boolean join(long nanos) throws InterruptedException {
        lock.lock();
        try {
            requireClosed();
        } finally {
            lock.unlock();
        }
        return awaitEnd(finished, nanos);
    }

    @Override
    long cell() {
        return board.address();
    }

    @Override
    public void leadUntil(@Nullable PoolJob job, BooleanSupplier done) throws InterruptedException {
        receiver.leadUntil(job, done);
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
