package io.github.procession.ipc.memory;

import org.jspecify.annotations.Nullable;

/**
 * An object whose state lives in shared memory: when it is sent to another process only its address travels, and the
 * receiver gets the same shared object. One whose state lives elsewhere has a handle instead.
 */
public interface Shareable {
    /**
     * Address of the shared state: cell index in the upper 32 bits, the cell's generation in the lower 32.
     *
     * @return the packed address; zero if the state is not in shared memory
     */
    long address();

    /**
     * The shared objects without which this one is not complete, such as the lock of a value, and theirs. A process that
     * has this object holds them too, and whatever this object is sent through keeps all of them alive.
     *
     * @return their addresses; empty when there are none
     */
    default long[] companions() {
        return new long[0];
    }

    /**
     * What travels if the state is not in shared memory. To be called by who sends it: the object is known elsewhere then.
     *
     * @return the handle; null if the state is in shared memory
     */
    default @Nullable RemoteHandle remoteHandle() {
        return null;
    }

    /**
     * Whether this process has let go of the object. Then the next message that names its address makes a new one.
     *
     * @return true once the object is closed here
     */
    default boolean isReleased() {
        return false;
    }
}
