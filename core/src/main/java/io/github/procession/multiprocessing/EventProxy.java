package io.github.procession.multiprocessing;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A flag of a manager that processes wait for: Python's {@code manager.Event()}, whose {@code wait} is {@code await} here. */
public interface EventProxy extends BaseProxy {
    /**
     * Whether the flag is set: Python's {@code is_set()}.
     *
     * @return true if it is
     */
    boolean isSet();

    /** Sets the flag and wakes all who wait: Python's {@code set()}. */
    void set();

    /** Clears the flag: Python's {@code clear()}. */
    void clear();

    /**
     * Waits until the flag is set: Python's {@code wait()}.
     *
     * @return true
     * @throws InterruptedException if interrupted while waiting
     */
    boolean await() throws InterruptedException;

    /**
     * Waits for some time until the flag is set: Python's {@code wait(timeout)}.
     *
     * @param timeout how long to wait; null waits for ever
     * @return whether it is set
     * @throws InterruptedException if interrupted while waiting
     */
    boolean await(@Nullable Duration timeout) throws InterruptedException;
}
