package io.github.procession.multiprocessing;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.Executor;

/**
 * Counter of the finished elements of one bulk call. It tells a listener without holding up the results: what finishes
 * while the listener is busy is told in one call afterwards.
 */
final class ProgressMeter {
    private static final long UNKNOWN = -1;

    private final ProgressListener listener;
    private final Executor callbacks;
    private final long start = System.nanoTime();
    private long done; // guarded by this, as are the next
    private long failed;
    private long total;
    private boolean telling;

    ProgressMeter(ProgressListener listener, Executor callbacks, int total) {
        this.listener = listener;
        this.callbacks = callbacks;
        this.total = total;
    }

    static ProgressMeter withoutEnd(ProgressListener listener, Executor callbacks) {
        ProgressMeter meter = new ProgressMeter(listener, callbacks, 0);
        meter.total = UNKNOWN;
        return meter;
    }

    void add(int newlyDone, int newlyFailed) {
        if (listener == null) {
            return;
        }
        synchronized (this) {
            done += newlyDone;
            failed += newlyFailed;
            tell();
        }
    }

    /** The input has ended. */
    synchronized void setTotal(long elements) {
        if (listener != null) {
            total = elements;
            tell();
        }
    }

    private void tell() {
        if (!telling) {
            telling = true;
            boolean accepted = false;
            try {
                callbacks.execute(this::deliver);
                accepted = true;
            } catch (OutOfMemoryError _) {
                // the next one tries again; the results that are counted must reach those who wait for them
            } finally {
                telling = accepted;
            }
        }
    }

    private void deliver() {
        Progress progress;
        synchronized (this) {
            telling = false;
            OptionalLong all = total == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(total);
            progress = new Progress(done, failed, all, Duration.ofNanos(System.nanoTime() - start));
        }
        listener.onProgress(progress);
    }
}
