package io.github.procession.ipc.report;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Stack trace of an exception whose own methods may never end, asked for by threads of the library: what one of them waits for, all
 * who need it wait for. A thread of its own asks, and stays behind if there is no answer.
 */
public final class TraceInTime {
    private static final int SLICES = 30;

    /** A process that is stopped, and goes on, has lost one slice of its time. */
    private static final int SLICE_MILLIS = 100;

    /** Threads that wait for ever; with so many, no other exception is asked. */
    private static final int MOST_UNANSWERED = 8;

    private static final String NAME = "procession-trace";

    private static final AtomicInteger UNANSWERED = new AtomicInteger();

    /** In place of an answer, when nobody waits for it any more. */
    private static final String TOO_LATE = "";

    private TraceInTime() {}

    /**
     * The trace of an exception, waited for 3 seconds at most.
     *
     * @param failure the exception, of any class
     * @return its {@linkplain FailureText#trace trace}, or null if it has none in that time
     */
    public static @Nullable String of(Throwable failure) {
        if (Thread.currentThread().getName().equals(NAME)) { // the exception logs when it is asked
            return FailureText.of(failure);
        }
        if (UNANSWERED.get() >= MOST_UNANSWERED) {
            return null;
        }
        AtomicReference<String> answer = new AtomicReference<>();
        CountDownLatch answered = new CountDownLatch(1);
        Runnable question = () -> {
            String trace;
            try {
                trace = FailureText.trace(failure);
            } catch (Throwable _) { // such as a lack of memory
                trace = failure.getClass().getName();
            }
            if (answer.compareAndSet(null, trace)) {
                answered.countDown();
            } else {
                UNANSWERED.decrementAndGet();
            }
        };
        try {
            Thread.ofPlatform().daemon().name(NAME).start(question);
        } catch (Throwable e) { // there is no thread to be had
            question.run();
        }
        await(answered);
        UNANSWERED.incrementAndGet();
        if (answer.compareAndSet(null, TOO_LATE)) {
            return null;
        }
        UNANSWERED.decrementAndGet();
        return answer.get();
    }

    /**
     * What is said of an exception that has no trace in time.
     *
     * @param failure the exception
     * @return its class, and why there is no more
     */
    public static String instead(Throwable failure) {
        return failure.getClass().getName() + ", whose own methods do not end";
    }

    private static void await(CountDownLatch answered) {
        boolean interrupted = false;
        for (int slice = 0; slice < SLICES; slice++) {
            try {
                if (answered.await(SLICE_MILLIS, TimeUnit.MILLISECONDS)) {
                    break;
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
