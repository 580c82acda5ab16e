package io.github.procession.concurrent;

import java.time.Duration;

/**
 * Options of a call of map.
 *
 * @param timeout until when its results must be there; null for any time
 * @param chunkSize elements in one call of a worker
 * @param bufferSize calls that are begun ahead; 0 for all
 */
record MapOptions(Duration timeout, int chunkSize, int bufferSize) {
    static final MapOptions DEFAULT = new MapOptions(null, 1, 0);

    MapOptions withTimeout(Duration newTimeout) {
        return new MapOptions(newTimeout, chunkSize, bufferSize);
    }

    MapOptions withChunkSize(int newChunkSize) {
        if (newChunkSize < 1) {
            throw new IllegalArgumentException("chunksize=" + newChunkSize + " is not at least 1");
        }
        return new MapOptions(timeout, newChunkSize, bufferSize);
    }

    MapOptions withBufferSize(int newBufferSize) {
        if (newBufferSize < 1) {
            throw new IllegalArgumentException("buffersize=" + newBufferSize + " is not at least 1");
        }
        return new MapOptions(timeout, chunkSize, newBufferSize);
    }
}
