package io.github.procession.threading;

/**
 * A lock between threads that its owner may acquire again: Python's {@code threading.RLock}, a thin
 * {@link java.util.concurrent.locks.ReentrantLock}.
 *
 * <pre>{@code
 * try (var _ = lock.acquire()) { ... }                          // Python's "with lock:"
 * lock.acquire(); try { ... } finally { lock.release(); }       // the same
 * }</pre>
 *
 * <p>The thread that acquired it owns it, and must release it as often as it acquired it; when that thread ends before,
 * the lock stays held for ever, as in Python. It is not fair: a caller that comes at the right moment may pass those that wait.
 * As a {@link java.util.concurrent.locks.Lock} it does the same under that interface's names. Virtual threads wait for it
 * without holding a carrier thread.
 *
 * <p><b>Memory consistency.</b> What a thread did before its last release happens-before what a thread does after it
 * acquired the lock next.
 */
public final class RLock extends AbstractLock {
    private final ReentrantMutex mutex;

    /** Makes a new lock without an owner. */
    public RLock() {
        ReentrantMutex mutex = new ReentrantMutex();
        super(mutex);
        this.mutex = mutex;
    }

    /** A held lock, for try-with-resources: closing it releases the lock once, closing it again does nothing. */
    public final class Held implements AutoCloseable {
        private boolean released;

        private Held() {}

        /** Releases the lock once. */
        @Override
        public void close() {
            if (!released) {
                released = true;
                release();
            }
        }
    }

    /**
     * Acquires the lock, waiting as long as it takes: Python's {@code acquire()}.
     *
     * @return a token for try-with-resources; callers who call {@link #release()} themselves ignore it
     * @throws InterruptedException if interrupted before or while waiting
     */
    public Held acquire() throws InterruptedException {
        Held held = new Held(); // first, as there may be no memory for it
        guard().acquireInterruptibly();
        return held;
    }

    /**
     * Releases the lock once: Python's {@code release()}. It is free after as many releases as it was acquired.
     *
     * @throws IllegalMonitorStateException if the calling thread does not own the lock (Python:
     *     {@code RuntimeError})
     */
    @Override
    public void release() {
        super.release();
    }

    /**
     * Makes a condition of this lock, as {@code new Condition(lock)} does.
     *
     * @return the condition
     */
    @Override
    public Condition newCondition() {
        return new Condition(this);
    }

    /** Python's text form: who owns the lock, and how often; only the owner itself knows how often. */
    @Override
    public String toString() {
        java.lang.Thread owner = mutex.owner();
        String count = owner == null ? "0" : mutex.isMine() ? Integer.toString(mutex.getHoldCount()) : "nonzero";
        return "<" + (owner == null ? "unlocked" : "locked") + " RLock owner="
                + (owner == null ? "None" : owner.getName()) + " count=" + count + " at 0x"
                + Integer.toHexString(System.identityHashCode(this)) + ">";
    }
}
