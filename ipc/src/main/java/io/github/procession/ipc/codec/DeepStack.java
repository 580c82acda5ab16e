package io.github.procession.ipc.codec;

import java.util.function.Supplier;

/** Runs the work on deep graphs, such as long linked lists, where a thread's ordinary stack is too small. */
final class DeepStack {
    private static final long STACK_BYTES = 256L << 20;

    private DeepStack() {}

    /** Does the work on a thread of its own, with this thread's context class loader, and waits for it. */
    static <T> T call(Supplier<T> work) {
        Outcome<T> outcome = new Outcome<>(work);
        Thread thread = new Thread(null, outcome, "procession-deep-graph", STACK_BYTES, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
        thread.start();
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return outcome.get();
    }

    private static final class Outcome<T> implements Runnable {
        private final Supplier<T> work;
        private T result;
        private Throwable failure;

        Outcome(Supplier<T> work) {
            this.work = work;
        }

        @Override
        public void run() {
            try {
                result = work.get();
            } catch (RuntimeException | Error e) {
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
