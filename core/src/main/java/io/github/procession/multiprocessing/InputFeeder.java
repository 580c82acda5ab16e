package io.github.procession.multiprocessing;

import io.github.procession.internal.pool.PoolEngine;
import io.github.procession.ipc.system.ServiceLoop;
import java.util.Arrays;
import java.util.Iterator;

/** Reader of the input of a {@link StreamJob}, in a thread of its own, because the user's iterator may take its time. */
final class InputFeeder implements Runnable {
    /** Room for elements of a chunk at first: its size may be meant as no limit. */
    private static final int FIRST_PLACES = 1 << 10;

    private final Iterator<?> input;
    private final int chunkSize;
    private final StreamJob job;
    private final PoolEngine engine;

    InputFeeder(Iterator<?> input, int chunkSize, StreamJob job, PoolEngine engine) {
        this.input = input;
        this.chunkSize = chunkSize;
        this.job = job;
        this.engine = engine;
    }

    @Override
    public void run() {
        Throwable failure = null;
        try {
            feed();
        } catch (
                Throwable
                        e) { // the user's iterator: the consumer gets what it throws; or the pool's end, which abandons
            // the job
            failure = e;
        }
        while (!isEndTold(failure)) {
            ServiceLoop.pause(); // the consumer would wait for ever for what was fed and not handed out
        }
    }

    private boolean isEndTold(Throwable failure) {
        try {
            job.feedEnd(failure);
            engine.resume(job, false); // it may be exhausted now
            return true;
        } catch (OutOfMemoryError _) {
            return false;
        }
    }

    private void feed() throws InterruptedException {
        while (job.awaitRoom()) {
            Object[] chunk = new Object[Math.min(chunkSize, FIRST_PLACES)];
            int length = 0;
            while (length < chunkSize && input.hasNext()) {
                if (length == chunk.length) {
                    chunk = Arrays.copyOf(chunk, (int) Math.min(chunkSize, 2L * length));
                }
                chunk[length++] = input.next();
            }
            if (length == 0) {
                return;
            }
            job.feed(length == chunk.length ? chunk : Arrays.copyOf(chunk, length));
            engine.resume(job, false);
        }
    }
}
