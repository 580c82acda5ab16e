package io.github.procession.threading;

/**
 * A lock between threads: Python's {@code threading.Lock}.
 *
 * <pre>{@code
 * try (var _ = lock.acquire()) { ... }                          // Python's "with lock:"
 * lock.acquire(); try { ... } finally { lock.release(); }       // the same
 * }</pre>
 *
 * <p>It is not reentrant: a thread that acquires it twice waits for itself; {@link RLock} is. It has no owner: any thread
 * may release it, as in Python. It is not fair: a caller that comes at the right moment may pass those that wait. As a
 * {@link java.util.concurrent.locks.Lock} it does the same under that interface's names. Virtual threads wait for it
 * without holding a carrier thread.
 *
 * <p><b>Memory consistency.</b> What a thread did before it released the lock happens-before what a thread does after it
 * acquired the lock next.
 */
public final class Lock extends AbstractLock {
    /** Makes a new lock, which is free. */
    public Lock() {
        super(new Mutex());
    }

    /** A held lock, for try-with-resources: closing it releases the lock, closing it again does nothing. */
    public final class Held implements AutoCloseable {
        private boolean released;

        private Held() {}

        /** Releases the lock. */
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
     * Releases the lock: Python's {@code release()}. Any thread may do so.
     *
     * @throws IllegalMonitorStateException if the lock is not held (Python: {@code RuntimeError})
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

    /** Python's text form: whether the lock is held. */
    @Override
    public String toString() {
        return "<" + (locked() ? "locked" : "unlocked") + " Lock at 0x"
                + Integer.toHexString(System.identityHashCode(this)) + ">";
    }
}
