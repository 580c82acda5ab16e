package io.github.procession.ipc.ring;

/** Check whether a process is left on the other side of a channel. */
public interface PeerCheck {
    /**
     * A look at shared memory only, for each operation.
     *
     * @return true if the other side is known to be closed
     */
    boolean isClosed();

    /**
     * A look that may ask the operating system whether the other side's holders are alive; for waits.
     *
     * @return true if the other side is closed or all its holders are dead
     */
    boolean isGone();
}
