package io.github.procession.ipc.sync;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The end of a wait.
 *
 * @param isForever whether the wait has no end
 * @param nanoTime the end as {@link System#nanoTime()} counts, if it has one
 */
public record Deadline(boolean isForever, long nanoTime) {
    /** No end. */
    public static final Deadline FOREVER = new Deadline(true, 0);

    /**
     * So many slices, a second, an attempt without waiting may take to get a lock that is held for a moment only: its owner may
     * have to wait for a processor. But it may also be stopped.
     */
    public static final int BRIEF_SLICES = 10;

    /** An end that has passed: nothing is waited for. */
    public static final Deadline NOW = new Deadline(false, System.nanoTime());

    /**
     * The deadline after a timeout from now.
     *
     * @param timeout how long; null means for ever, zero and negative mean that nothing is waited for
     * @return the deadline
     */
    public static Deadline after(@Nullable Duration timeout) {
        if (timeout == null) {
            return FOREVER;
        }
        if (timeout.isNegative() || timeout.isZero()) {
            return new Deadline(false, System.nanoTime());
        }
        long nanos;
        try {
            nanos = timeout.toNanos();
        } catch (ArithmeticException e) {
            return FOREVER; // 292 years
        }
        return nanos > Long.MAX_VALUE / 2 ? FOREVER : new Deadline(false, System.nanoTime() + nanos);
    }

    /**
     * The deadline after a timeout from now, as {@code java.util.concurrent} gives it.
     *
     * @param time how long; zero and negative mean that nothing is waited for
     * @param unit of the time
     * @return the deadline
     */
    public static Deadline after(long time, TimeUnit unit) {
        return after(Duration.ofNanos(
                Objects.requireNonNull(unit, "unit").toNanos(time))); // 292 years and more are 292 years
    }

    /**
     * The deadline after some of the longest slices of {@link Parker}.
     *
     * @param slices how many
     * @return the deadline
     */
    public static Deadline inSlices(int slices) {
        return new Deadline(false, System.nanoTime() + slices * Parker.SLICE_MILLIS * 1_000_000L);
    }

    /**
     * This deadline, or a few slices from now if that is later: for locks that are only held while bytes are copied, so
     * that an attempt without waiting is not turned away by an owner that is just leaving.
     *
     * @param slices how many slices
     * @return the later of the two
     */
    public Deadline orInSlices(int slices) {
        if (isForever) {
            return this;
        }
        Deadline soon = inSlices(slices);
        return nanoTime - soon.nanoTime > 0 ? this : soon;
    }

    /**
     * This deadline, or a few slices from now if that is earlier: for waits that look around now and then.
     *
     * @param slices how many slices
     * @return the earlier of the two
     */
    public Deadline andInSlices(int slices) {
        Deadline soon = inSlices(slices);
        return isForever || nanoTime - soon.nanoTime > 0 ? soon : this;
    }

    /**
     * The time left.
     *
     * @return nanoseconds, zero or less when it is over, {@link Long#MAX_VALUE} when it never is
     */
    public long left() {
        return isForever ? Long.MAX_VALUE : nanoTime - System.nanoTime();
    }
}
