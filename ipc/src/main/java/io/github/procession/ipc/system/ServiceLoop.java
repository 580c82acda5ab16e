package io.github.procession.ipc.system;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * The loop of a thread that serves others for as long as a program runs, such as one that accepts connections. When the
 * system is short of descriptors, threads or memory for a while, the loop loses the step that it was in and goes on.
 */
public final class ServiceLoop {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);

    static {
        CaughtTypes.lookUp();
        try {
            run(failingOnce(), _ -> {}, 0);
        } catch (Error _) {
            // there is a shortage already: those who wait for its end need this class all the same
        }
    }

    private ServiceLoop() {}

    /** One round of the loop. */
    @FunctionalInterface
    public interface Step {
        /**
         * Does what there is to do once. What fails must leave nothing behind: it is not done again.
         *
         * @return false to end the loop
         * @throws IOException if it fails; a {@link ClosedChannelException} ends the loop
         * @throws InterruptedException to end the loop
         */
        boolean take() throws IOException, InterruptedException;
    }

    /**
     * Takes steps until one of them ends the loop.
     *
     * @param step what is done
     * @param onFailure told of a step that failed, once in ten seconds at most
     */
    public static void run(Step step, Consumer<Throwable> onFailure) {
        run(step, onFailure, PAUSE_NANOS);
    }

    private static void run(Step step, Consumer<Throwable> onFailure, long pauseNanos) {
        long nextReport = System.nanoTime();
        boolean goesOn = true;
        while (goesOn) {
            try {
                goesOn = step.take();
            } catch (ClosedChannelException | InterruptedException _) {
                goesOn = false;
            } catch (IOException
                    | RuntimeException
                    | Error e) { // of any kind: without memory no class can be loaded either
                long now = System.nanoTime();
                if (now - nextReport >= 0) {
                    nextReport = now + QUIET_NANOS;
                    report(e, onFailure);
                }
                pause(pauseNanos);
            }
        }
    }

    /**
     * Looks up what a loop or a pause needs, as {@link CaughtTypes#lookUp} does for handlers: for threads that may come to need it when there
     * is no memory.
     */
    public static void lookUp() {
        // done by the initializer of this class
    }

    /**
     * Waits for a moment, in which there may come to be memory. A caller that tries something again after it has the loop in its own code:
     * a lambda with what is to be tried would take memory, too.
     */
    public static void pause() {
        pause(PAUSE_NANOS);
    }

    /** An interrupt is kept for later, for with it the pause would be none. */
    private static void pause(long nanos) {
        boolean interrupted = Thread.interrupted();
        LockSupport.parkNanos(nanos);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** What leads through the handlers of the loop once, so that the JVM looks up what they use while there is memory for that. */
    private static Step failingOnce() {
        boolean[] hasFailed = {false};
        return () -> {
            if (!hasFailed[0]) {
                hasFailed[0] = true;
                throw new OutOfMemoryError();
            }
            return false;
        };
    }

    private static void report(Throwable failure, Consumer<Throwable> onFailure) {
        try {
            onFailure.accept(failure);
        } catch (RuntimeException | Error _) {
            // the log is short of it, too
        }
    }
}
