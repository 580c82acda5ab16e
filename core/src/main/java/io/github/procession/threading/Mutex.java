package io.github.procession.threading;

import io.github.procession.ipc.report.KnownHolder;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;

/** A lock without an owner: state 1 while it is held, and free after any thread has released it. */
@SuppressWarnings("serial") // never serialized: the Lock that has it cannot be
final class Mutex extends AbstractQueuedSynchronizer implements Guard, KnownHolder {
    /**
     * The id of the thread that has acquired it last, for dumps. A thread itself would do too, but to store one costs the garbage
     * collector's barrier, and the JVM would report a deadlock where another thread is to release the lock.
     */
    private long holder;

    @Override
    protected boolean tryAcquire(int unused) {
        if (!compareAndSetState(0, 1)) {
            return false;
        }
        holder = java.lang.Thread.currentThread().threadId();
        return true;
    }

    @Override
    public long holder() {
        return holder;
    }

    @Override
    protected boolean tryRelease(int unused) {
        // not a plain store: of two threads that release a lock held once, one must be told so
        if (!compareAndSetState(1, 0)) {
            throw new IllegalMonitorStateException("the lock is released too often: nobody holds it");
        }
        return true;
    }

    /** Check of Python's condition for a lock without an owner: the lock is held, presumably by the caller. */
    @Override
    protected boolean isHeldExclusively() {
        return isLocked();
    }

    @Override
    public void acquire() {
        acquire(1);
    }

    @Override
    public void acquireInterruptibly() throws InterruptedException {
        acquireInterruptibly(1);
    }

    @Override
    public boolean tryAcquire() {
        return tryAcquire(1);
    }

    @Override
    public boolean tryAcquire(long time, TimeUnit unit) throws InterruptedException {
        return tryAcquireNanos(1, unit.toNanos(time));
    }

    @Override
    public void release() {
        release(1);
    }

    @Override
    public boolean isLocked() {
        return getState() != 0;
    }

    @Override
    public boolean isMine() {
        return isLocked();
    }

    @Override
    public ConditionObject newQueue() {
        return new ConditionObject();
    }

    @Override
    public boolean hasWaiters(java.util.concurrent.locks.Condition queue) {
        return hasWaiters((ConditionObject) queue);
    }
}
