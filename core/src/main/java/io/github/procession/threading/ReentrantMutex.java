package io.github.procession.threading;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** A {@link ReentrantLock} that says who owns it. */
@SuppressWarnings("serial") // never serialized: the RLock that has it cannot be
final class ReentrantMutex extends ReentrantLock implements Guard {
    @Override
    public void acquire() {
        lock();
    }

    @Override
    public void acquireInterruptibly() throws InterruptedException {
        lockInterruptibly();
    }

    @Override
    public boolean tryAcquire() {
        return tryLock();
    }

    @Override
    public boolean tryAcquire(long time, TimeUnit unit) throws InterruptedException {
        return tryLock(time, unit);
    }

    @Override
    public void release() {
        try {
            unlock();
        } catch (IllegalMonitorStateException e) {
            throw new IllegalMonitorStateException("the lock is released by a thread that does not hold it");
        }
    }

    @Override
    public boolean isMine() {
        return isHeldByCurrentThread();
    }

    @Override
    public java.util.concurrent.locks.Condition newQueue() {
        return newCondition();
    }

    java.lang.Thread owner() {
        return getOwner();
    }
}
