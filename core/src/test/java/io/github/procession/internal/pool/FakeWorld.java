package io.github.procession.internal.pool;

import io.github.procession.internal.Durations;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A pool engine with fake workers, in virtual time, on one thread. Each step of a worker, of the thread in the lead, of a
 * timer, of a thread in the background and of the pool's users is an {@link Action}; the {@link Choices} say which is next.
 *
 * <p>Where the engine calls out without its lock, another thread may come between: there the choices may run more actions
 * before the call returns. Where it has its lock, at the words that it shares with workers, only workers may come between.
 */
// Longer than most: all that may happen in a pool stands together, so that a walk may choose any of it next.
final class FakeWorld implements Surroundings, WorkerLauncher, PoolFailures {
    /** A step of a worker, of a thread of the engine, or of a user. */
    record Action(Object actor, String what, Runnable body) {
        @Override
        public String toString() {
            return actor + " " + what;
        }
    }

    /** An action that was taken, between the steps of so many others. */
    private record Taken(int depth, Action action) {
        @Override
        public String toString() {
            return ".".repeat(depth) + action;
        }
    }

    /** A worker was lost. */
    static final class Lost extends RuntimeException {
        private static final long serialVersionUID = 1;

        Lost(String message) {
            super(message, null, false, false);
        }
    }

    /** A failure that is thrown often: without the frames of its stack, which take most of the time of a schedule. */
    static final class Quick extends RuntimeException {
        private static final long serialVersionUID = 1;

        Quick(String message, Throwable cause) {
            super(message, cause, false, false);
        }
    }

    /** No process can be started. */
    private static final class NoProcess extends UncheckedIOException {
        private static final long serialVersionUID = 1;

        NoProcess() {
            super("no process", NO_CONNECTION);
        }

        @Override
        public Throwable fillInStackTrace() {
            return this;
        }
    }

    private static final ConnectException NO_CONNECTION = new ConnectException("no process");

    /** No thread can be started. */
    private static final class NoThread extends OutOfMemoryError {
        private static final long serialVersionUID = 1;

        NoThread() {
            super("unable to create native thread");
        }

        @Override
        public Throwable fillInStackTrace() {
            return this;
        }
    }

    /** There is no memory for an object. */
    private static final class NoMemory extends OutOfMemoryError {
        private static final long serialVersionUID = 1;

        NoMemory() {
            super("Java heap space");
        }

        @Override
        public Throwable fillInStackTrace() {
            return this;
        }
    }

    /** What should hold and does not. */
    static final class Violation extends RuntimeException {
        private static final long serialVersionUID = 1;

        Violation(String message) {
            super(message);
        }
    }

    /** Actions that do not come by themselves, those that change least first. */
    private static final List<String> RARE = List.of(
            "looks after the work",
            "passes",
            "submits a job",
            "goes off",
            "is cancelled",
            "has a failure",
            "retires",
            "dies",
            "fails its initializer",
            "closes the pool",
            "stops the workers",
            "terminates the pool");

    /** Actions that come by themselves, and those that do not. */
    static final List<String> ALL_THAT_MAY_HAPPEN = Stream.concat(
                    RARE.stream(),
                    Stream.of(
                            "is ready",
                            "claims the next record",
                            "calls the function",
                            "has a result",
                            "exits",
                            "dies as the engine wanted",
                            "is seen to have ended",
                            "receives from",
                            "handles an end",
                            "finishes a step",
                            "runs"))
            .toList();

    private static final int MOST_DEPTH = 3;
    private static final int MOST_AT_ONCE = 6;
    private static final int MOST_JOBS = 4;
    private static final int MOST_TASKS = 5;
    private static final int MANY_TASKS = 20;
    private static final int WARMING_TASKS = 8;
    private static final int MOST_ROOM = 3;
    private static final int MOST_WORKERS = 12;
    private static final int MOST_STEPS_AT_END = 3000;
    private static final long STUCK_NANOS = 2_000_000;
    private static final int LONGEST_SHORTAGE = 12;
    private static final int MOST_ACTIONS = 100_000;
    private static final long EPOCH_MILLIS = 1_700_000_000_000L;

    /** The world whose engine takes memory now. */
    private static FakeWorld current;

    private final Choices choices;
    private final boolean preempts;

    /** Objects for which there may be no memory; the engine of {@link ShortEngine} asks before each. */
    private int shortage;

    private final boolean isShort;

    /** Whether there was once no memory. */
    private boolean lackedMemory;

    private final int maxTasks;
    private final int room;

    /** Of the tasks of an enumerated schedule. */
    private final int retries;

    /** Whether one task of each job of an enumerated schedule returns only when it is interrupted. */
    private final boolean untilCancelled;

    private final List<FakeWorker> workers = new ArrayList<>();
    private final List<FakeJob> jobs = new ArrayList<>();
    private final List<FakeJob.Account> accounts = new ArrayList<>();
    private final List<Timer> timers = new ArrayList<>();
    private final List<Action> background = new ArrayList<>();
    private final List<Taken> history = new ArrayList<>();

    private String violation;
    private long now = 1;
    private int depth;
    private boolean leads;
    private boolean isStepOpen;
    private boolean calm;
    private boolean isShut;
    private boolean isStarted;
    private boolean hasLast;

    /** Whether the system had no thread: then a worker may be ended whose tasks cannot be written. */
    private boolean lackedThread;

    /** Whether the workers were sent a signal. */
    private boolean isStopped;

    private ProcessPoolEngine engine;

    private final Action submitting = new Action("a user", "submits a job", this::submit);
    private final Action closing = new Action("a user", "closes the pool", () -> engine.close());
    private final Action terminating = new Action("a user", "terminates the pool", this::terminate);
    private final Action stopping = new Action("a user", "stops the workers", this::stopWorkers);
    private final Action handlingEnds = leading("handles an end", this::handleEnds);
    private final Action finishingStep = leading("finishes a step", this::finishStep);
    private final Action rebalancing = leading("looks after the work", () -> engine.rebalance());
    private final Action makingUp = new Action("the receiver's thread", "does what had no memory", this::makeUp);
    private final Action passing = new Action("time", "passes", () -> now += STUCK_NANOS);
    private final Action firing = new Action("a timer", "goes off", this::fireTimer);

    private final class Timer extends FutureTask<Void> {
        private final long due;
        private boolean begun;

        Timer(Runnable action, long due) {
            super(() -> doOrPutOff(action), null);
            this.due = due;
        }

        @Override
        protected void setException(Throwable e) {
            note("a timer's action threw " + e);
            super.setException(e);
        }
    }

    /** As {@link PoolTimer} does. */
    private void doOrPutOff(Runnable action) {
        try {
            action.run();
        } catch (NoMemory e) {
            timers.add(new Timer(action, now + 1));
        }
    }

    /** A world; in one that preempts other threads may come between wherever the engine calls out. */
    FakeWorld(Choices choices, boolean preempts) {
        this(choices, preempts, false);
    }

    /** A world which is short of memory now and then, if its engine asks for it. */
    FakeWorld(Choices choices, boolean preempts, boolean isShort) {
        this.isShort = isShort;
        this.choices = choices;
        this.preempts = preempts;
        this.maxTasks = choices.setting(3) == 2 ? 2 : 0;
        this.room = 1 + choices.setting(MOST_ROOM);
        this.retries = choices.isEnumerated() ? choices.setting(2) : 0;
        this.untilCancelled = choices.isEnumerated() && choices.setting(2) == 1;
        FakeJob.forgetSpeeds();
        current = this;
    }

    /** Called before the engine takes memory. */
    static void takeMemory() {
        current.takeMemoryOrFail();
    }

    private static String taker() {
        return StackWalker.getInstance()
                .walk(frames -> frames.skip(3).findFirst().orElseThrow())
                .toString();
    }

    private void takeMemoryOrFail() {
        if (shortage > 0 && !calm) {
            shortage--;
            if (choices.oneIn(2)) {
                lackedMemory = true;
                lackedThread = true; // workers may be killed, too
                history.add(new Taken(depth, new Action("no memory", "in " + taker(), () -> {})));
                throw new NoMemory();
            }
        }
    }

    /** Whether there was once no memory, so that the pool may have given up in the middle of a step. */
    boolean lackedMemory() {
        return lackedMemory;
    }

    /** Whether a worker may have been ended whose tasks could not be written; until it is dead it runs what it has. */
    boolean lackedThread() {
        return lackedThread;
    }

    /** Begins a lack of memory, now and then. */
    void beginShortage() {
        if (isShort && isStarted && !calm && shortage == 0 && choices.oneIn(20)) {
            shortage = 1 + choices.pick(LONGEST_SHORTAGE);
        }
    }

    // ---- one schedule

    /** Runs an engine from its start to its end; returns what did not hold, or null. */
    String run(int steps) {
        try {
            if (start()) {
                if (choices.oneIn(3)) {
                    warmUp();
                }
                for (int i = 0; i < steps; i++) {
                    step();
                }
                end();
            }
        } catch (Violation e) {
            note(e.getMessage());
        } catch (Throwable e) {
            StringBuilder text = new StringBuilder(e.toString());
            for (StackTraceElement frame : e.getStackTrace()) {
                text.append("\n    at ").append(frame);
            }
            note(text.toString());
        } finally {
            if (engine != null) {
                engine.board.close(); // of one that did not end
            }
        }
        return violation;
    }

    private boolean start() {
        boolean onDemand = choices.setting(3) == 2;
        WorkerSettings settings = new WorkerSettings(
                1 + choices.setting(2),
                maxTasks,
                Duration.ofSeconds(60),
                Duration.ofSeconds(30),
                onDemand,
                choices.setting(6) == 5,
                null);
        engine = new ProcessPoolEngine("pool", settings, this, this, this);
        try {
            Thread.currentThread().interrupt(); // a failed start terminates, which waits for workers
            engine.start();
            isStarted = true;
            if (choices.isEnumerated()) {
                perform(submitting);
            }
            return true;
        } catch (UncheckedIOException e) {
            end(); // the workers that were started go
            return false;
        } finally {
            Thread.interrupted();
        }
    }

    /** Lets a job run without disturbance: workers that have ended some tasks quickly get more of them ahead. */
    private void warmUp() {
        if (!engine.isRunning() || !jobs.isEmpty()) { // users have come while the engine started
            return;
        }
        calm = true;
        FakeJob job = new FakeJob(this, FakeJob.lasting(), new TaskLimits(null, null, 0), WARMING_TASKS, WARMING_TASKS);
        engine.submit(job, this, true);
        jobs.add(job);
        for (int i = 0; !job.isOver(); i++) {
            if (i == MOST_STEPS_AT_END) {
                throw new Violation("an undisturbed job does not end");
            }
            naturalStep(i);
        }
        calm = false;
    }

    /** A step of those that nothing disturbs; when there is none, a timer goes off or time passes. */
    private void naturalStep(int number) {
        List<Action> actions = new ArrayList<>();
        addWorkersActions(actions);
        addThreadsActions(actions);
        addLeadersActions(actions);
        for (FakeJob job : jobs) {
            if (job.mayFeed()) {
                actions.add(job.feeding);
            }
        }
        boolean idle = actions.size() == 1; // the leader's last look
        if (idle) {
            perform(actions.getFirst());
            actions.clear();
            addTimer(actions);
            if (actions.isEmpty()) {
                perform(passing);
                actions.add(rebalancing);
            }
        }
        if (!engine.isFinished()) {
            perform(actions.get(number % actions.size()));
        }
    }

    private void step() {
        List<Action> actions = new ArrayList<>();
        addActions(actions);
        if (!actions.isEmpty()) {
            perform(actions.get(choices.pick(actions.size())));
        }
    }

    private void perform(Action action) {
        if (history.size() > MOST_ACTIONS) {
            throw new Violation("the pool is busy for ever");
        }
        history.add(new Taken(depth, action));
        beginShortage();
        try {
            action.body.run();
        } catch (NoMemory e) {
            history.add(new Taken(depth, new Action(action.actor, "has no memory", action.body)));
        }
        if (violation != null) {
            throw new Violation(violation);
        }
    }

    /** In an enumerated schedule the natural next action comes first. */
    private void addActions(List<Action> actions) {
        addUsersActions(actions);
        addThreadsActions(actions);
        addWorkersActions(actions);
        if (!leads) {
            addLeadersActions(actions);
        }
        if (choices.isEnumerated()) {
            actions.sort(Comparator.comparingInt(action -> RARE.indexOf(action.what)));
        }
    }

    private void addWorkersActions(List<Action> actions) {
        for (FakeWorker worker : workers) {
            worker.addActions(actions);
        }
    }

    private void addUsersActions(List<Action> actions) {
        if (jobs.size() < (choices.isEnumerated() ? 2 : MOST_JOBS) && choices.offers(engine.isRunning() ? 2 : 8)) {
            actions.add(submitting);
        }
        for (FakeJob job : jobs) {
            if (job.mayFeed()) {
                actions.add(job.feeding);
            }
            if (!job.wasCancelled && choices.offers(16)) {
                actions.add(job.cancelling);
            }
        }
        if (choices.offers(24)) {
            actions.add(closing);
        }
        if (choices.offers(48)) {
            actions.add(terminating);
        }
        if (choices.offers(48)) {
            actions.add(stopping);
        }
    }

    private void addCancels(List<Action> actions) {
        for (FakeJob job : jobs) {
            if (!job.wasCancelled) {
                actions.add(job.cancelling);
            }
        }
    }

    private void submit() {
        Duration timeout = !untilCancelled && choices.offers(4) ? Duration.ofMillis(1) : null;
        Duration grace = choices.oneIn(4) ? null : Duration.ofMillis(1);
        TaskLimits limits = new TaskLimits(timeout, grace, choices.isEnumerated() ? retries : choices.pick(3));
        int tasks = choices.isEnumerated() ? 2 : 1 + choices.pick(choices.oneIn(4) ? MANY_TASKS : MOST_TASKS);
        int fed = choices.oneIn(3) ? choices.pick(tasks) : tasks;
        PoolFunction function = choices.oneIn(4) ? FakeJob.fleeting(jobs.size()) : FakeJob.lasting();
        FakeJob job = new FakeJob(this, function, limits, tasks, fed);
        try {
            engine.submit(job, this, true);
            jobs.add(job);
        } catch (NoMemory e) { // the user does not know whether the pool has it
            if (engine.jobs.contains(job)) {
                jobs.add(job);
            }
        } catch (IllegalStateException | Quick e) {
            require(!engine.isRunning(), "a running pool refuses a job");
        }
    }

    private void terminate() {
        Thread.currentThread().interrupt(); // it does not wait then
        try {
            engine.terminate();
        } finally {
            Thread.interrupted();
        }
    }

    boolean isStopped() {
        return isStopped;
    }

    /** As an executor does: what has not begun is cancelled before. */
    private void stopWorkers() {
        engine.close();
        jobs.forEach(FakeJob::cancelUnlessItRuns);
        isStopped = true;
        engine.stopWorkers(choices.draw(2) == 0);
    }

    private void addThreadsActions(List<Action> actions) {
        for (FakeWorker worker : workers) {
            if (worker.hasNews()) {
                actions.add(worker.tellingEnd);
            }
        }
        actions.addAll(background);
        if (engine.receiver().hasToMakeUp()) {
            actions.add(makingUp);
        }
        if (!calm) {
            if (choices.offers(8)) {
                actions.add(passing);
            }
            if (choices.offers(4)) {
                addTimer(actions);
            }
        }
    }

    private void addTimer(List<Action> actions) {
        if (firstTimer() != null) {
            actions.add(firing);
        }
    }

    private Timer firstTimer() {
        timers.removeIf(timer -> timer.isDone() || timer.begun);
        Timer first = null;
        for (Timer timer : timers) {
            first = first == null || timer.due < first.due ? timer : first;
        }
        return first;
    }

    private void fireTimer() {
        Timer first = firstTimer();
        first.begun = true;
        now = Math.max(now, first.due);
        first.run();
    }

    private void addLeadersActions(List<Action> actions) {
        for (WorkerHandle worker : engine.workers()) {
            if (worker.channel().hasArrived()) {
                actions.add(((FakeWorker) worker.process()).receiving(worker));
            }
        }
        if (engine.hasEnds()) {
            actions.add(handlingEnds);
        }
        if (calm || (choices.isEnumerated() ? isStepOpen : choices.oneIn(3))) {
            actions.add(finishingStep);
        }
        if (!calm && choices.offers(8)) {
            actions.add(rebalancing);
        }
    }

    /** An action of the leader. */
    Action leading(String what, Runnable body) {
        return new Action("the leader", what, () -> {
            leads = true;
            try {
                body.run();
            } catch (NoMemory e) {
                fail(e);
            } finally {
                leads = false;
            }
        });
    }

    /** As the leader does when a step of it has failed. */
    private void fail(NoMemory reason) {
        try {
            engine.fail(reason);
        } catch (NoMemory e) {
            engine.receiver().failLater(reason);
        }
    }

    private void makeUp() {
        try {
            engine.receiver().makeUp();
        } catch (NoMemory e) {
            engine.receiver().failLater(e);
        }
    }

    private void finishStep() {
        isStepOpen = false;
        engine.finishStep();
    }

    /** A step of the leader. */
    void receive(WorkerHandle worker) {
        isStepOpen = true;
        try {
            engine.receive(worker);
        } catch (InterruptedException e) {
            throw new IllegalStateException("no thread interrupts", e);
        }
    }

    private void handleEnds() {
        isStepOpen = true;
        try {
            engine.handleEnds();
        } catch (InterruptedException e) {
            throw new IllegalStateException("no thread interrupts", e);
        }
    }

    /** From now on nothing goes wrong any more: the pool is closed, all do what they can, and then it has ended. */
    private void end() {
        calm = true;
        perform(closing);
        for (FakeJob job : jobs) {
            if (job.isToBeCancelled()) {
                perform(job.ending);
            }
        }
        for (int i = 0; !engine.isFinished(); i++) {
            if (i == MOST_STEPS_AT_END) {
                jobs.forEach(FakeJob::check);
                throw new Violation("a closed pool does not end");
            }
            naturalStep(i);
        }
        perform(finishingStep); // the end of the pool does not wait for a result that nobody wants any more
        while (!background.isEmpty()) {
            perform(background.getFirst());
        }
        jobs.forEach(FakeJob::check);
        if (lackedMemory) { // what workers have left may go when it is collected
            workers.forEach(FakeWorker::checkIsWorthless);
        } else {
            workers.forEach(FakeWorker::check);
        }
        if (lackedMemory && engine.broken != null) { // then it may have ended before its workers
            return;
        }
        require(engine.jobs.isEmpty(), "the engine keeps jobs that have ended");
        require(engine.workers().length == 0, "the engine keeps workers that have ended");
        require(!engine.hasWork(), "the leader has work after the end of the pool");
        require(firstTimer() == null || lackedMemory, "a timer goes on after the end of the pool");
    }

    /** Whether there may be a task that waits for all others: one, and another worker for the others. */
    boolean mayHaveLast() {
        boolean first = engine.size() > 1 && !hasLast;
        hasLast = true;
        return first;
    }

    /** Whether no task is waited for but the one that waits for the others. */
    boolean allOthersHaveEnded() {
        return !engine.runsTasks() || jobs.stream().allMatch(FakeJob::isOver);
    }

    /** Whether a worker runs a task, as far as the engine may know. */
    boolean runs(FakeJob.Account task) {
        return workers.stream().anyMatch(worker -> worker.runs(task));
    }

    /** Whether one task of each job returns only when it is interrupted. */
    boolean isUntilCancelled() {
        return untilCancelled;
    }

    /**
     * Whether no thread is in the middle of anything, and none writes tasks. In a random schedule it lets the leader end its step
     * for that, now and then; an enumerated one is quiet in those orders in which the leader has ended its step.
     */
    boolean isQuiet() {
        if (choices.isEnumerated()) {
            return !isStepOpen && background.isEmpty();
        }
        if (!choices.oneIn(2) || depth > 0) {
            return false;
        }
        finishingStep.body.run();
        return background.isEmpty();
    }

    /** Whether a worker that is to be killed for one of its tasks has others that the engine can take back. */
    boolean hasTasksBehind(FakeWorker worker) {
        if (isStopped || !engine.runsTasks() || lackedThread || !isStarted) {
            return false;
        }
        for (WorkerHandle handle : engine.workers()) {
            if (handle.process() == worker) {
                return handle.isReady() && handle.hasSpareTasks();
            }
        }
        return false;
    }

    /** Whether the task of a record that a worker runs may be stopped: its job waits for it no more. */
    boolean mayKill(FakeWorker worker, long number) {
        if (isStopped || !engine.runsTasks() || lackedThread || !isStarted) {
            return true;
        }
        for (WorkerHandle handle : engine.workers()) {
            if (handle.process() == worker) {
                return !handle.isReady() // it is late
                        || handle.tasks().stream().allMatch(task -> task.record != number || task.isReported());
            }
        }
        return true;
    }

    /** Whether the engine counts a worker among its own. */
    boolean has(FakeWorker worker) {
        for (WorkerHandle handle : engine.workers()) {
            if (handle.process() == worker) {
                return true;
            }
        }
        return false;
    }

    // ---- what the engine calls

    /** Where another thread may come between; with the engine's lock held only workers may. */
    void preempt() {
        if (!preempts || calm || depth == MOST_DEPTH || engine == null || !choices.oneIn(isStarted ? 12 : 4)) {
            return;
        }
        for (int left = 1 + choices.pick(MOST_AT_ONCE); left > 0; left--) {
            List<Action> actions = new ArrayList<>();
            if (engine.lock.isHeldByCurrentThread()) {
                addWorkersActions(actions);
            } else if (choices.oneIn(4)) {
                addCancels(actions); // a rare action where it matters most
            } else {
                addActions(actions);
            }
            nested(actions);
        }
    }

    private void nested(List<Action> actions) {
        if (actions.isEmpty()) {
            return;
        }
        boolean led = leads;
        boolean interrupted = Thread.interrupted();
        depth++;
        try {
            perform(actions.get(choices.pick(actions.size())));
        } catch (Violation e) {
            note(e.getMessage()); // the engine must not catch it: it is seen at the end of the action
        } finally {
            depth--;
            leads = led;
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** A thread waits for room in a worker's line: the worker goes on. */
    void waitFor(FakeWorker worker) {
        List<Action> actions = new ArrayList<>();
        if (depth < MOST_DEPTH && preempts && !calm) {
            addActions(actions);
        } else {
            worker.addActions(actions);
        }
        nested(actions);
    }

    @Override
    public long nanoTime() {
        preempt();
        return now;
    }

    @Override
    public long currentTimeMillis() {
        return EPOCH_MILLIS + now / 1_000_000;
    }

    @Override
    public Future<?> after(Duration delay, Runnable action) {
        long nanos = Durations.toNanos(delay);
        Timer timer = new Timer(action, nanos > Long.MAX_VALUE - now ? Long.MAX_VALUE : now + nanos);
        if (timer.due != Long.MAX_VALUE) {
            timers.add(timer);
        }
        return timer;
    }

    @Override
    public ExecutorService background(ThreadFactory threads) {
        return new AbstractExecutorService() {
            @Override
            public void execute(Runnable work) {
                if (isShut) {
                    throw new RejectedExecutionException("shut down");
                }
                if (!calm && choices.oneIn(16)) {
                    lackedThread = true;
                    throw new NoThread();
                }
                background.add(inBackground(work));
                preempt();
            }

            @Override
            public void shutdown() {
                isShut = true;
            }

            @Override
            public List<Runnable> shutdownNow() {
                isShut = true;
                return List.of();
            }

            @Override
            public boolean isShutdown() {
                return isShut;
            }

            @Override
            public boolean isTerminated() {
                return isShut;
            }

            @Override
            public boolean awaitTermination(long timeout, TimeUnit unit) {
                return isShut;
            }
        };
    }

    private Action inBackground(Runnable work) {
        Runnable[] body = new Runnable[1];
        Action action = new Action("a thread in the background", "runs", () -> body[0].run());
        body[0] = () -> {
            background.remove(action);
            work.run();
        };
        return action;
    }

    @Override
    public void start(Thread thread) {
        // its steps are actions
    }

    @Override
    public WorkerProcess start(String name) {
        preempt();
        if (!calm && (workers.size() >= MOST_WORKERS || choices.oneIn(8))) {
            throw new NoProcess();
        }
        FakeWorker worker = new FakeWorker(this, name, workers.size() + 1, room);
        workers.add(worker);
        return worker;
    }

    @Override
    public void beforeCall(boolean startsWorkers) {}

    @Override
    public void beforeStart() {}

    @Override
    public void served() {}

    @Override
    public RuntimeException workerLost(
            String name, long pid, int exitCode, String when, String stderrTail, String errorReport) {
        return new Lost(name + " ended " + when);
    }

    @Override
    public RuntimeException broken(String message, Throwable cause) {
        return new Quick("broken: " + message, cause);
    }

    @Override
    public Exception timedOut(Duration limit) {
        return new Quick("timed out after " + limit, null);
    }

    // ---- accounts

    Choices choices() {
        return choices;
    }

    boolean isCalm() {
        return calm;
    }

    int maxTasks() {
        return maxTasks;
    }

    FakeJob.Account newAccount(int retries) {
        FakeJob.Account account = new FakeJob.Account(accounts.size(), retries);
        accounts.add(account);
        return account;
    }

    FakeJob.Account account(int number) {
        return accounts.get(number);
    }

    /** Notes a violation if something does not hold; the schedule ends with the action. */
    void require(boolean holds, String what) {
        if (!holds) {
            note(what);
        }
    }

    private void note(String what) {
        if (violation == null) {
            violation = what;
        }
    }

    /** The actions so far, those that came between others behind dots. */
    List<String> history() {
        return history.stream().map(Taken::toString).toList();
    }

    ProcessPoolEngine engine() {
        return engine;
    }
}
