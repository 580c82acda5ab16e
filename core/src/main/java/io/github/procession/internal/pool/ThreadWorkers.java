package io.github.procession.internal.pool;

import io.github.procession.internal.call.CallForm;
import org.jspecify.annotations.Nullable;

/** Kind of the workers of a {@link ThreadPoolEngine}: how they start, and how they make their calls. */
public interface ThreadWorkers {
    /**
     * Starts a worker.
     *
     * @param name its name
     * @param loop what it runs
     * @param onEnd what follows when the worker has ended, once it was started
     */
    void start(String name, Runnable loop, Runnable onEnd);

    /** How a worker makes its calls; asked for in its own thread. */
    Calls calls();

    /** What a worker is called where a failure is told. */
    String describe(String name);

    /** How long the end of a pool waits for workers that were interrupted. */
    long patienceNanos();

    /** The calls of one worker. */
    interface Calls {
        /** Calls the initializer, if there is one. */
        void initialize() throws Exception;

        /** Calls the function of a task; never throws. */
        Outcome call(PoolTask task);
    }

    /**
     * Outcome of a task.
     *
     * @param values one for each of its calls, or null
     * @param failure why there are none, or null
     * @param inWorker whether that happened in the worker, not on the way to it
     */
    record Outcome(Object @Nullable [] values, @Nullable Throwable failure, boolean inWorker) {}

    /** Threads that work on the objects of the caller. */
    static ThreadWorkers plainThreads(Object[] initializer, boolean virtual) {
        return new PlainThreadWorkers(initializer, virtual);
    }

    /** Threads that work on the objects of the caller. */
    record PlainThreadWorkers(Object[] initializer, boolean virtual) implements ThreadWorkers, Calls {
        @Override
        public void start(String name, Runnable loop, Runnable onEnd) {
            Runnable body = () -> {
                try {
                    loop.run();
                } finally {
                    onEnd.run();
                }
            };
            if (virtual) {
                Thread.ofVirtual().name(name).start(body);
            } else {
                Thread.ofPlatform().daemon().name(name).start(body);
            }
        }

        @Override
        public Calls calls() {
            return this;
        }

        @Override
        public String describe(String name) {
            return name;
        }

        @Override
        public long patienceNanos() {
            return 0; // there may be ones that ignore it
        }

        @Override
        public void initialize() throws Exception {
            if (initializer.length > 0) {
                CallForm.CALL_INLINE.apply(null, initializer);
            }
        }

        @Override
        public Outcome call(PoolTask task) {
            try {
                PoolFunction function = task.job.function;
                return new Outcome(function.form().apply(function.function(), task.inputs), null, true);
            } catch (Throwable failure) { // anything that a task throws is its result
                return new Outcome(null, failure, true);
            }
        }
    }
}
