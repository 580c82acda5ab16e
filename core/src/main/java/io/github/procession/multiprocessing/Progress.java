package io.github.procession.multiprocessing;

import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * State of a bulk call of a pool.
 *
 * @param done elements that have their result
 * @param failed elements that have none, because they or another one of their chunk threw, or their worker died
 * @param total all elements; empty while the end of the input is not known
 * @param elapsed time since the call began
 */
public record Progress(long done, long failed, OptionalLong total, Duration elapsed) {
    private static final double NANOS_PER_SECOND = 1e9;

    /**
     * Elements that are finished, one way or the other.
     *
     * @return the sum of done and failed
     */
    public long finished() {
        return done + failed;
    }

    /**
     * Elements finished in a second, on average since the call began.
     *
     * @return elements per second; 0 before the first
     */
    public double rate() {
        return finished() == 0 ? 0 : finished() * NANOS_PER_SECOND / Math.max(1, elapsed.toNanos());
    }

    /**
     * The time that the rest will take if it takes as long as what is finished.
     *
     * @return the time; null while nothing is finished, or the end of the input is not known
     */
    public @Nullable Duration remaining() {
        if (finished() == 0 || total.isEmpty()) {
            return null;
        }
        double perElement = (double) elapsed.toNanos() / finished();
        return Duration.ofNanos((long) (perElement * (total.getAsLong() - finished())));
    }
}
