package io.github.procession.support;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** Threads of tests, whose failures reach the test. */
public final class Threads {
    private Threads() {}

    /** A started platform thread and what it will return. */
    public record Running<T>(Thread thread, FutureTask<T> task) {
        /** What the thread returned or threw. */
        public T result() throws Exception {
            return Threads.result(task);
        }

        /** What the thread threw; fails if it returned. */
        public Throwable failure() throws Exception {
            try {
                T value = task.get(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS);
                throw new AssertionError("returned " + value + " instead of throwing");
            } catch (ExecutionException e) {
                return e.getCause();
            }
        }

        private Object outcome() throws InterruptedException {
            try {
                return task.get();
            } catch (ExecutionException e) {
                return e.getCause();
            }
        }

        /** Waits until the thread is parked, in whatever it waits for. */
        public Running<T> awaitParked() throws Exception {
            Eventually.await(thread + " waits", () -> switch (thread.getState()) {
                case WAITING, TIMED_WAITING -> true;
                case RUNNABLE -> inKernelWait(thread);
                case TERMINATED -> throw new AssertionError("it ended, with " + outcome());
                default -> false;
            });
            return this;
        }
    }

    /** A thread that sleeps in a futex call counts as runnable. */
    private static boolean inKernelWait(Thread thread) {
        for (StackTraceElement frame : thread.getStackTrace()) {
            if (frame.getClassName().endsWith(".sync.Parker")) {
                return true;
            }
        }
        return false;
    }

    /** Starts a daemon thread. */
    public static <T> FutureTask<T> start(Callable<T> body) {
        return run(body).task();
    }

    /** Starts a daemon thread. */
    public static <T> Running<T> run(Callable<T> body) {
        FutureTask<T> task = new FutureTask<>(body);
        Thread thread = new Thread(task, "test-thread");
        thread.setDaemon(true);
        thread.start();
        return new Running<>(thread, task);
    }

    /** Starts a virtual thread. */
    public static <T> Running<T> runVirtual(Callable<T> body) {
        FutureTask<T> task = new FutureTask<>(body);
        return new Running<>(Thread.ofVirtual().name("test-virtual-thread").start(task), task);
    }

    /** What a thread returned or threw. */
    public static <T> T result(Future<T> task) throws Exception {
        try {
            return task.get(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }
}
