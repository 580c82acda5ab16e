package io.github.procession.ipc.codec;

import io.github.procession.ipc.sync.Uninterruptibly;
import java.util.function.IntFunction;

/**
 * Choice of a stack for the work on a graph. The work begins on the thread that asks for it. Only a graph that is deep
 * indeed, such as a long linked list, gets a stack for that; code of users that needs more than the thread has left is
 * given an ordinary stack of its own, once.
 */
final class DeepStack {
    /** Levels of nesting that fit on the stack of any thread, also while the JVM still interprets. */
    static final int ORDINARY_LEVELS = 400;
    /** Levels of nesting beyond which a graph is refused. */
    static final int MOST_LEVELS = 250_000;

    private static final long ORDINARY_BYTES = 2L << 20;
    private static final long BYTES_PER_LEVEL = 1 << 10;

    private DeepStack() {}

    /**
     * Does the work, if need be a second and third time on a thread of its own.
     *
     * @param work takes the number of levels it may descend; throws {@link OutOfStack} when the stack does not suffice
     * @param levels how deep the graph can be at most, which limits the stack that it gets
     */
    static <T> T run(IntFunction<T> work, int levels) {
        try {
            try {
                return work.apply(ORDINARY_LEVELS);
            } catch (OutOfStack e) {
                return e.isDeep() ? deep(work, levels) : fresh(work, levels);
            }
        } catch (OutOfStack e) {
            throw e.refusal();
        }
    }

    private static <T> T fresh(IntFunction<T> work, int levels) {
        try {
            return call(work, ORDINARY_LEVELS, ORDINARY_BYTES);
        } catch (OutOfStack e) {
            if (!e.isDeep()) {
                throw e;
            }
            return deep(work, levels);
        }
    }

    private static <T> T deep(IntFunction<T> work, int levels) {
        int granted = Math.min(levels, MOST_LEVELS);
        return call(work, granted, ORDINARY_BYTES + granted * BYTES_PER_LEVEL);
    }

    /** Does the work on a thread of its own, with this thread's context class loader, and waits for it. */
    private static <T> T call(IntFunction<T> work, int levels, long stackBytes) {
        Outcome<T> outcome = new Outcome<>(work, levels);
        Thread thread = new Thread(null, outcome, "procession-deep-graph", stackBytes, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
        thread.start();
        Uninterruptibly.call(() -> {
            thread.join();
            return null;
        });
        return outcome.get();
    }

    private static final class Outcome<T> implements Runnable {
        private final IntFunction<T> work;
        private final int levels;
        private T result;
        private Throwable failure;

        Outcome(IntFunction<T> work, int levels) {
            this.work = work;
            this.levels = levels;
        }

        @Override
        public void run() {
            try {
                result = work.apply(levels);
            } catch (Throwable e) {
                failure = e;
            }
        }

        T get() {
            switch (failure) {
                case null -> {
                    return result;
                }
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                default -> throw new IllegalStateException(failure);
            }
        }
    }
}
