package io.github.procession.ipc.sync;

import static io.github.procession.ipc.sync.PermitWord.WAITERS;
import static io.github.procession.ipc.sync.PermitWord.free;

import io.github.procession.ipc.memory.Region;

/**
 * A semaphore in one word of shared memory, which does not know who has its permits. Not fair: a caller that comes at the right moment may pass those that wait. The protocol is told at {@link PermitWord}.
 */
public final class CountingSemaphore implements Permits {
    private final Region region;
    private final long offset;
    private final SpinWait spin = new SpinWait();
    private final VirtualWaiterGate turn = new VirtualWaiterGate();

    /**
     * A semaphore in some word, whose value is the number of permits at first.
     *
     * @param region shared memory
     * @param offset of the word
     */
    public CountingSemaphore(Region region, long offset) {
        this.region = region;
        this.offset = offset;
    }

    private boolean tryAcquire() {
        while (true) {
            int word = region.getIntVolatile(offset);
            if (free(word) == 0) {
                return false;
            }
            if (region.compareAndSetInt(offset, word, PermitWord.taken(word, false))) {
                return true;
            }
        }
    }

    @Override
    public boolean acquire(Deadline deadline) throws InterruptedException {
        if (tryAcquire()) {
            return true;
        }
        if (deadline.left() <= 0) {
            return false;
        }
        if (spin.spinUntil(() -> free(region.getIntVolatile(offset)) > 0) && tryAcquire()) {
            return true;
        }
        if (!turn.enter(deadline)) {
            return tryAcquire();
        }
        try {
            return await(deadline);
        } finally {
            turn.leave();
        }
    }

    private boolean await(Deadline deadline) throws InterruptedException {
        boolean slept = false;
        for (int slice = 0; ; ) {
            int word = region.getIntVolatile(offset);
            if (free(word) > 0) {
                if (region.compareAndSetInt(offset, word, PermitWord.taken(word, slept))) {
                    if (slept && free(word) > 1) {
                        Parker.wake(region, offset, 1);
                    }
                    return true;
                }
            } else if (PermitWord.markWaiting(region, offset, word)) {
                long left = deadline.left();
                if (left <= 0) {
                    return false;
                }
                try {
                    Parker.await(region, offset, WAITERS, Math.min(left, Parker.sliceNanos(slice++)));
                } catch (InterruptedException e) {
                    Parker.wake(region, offset, 1); // a release may have woken this thread and no other
                    throw e;
                }
                slept = true;
            }
        }
    }

    @Override
    public Release release() {
        while (true) {
            int word = region.getIntVolatile(offset);
            if (free(word) == MAX) {
                return Release.TOO_MANY;
            }
            if (region.compareAndSetInt(offset, word, free(word) + 1)) {
                if ((word & WAITERS) != 0) {
                    Parker.wake(region, offset, 1);
                }
                return Release.DONE;
            }
        }
    }

    @Override
    public int available() {
        return free(region.getIntVolatile(offset));
    }
}
