package io.github.procession.multiprocessing;

import io.github.procession.function.Action0;
import io.github.procession.function.Action1;
import io.github.procession.function.Action2;
import io.github.procession.function.Action3;
import io.github.procession.internal.call.TargetMethod;
import io.github.procession.internal.pool.PoolEngine;
import io.github.procession.internal.pool.PoolHome;
import io.github.procession.internal.pool.ProcessPoolEngine;
import io.github.procession.internal.pool.RefusedEngine;
import io.github.procession.internal.pool.RemoteCall;
import io.github.procession.internal.pool.RemotePoolEngine;
import io.github.procession.internal.pool.RemoteSettings;
import io.github.procession.internal.pool.ThreadPoolEngine;
import io.github.procession.internal.pool.ThreadWorkers;
import io.github.procession.internal.pool.WorkerLauncher;
import io.github.procession.internal.pool.WorkerSettings;
import io.github.procession.ipc.jvm.Launch;
import io.github.procession.ipc.memory.ProcessTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.function.IntFunction;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** The description of a pool, which {@link #build} starts. */
// Longer than most: one method for each option, and its comment.
@NullUnmarked // arguments and results of functions may be null or not, as their types say
public final class PoolBuilder {
    /** Each has a place in the table of the processes of this program, and so has this one. */
    private static final int MOST_PROCESSES = ProcessTable.CAPACITY - 1;

    private static final Duration START_TIMEOUT = Duration.ofMinutes(1);
    private static final Duration RESTART_TIMEOUT = Duration.ofSeconds(30);

    private int processes = Runtime.getRuntime().availableProcessors();
    private Object[] initializer = TargetMethod.none();
    private int maxTasksPerChild;
    private long memoryMark;
    private Context context = Context.ofDefault();
    private double heapPercent;
    private List<String> jvmOptions = List.of();
    private boolean ignoresSigint;
    private Duration startTimeout = START_TIMEOUT;
    private Duration restartTimeout = RESTART_TIMEOUT;
    private boolean startOnDemand;
    private boolean breaksOnDeath;
    private String name;
    private IntFunction<String> workerNames;
    private CallOptions options = CallOptions.DEFAULT;

    PoolBuilder() {}

    /**
     * Sets the number of workers: Python's argument {@code processes}.
     *
     * @param processes how many; the processors that this process may use unless said otherwise
     * @return this
     * @throws IllegalArgumentException if it is less than 1
     */
    public PoolBuilder processes(int processes) {
        if (processes < 1) {
            throw new IllegalArgumentException("processes=" + processes + " is not at least 1");
        }
        this.processes = processes;
        return this;
    }

    /**
     * Sets a function that each worker calls first: Python's argument {@code initializer}.
     *
     * @param function the function
     * @return this
     */
    public PoolBuilder initializer(Action0 function) {
        initializer = new Object[] {Objects.requireNonNull(function, "function")};
        return this;
    }

    /**
     * Sets a function that each worker calls first: Python's argument {@code initializer} with {@code initargs}.
     *
     * @param function the function
     * @param a its argument
     * @param <A> type of the argument
     * @return this
     */
    public <A> PoolBuilder initializer(Action1<A> function, A a) {
        initializer = new Object[] {Objects.requireNonNull(function, "function"), a};
        return this;
    }

    /**
     * Sets a function that each worker calls first: Python's argument {@code initializer} with {@code initargs}.
     *
     * @param function the function
     * @param a its first argument
     * @param b its second argument
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @return this
     */
    public <A, B> PoolBuilder initializer(Action2<A, B> function, A a, B b) {
        initializer = new Object[] {Objects.requireNonNull(function, "function"), a, b};
        return this;
    }

    /**
     * Sets a function that each worker calls first: Python's argument {@code initializer} with {@code initargs}.
     *
     * @param function the function
     * @param a its first argument
     * @param b its second argument
     * @param c its third argument
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @param <C> type of the third argument
     * @return this
     */
    public <A, B, C> PoolBuilder initializer(Action3<A, B, C> function, A a, B b, C c) {
        initializer = new Object[] {Objects.requireNonNull(function, "function"), a, b, c};
        return this;
    }

    /**
     * Replaces each worker after a number of tasks: Python's argument {@code maxtasksperchild}. A chunk of a bulk call is
     * one task.
     *
     * @param tasks how many tasks a worker runs
     * @return this
     * @throws IllegalArgumentException if it is less than 1
     */
    public PoolBuilder maxTasksPerChild(int tasks) {
        if (tasks < 1) {
            throw new IllegalArgumentException("maxTasksPerChild=" + tasks + " is not at least 1");
        }
        maxTasksPerChild = tasks;
        return this;
    }

    /**
     * Replaces a worker after a task that leaves more than this in its heap, as counted after a collection.
     *
     * @param bytes the mark, in bytes
     * @return this
     * @throws IllegalArgumentException if it is less than 1
     */
    public PoolBuilder recycleAbove(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("recycleAbove=" + bytes + " is not at least 1");
        }
        memoryMark = bytes;
        return this;
    }

    /**
     * Sets the largest heap of each worker. All workers together get three quarters of the memory that this process may
     * use unless said otherwise, and each at most a quarter.
     *
     * @param percent of the memory that this process may use
     * @return this
     * @throws IllegalArgumentException if it is not above 0 and at most 100
     */
    public PoolBuilder heapPercent(double percent) {
        if (!(percent > 0 && percent <= 100)) {
            throw new IllegalArgumentException("heapPercent=" + percent + " is not above 0 and at most 100");
        }
        heapPercent = percent;
        return this;
    }

    /**
     * Sets how the workers start: Python's argument {@code context}. With {@code forkserver} they take spare JVMs, unless
     * the pool has JVM options or a heap of its own. With {@code threads} each is a process in a thread of this JVM, which
     * gets copies of functions and inputs and gives copies of results; tasks are interrupted, never killed, and what is said
     * here about JVMs, memory, retries and workers that die or do not start in time has no effect.
     *
     * @param context the context; that of the process as a whole unless said otherwise
     * @return this
     */
    public PoolBuilder context(Context context) {
        this.context = Objects.requireNonNull(context, "context");
        return this;
    }

    /**
     * Sets JVM options for the workers; they win over those that workers get anyway.
     *
     * @param options the options, one each
     * @return this
     */
    public PoolBuilder jvmOptions(String... options) {
        jvmOptions = List.of(options);
        return this;
    }

    /**
     * Lets workers ignore SIGINT: Ctrl-C, which a terminal sends to all processes of a program, ends no task then, and the program
     * decides. Python's users write {@code signal.signal(SIGINT, SIG_IGN)} into the initializer. Without a meaning for
     * workers in threads, and on Windows.
     *
     * @return this
     * @see Multiprocessing#interruptOnSigint()
     */
    public PoolBuilder ignoreSigint() {
        ignoresSigint = true;
        return this;
    }

    /**
     * Sets how long a worker may take to be ready, its initializer included. One that takes longer is killed.
     *
     * @param timeout the time, one minute unless said otherwise; null is any time
     * @return this
     * @throws IllegalArgumentException if it is not positive
     */
    public PoolBuilder startTimeout(@Nullable Duration timeout) {
        if (timeout != null && !timeout.isPositive()) {
            throw new IllegalArgumentException("startTimeout=" + timeout + " is not positive");
        }
        startTimeout = timeout;
        return this;
    }

    /**
     * Sets how long the pool goes on without a worker while the system starts none, or kills each before it is ready: for
     * want of memory, processes or file descriptors. It tries again with growing pauses of 50 ms to 5 s. When the time is
     * over, calls that have not ended and all later ones fail with a {@link BrokenPoolException}. A pool that has a worker
     * goes on for any time. A failed initializer is not waited for: after three in a row a pool without a worker gives up.
     *
     * @param timeout the time, 30 seconds unless said otherwise; null never gives up, zero at the first failure
     * @return this
     * @throws IllegalArgumentException if it is negative
     */
    public PoolBuilder restartTimeout(@Nullable Duration timeout) {
        if (timeout != null && timeout.isNegative()) {
            throw new IllegalArgumentException("restartTimeout=" + timeout + " is negative");
        }
        restartTimeout = timeout;
        return this;
    }

    /**
     * Starts a worker only when there is a task and no worker is free for it, instead of all at once.
     *
     * @return this
     */
    public PoolBuilder startOnDemand() {
        startOnDemand = true;
        return this;
    }

    /**
     * Lets the pool give up when a worker dies, for programs that rely on what each worker holds: the rule of Python's
     * {@code ProcessPoolExecutor}. All calls that have not ended, and all later ones, fail with a
     * {@link BrokenPoolException} whose cause is the {@link WorkerLostException}; the other workers are killed. A worker
     * that the pool itself kills, because its task ran too long or was cancelled, is replaced all the same.
     *
     * @return this
     */
    public PoolBuilder breakOnWorkerDeath() {
        breaksOnDeath = true;
        return this;
    }

    /**
     * Sets the pool's name, of which the names of its threads and workers are made.
     *
     * @param name the name
     * @return this
     */
    public PoolBuilder name(String name) {
        this.name = Objects.requireNonNull(name, "name");
        return this;
    }

    /**
     * Sets the names of the worker processes.
     *
     * @param names gives the name of a worker by its number: 1 for the first that is started, and so on
     * @return this
     */
    public PoolBuilder workerNames(IntFunction<String> names) {
        workerNames = Objects.requireNonNull(names, "names");
        return this;
    }

    /**
     * Sets a time limit for each task, see {@link PoolOperations#timeout}.
     *
     * @param timeout how long a task may run; null is any time
     * @return this
     * @throws IllegalArgumentException if it is not positive
     */
    public PoolBuilder timeout(@Nullable Duration timeout) {
        options = options.withTimeout(timeout);
        return this;
    }

    /**
     * Sets how long an interrupted task has before its worker is killed, see {@link PoolOperations#grace}.
     *
     * @param grace the time; null never kills it
     * @return this
     * @throws IllegalArgumentException if it is negative
     */
    public PoolBuilder grace(@Nullable Duration grace) {
        options = options.withGrace(grace);
        return this;
    }

    /**
     * Sets how often a task is run again after its worker died, see {@link PoolOperations#retries}.
     *
     * @param retries how often at most
     * @return this
     * @throws IllegalArgumentException if it is negative
     */
    public PoolBuilder retries(int retries) {
        options = options.withRetries(retries);
        return this;
    }

    /**
     * Starts the pool. All workers are started at once, unless they are to be started {@linkplain #startOnDemand on demand}.
     *
     * @return the pool
     * @throws java.io.UncheckedIOException if the operating system refuses a process; none is left then
     * @throws IllegalArgumentException if the initializer or its arguments cannot be sent, or if there would be more than 1,023
     *     processes
     */
    public Pool build() {
        return new Pool(this);
    }

    CallOptions options() {
        return options;
    }

    PoolEngine startEngine(String defaultName) {
        String ownName = name == null ? defaultName : name;
        if (context.method() == StartMethod.THREADS) {
            ThreadWorkers kind = new EmulatedProcessWorkers(initializer);
            return new ThreadPoolEngine(
                            ownName,
                            processes,
                            kind,
                            maxTasksPerChild,
                            startOnDemand,
                            workerNames,
                            PoolExceptions.INSTANCE)
                    .start();
        }
        if (context.method() == StartMethod.CLUSTER) {
            return remoteEngine(ownName);
        }
        requireRoom();
        String refusal = startOnDemand
                ? null
                : StaticInitializers.refusal(ThisProcess.here().startedIn());
        if (refusal != null) {
            return new RefusedEngine(
                    ownName, processes, refusal, RecursiveStartException::new, PoolExceptions.INSTANCE);
        }
        List<String> workerOptions = new ArrayList<>(jvmOptions);
        if (ignoresSigint) {
            workerOptions.add(Launch.IGNORE_SIGINT);
        }
        WorkerSettings settings = new WorkerSettings(
                processes, maxTasksPerChild, startTimeout, restartTimeout, startOnDemand, breaksOnDeath, workerNames);
        WorkerLauncher launcher =
                new ProcessWorkers(processes, initializer, memoryMark, context.ownMethod(), heapPercent, workerOptions);
        ProcessPoolEngine engine = new ProcessPoolEngine(ownName, settings, launcher, PoolExceptions.INSTANCE);
        engine.start();
        return engine;
    }

    private void requireRoom() {
        if (processes > MOST_PROCESSES) {
            throw new IllegalArgumentException("processes=" + processes + " is more than " + MOST_PROCESSES
                    + ", the most that a program can have beside its first");
        }
    }

    private PoolEngine remoteEngine(String ownName) {
        PoolHome home = ClusterModule.service(ServiceLoader.load(PoolHome.class, PoolHome.class.getClassLoader()));
        RemoteSettings settings = new RemoteSettings(
                processes,
                initializer.length == 0 ? null : RemoteCall.encodeForStart(initializer),
                maxTasksPerChild,
                memoryMark,
                heapPercent,
                jvmOptions,
                breaksOnDeath,
                ThisProcess.here().authKey(),
                false);
        return new RemotePoolEngine(ownName, settings, home, PoolExceptions.INSTANCE).start();
    }
}
