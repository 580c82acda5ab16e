package io.github.procession.cluster;

import io.github.procession.internal.RemoteCell;

/**
 * A number at the server that wraps around at 32 or 64 bits, as a number in shared memory does. It is kept in a
 * {@link ClusterCounter}, which itself does not wrap around.
 */
final class ClusterCell implements RemoteCell {
    private final ClusterCounter counter;
    private final boolean isLong;

    ClusterCell(Session session, String name, long bytes) {
        counter = new ClusterCounter(session, name);
        isLong = bytes == Long.BYTES;
    }

    /** The number that a count stands for: what an addition makes of it may be out of range for a moment. */
    private long wrapped(long count) {
        return isLong ? count : (int) count;
    }

    @Override
    public long get() {
        return wrapped(counter.get());
    }

    @Override
    public void set(long value) {
        counter.set(value);
    }

    @Override
    public boolean compareAndSet(long expected, long value) {
        for (long count = expected; ; ) {
            if (counter.compareAndSet(count, value)) {
                return true;
            }
            count = counter.get();
            if (wrapped(count) != expected) {
                return false;
            }
        }
    }

    @Override
    public long getAndSet(long value) {
        while (true) {
            long before = get();
            if (compareAndSet(before, value)) {
                return before;
            }
        }
    }

    @Override
    public long getAndAdd(long delta) {
        long sum;
        try {
            sum = counter.add(delta);
        } catch (ArithmeticException _) {
            while (true) {
                long before = get();
                if (compareAndSet(before, wrapped(before + delta))) {
                    return before;
                }
            }
        }
        if (sum != wrapped(sum)) {
            counter.compareAndSet(sum, wrapped(sum)); // or another one does, with its sum
        }
        return wrapped(sum - delta);
    }
}
