package io.github.procession.concurrent;

import java.io.Serializable;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Calls of a user's functions, in a worker or in this process. */
final class LocalCall {
    private LocalCall() {}

    /** Code that may throw. */
    @FunctionalInterface
    interface Body {
        void run() throws Exception;
    }

    /** Makes a call for one who expects a {@link Runnable}. */
    static void run(Body body) {
        Task task = body::run;
        task.run();
    }

    static void execute(Task task) throws Exception {
        task.execute();
    }

    /** The result is put in by who gets the future. */
    static <T> @Nullable T runPlain(Runnable runnable) {
        runnable.run();
        return null;
    }

    static <T> T call(Callable<T> callable) throws Exception {
        return callable.call();
    }

    /** Advice to the user about an object that cannot be sent. */
    static void requireSerializable(Object task) {
        if (!(task instanceof Serializable)) {
            throw new IllegalArgumentException(
                    task + " is not Serializable and cannot be sent to a worker process: let "
                            + task.getClass().getName()
                            + " implement java.io.Serializable, or give a lambda expression or method reference at the"
                            + " call");
        }
    }
}
