package io.github.procession.multiprocessing;

import io.github.procession.function.Action0;
import io.github.procession.function.Action1;
import io.github.procession.function.Action2;
import io.github.procession.internal.Cleaners;
import io.github.procession.internal.Durations;
import io.github.procession.internal.pool.PoolEngine;
import io.github.procession.internal.pool.WorkerState;
import io.github.procession.ipc.memory.Dependencies;
import io.github.procession.ipc.report.LibraryLogger;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * A number of worker processes that call functions: Python's {@code multiprocessing.Pool}.
 *
 * <pre>{@code
 * try (var pool = new Pool(4)) {
 *     List<Integer> squares = pool.map(x -> x * x, numbers);
 *     AsyncResult<String> one = pool.applyAsync(Crawler::fetch, url);
 *     for (String page : pool.imapUnordered(Crawler::fetch, urls)) { ... }
 * }
 * }</pre>
 *
 * <p>Any thread may use a pool. Workers are daemons, which a pool in a worker may have too. A pool that is dropped while
 * it runs is terminated with a warning, and a forgotten one does not keep the JVM from its end.
 *
 * <p><b>If a worker dies.</b> Exactly the task that it ran fails, with a {@link WorkerLostException}, or is
 * {@linkplain #retries run again}; tasks that it had not begun go to others, and another worker takes its place. If three
 * workers in a row die before they are ready, because the initializer throws, exits or hangs, the pool gives up: all its
 * calls fail with a {@link BrokenPoolException}.
 *
 * <p><b>Its end.</b> {@link #close()}, as in Python, takes no more tasks, lets the workers finish and returns at once; so
 * does leaving a try block, where Python's {@code with} would kill the workers. {@link #terminate()} kills them.
 * {@link #join()} waits for the end.
 */
public sealed class Pool extends PoolOperations implements AutoCloseable permits ThreadPool {
    static {
        Dependencies.check();
    }

    private static final Logger LOG = LibraryLogger.of(Pool.class);
    private static final AtomicInteger COUNT = new AtomicInteger();

    /** Starts a pool with as many workers as this process may use processors. */
    public Pool() {
        this(builder());
    }

    /**
     * Starts a pool.
     *
     * @param processes how many workers it has
     * @throws IllegalArgumentException if it is less than 1
     * @throws java.io.UncheckedIOException if the operating system refuses a process; none is left then
     */
    public Pool(int processes) {
        this(builder().processes(processes));
    }

    /**
     * Starts a pool whose workers call a function first: Python's {@code Pool(processes, initializer)}.
     *
     * @param processes how many workers it has
     * @param initializer the function
     * @throws IllegalArgumentException if there would be less than one worker
     */
    public Pool(int processes, Action0 initializer) {
        this(builder().processes(processes).initializer(Objects.requireNonNull(initializer, "initializer")));
    }

    /**
     * Starts a pool whose workers call a function first: Python's {@code Pool(processes, initializer, initargs)}.
     *
     * @param processes how many workers it has
     * @param initializer the function
     * @param a its argument
     * @param <A> type of the argument
     * @throws IllegalArgumentException if there would be less than one worker
     */
    public <A> Pool(int processes, Action1<A> initializer, A a) {
        this(builder().processes(processes).initializer(Objects.requireNonNull(initializer, "initializer"), a));
    }

    /**
     * Starts a pool whose workers call a function first: Python's {@code Pool(processes, initializer, initargs)}.
     *
     * @param processes how many workers it has
     * @param initializer the function
     * @param a its first argument
     * @param b its second argument
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @throws IllegalArgumentException if there would be less than one worker
     */
    public <A, B> Pool(int processes, Action2<A, B> initializer, A a, B b) {
        this(builder().processes(processes).initializer(Objects.requireNonNull(initializer, "initializer"), a, b));
    }

    static {
        PoolEngine.setFinder(pool -> ((Pool) pool).engine());
    }

    Pool(PoolBuilder builder) {
        this(builder.startEngine(nextName("Pool")), builder.options());
    }

    Pool(PoolEngine engine, CallOptions options) {
        super(engine, options);
        Cleaners.CLEANER.register(this, new Forgotten(engine));
    }

    static String nextName(String type) {
        return type + "-" + COUNT.incrementAndGet();
    }

    /**
     * Begins the description of a pool, for what constructors do not take: Python's {@code maxtasksperchild}, time limits,
     * memory limits and more.
     *
     * @return the description
     */
    public static PoolBuilder builder() {
        return new PoolBuilder();
    }

    /**
     * Takes no more tasks; the workers end when they have done those that were given. Python's {@code close()}. Does not
     * wait. Further calls do nothing.
     */
    @Override
    public void close() {
        engine().close();
    }

    /**
     * Kills the workers: Python's {@code terminate()}. Calls that have not ended are cancelled. Returns when all workers
     * have ended, after five seconds at most; if interrupted, at once, with the interrupt flag set.
     */
    public void terminate() {
        engine().terminate();
    }

    /**
     * Waits until all workers have ended, after {@link #close()} or {@link #terminate()}: Python's {@code join()}. What the calling
     * thread has not yet taken from an {@link #imap imap} is done too, and its input read to the end.
     *
     * @throws IllegalStateException if neither was called
     * @throws InterruptedException if interrupted while waiting
     */
    public void join() throws InterruptedException {
        join((Duration) null);
    }

    /**
     * Waits until all workers have ended, as {@link #join()}, but not for ever.
     *
     * @param timeout how long to wait; null waits for ever, zero or less only looks
     * @return whether they have ended
     * @throws IllegalStateException if neither {@link #close()} nor {@link #terminate()} was called
     * @throws InterruptedException if interrupted while waiting
     */
    public boolean join(@Nullable Duration timeout) throws InterruptedException {
        long nanos = Durations.toNanos(timeout);
        if (nanos <= 0 || engine().join(0)) {
            return engine().join(nanos);
        }
        readInputsToTheEnd();
        return engine().join(nanos);
    }

    /**
     * Statistics of each worker so far.
     *
     * @return one entry for each worker that is there now
     */
    public List<WorkerStatistics> statistics() {
        return engine().states().stream().map(Pool::statistics).toList();
    }

    private static WorkerStatistics statistics(WorkerState worker) {
        return new WorkerStatistics(
                worker.name(), worker.pid(), worker.started(), worker.tasks(), worker.busy(), worker.running());
    }

    /**
     * How many workers the pool has when all are well.
     *
     * @return the number of workers
     */
    public int size() {
        return engine().size();
    }

    @Override
    public String toString() {
        return "<" + engine().name() + (engine().isRunning() ? " running" : " ended") + " size=" + size() + ">";
    }

    /** Cleaner that ends the workers of a pool that was dropped. */
    private static final class Forgotten implements Runnable {
        private final PoolEngine engine;
        private final Throwable creation = new Throwable("created here");

        Forgotten(PoolEngine engine) {
            this.engine = engine;
        }

        @Override
        public void run() {
            if (engine.isRunning()) {
                LOG.warn("{} was dropped without close() or terminate()", engine.name(), creation);
                Thread.ofPlatform().daemon().name(engine.name() + "-terminate").start(engine::terminate);
            } else {
                engine.close(); // a pool that gave up
            }
        }
    }
}
