package io.github.procession.multiprocessing;

import java.time.Duration;

/**
 * Options of calls of a pool, beside function and arguments.
 *
 * @param timeout how long a task may run; null for any time
 * @param grace how long an interrupted task has to end before its worker is killed; null for any time
 * @param retries how often a task is run again after its worker died
 * @param chunkSize elements in one task; 0 for the default of each method
 * @param bufferSize tasks that an iterator's input may be ahead of its consumer; 0 for the default
 * @param listener receiver of the progress of bulk calls; null for none
 */
record CallOptions(
        Duration timeout, Duration grace, int retries, int chunkSize, int bufferSize, ProgressListener listener) {
    static final Duration DEFAULT_GRACE = Duration.ofSeconds(1);
    static final CallOptions DEFAULT = new CallOptions(null, DEFAULT_GRACE, 0, 0, 0, null);

    CallOptions withTimeout(Duration newTimeout) {
        if (newTimeout != null && (newTimeout.isZero() || newTimeout.isNegative())) {
            throw new IllegalArgumentException("timeout=" + newTimeout + " is not positive");
        }
        return new CallOptions(newTimeout, grace, retries, chunkSize, bufferSize, listener);
    }

    CallOptions withGrace(Duration newGrace) {
        if (newGrace != null && newGrace.isNegative()) {
            throw new IllegalArgumentException("grace=" + newGrace + " is negative");
        }
        return new CallOptions(timeout, newGrace, retries, chunkSize, bufferSize, listener);
    }

    CallOptions withRetries(int newRetries) {
        if (newRetries < 0) {
            throw new IllegalArgumentException("retries=" + newRetries + " is negative");
        }
        return new CallOptions(timeout, grace, newRetries, chunkSize, bufferSize, listener);
    }

    CallOptions withChunkSize(int newChunkSize) {
        if (newChunkSize < 1) {
            throw new IllegalArgumentException("chunksize=" + newChunkSize + " is not at least 1");
        }
        return new CallOptions(timeout, grace, retries, newChunkSize, bufferSize, listener);
    }

    CallOptions withBufferSize(int newBufferSize) {
        if (newBufferSize < 1) {
            throw new IllegalArgumentException("buffersize=" + newBufferSize + " is not at least 1");
        }
        return new CallOptions(timeout, grace, retries, chunkSize, newBufferSize, listener);
    }

    CallOptions withListener(ProgressListener newListener) {
        return new CallOptions(timeout, grace, retries, chunkSize, bufferSize, newListener);
    }
}
