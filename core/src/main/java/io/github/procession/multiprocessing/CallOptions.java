package io.github.procession.multiprocessing;

import io.github.procession.internal.pool.TaskLimits;
import java.time.Duration;

/**
 * Options of calls of a pool, beside function and arguments.
 *
 * @param limits of each task
 * @param chunkSize elements in one task; 0 for the default of each method
 * @param bufferSize tasks that an iterator's input may be ahead of its consumer; 0 for the default
 * @param listener receiver of the progress of bulk calls; null for none
 */
record CallOptions(TaskLimits limits, int chunkSize, int bufferSize, ProgressListener listener) {
    static final Duration DEFAULT_GRACE = Duration.ofSeconds(1);
    static final CallOptions DEFAULT = new CallOptions(new TaskLimits(null, DEFAULT_GRACE, 0), 0, 0, null);

    CallOptions withTimeout(Duration newTimeout) {
        if (newTimeout != null && (newTimeout.isZero() || newTimeout.isNegative())) {
            throw new IllegalArgumentException("timeout=" + newTimeout + " is not positive");
        }
        return with(new TaskLimits(newTimeout, limits.grace(), limits.retries()));
    }

    CallOptions withGrace(Duration newGrace) {
        if (newGrace != null && newGrace.isNegative()) {
            throw new IllegalArgumentException("grace=" + newGrace + " is negative");
        }
        return with(new TaskLimits(limits.timeout(), newGrace, limits.retries()));
    }

    CallOptions withRetries(int newRetries) {
        if (newRetries < 0) {
            throw new IllegalArgumentException("retries=" + newRetries + " is negative");
        }
        return with(new TaskLimits(limits.timeout(), limits.grace(), newRetries));
    }

    private CallOptions with(TaskLimits newLimits) {
        return new CallOptions(newLimits, chunkSize, bufferSize, listener);
    }

    CallOptions withChunkSize(int newChunkSize) {
        if (newChunkSize < 1) {
            throw new IllegalArgumentException("chunksize=" + newChunkSize + " is not at least 1");
        }
        return new CallOptions(limits, newChunkSize, bufferSize, listener);
    }

    CallOptions withBufferSize(int newBufferSize) {
        if (newBufferSize < 1) {
            throw new IllegalArgumentException("buffersize=" + newBufferSize + " is not at least 1");
        }
        return new CallOptions(limits, chunkSize, newBufferSize, listener);
    }

    CallOptions withListener(ProgressListener newListener) {
        return new CallOptions(limits, chunkSize, bufferSize, newListener);
    }
}
