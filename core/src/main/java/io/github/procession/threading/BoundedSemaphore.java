package io.github.procession.threading;

/**
 * A number of permits of which no more can be given back than there were: Python's {@code threading.BoundedSemaphore}. It
 * finds programs that release more often than they acquire; all else is as in {@link Semaphore}.
 *
 * <p><b>Memory consistency.</b> As for {@link Semaphore}.
 */
public final class BoundedSemaphore extends Semaphore {
    /** Makes a semaphore with one permit: Python's {@code BoundedSemaphore()}. */
    public BoundedSemaphore() {
        this(1);
    }

    /**
     * Makes a semaphore: Python's {@code BoundedSemaphore(value)}.
     *
     * @param value the number of permits
     * @throws IllegalArgumentException if it is negative
     */
    public BoundedSemaphore(int value) {
        super(value, value);
    }

    /** Python's text form: the number of free permits and of all permits. */
    @Override
    public String toString() {
        return "<BoundedSemaphore at 0x" + Integer.toHexString(System.identityHashCode(this)) + ": value=" + getValue()
                + "/" + bound() + ">";
    }
}
