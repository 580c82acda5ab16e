package io.github.procession.ipc.sync;

import org.jspecify.annotations.Nullable;

/** Kinds of things that a thread may wait for and that are no words of shared memory. A board shows them by numbers. */
public enum Awaited {
    /** Results of a pool, which the address of its cell names; 0 for a pool without a cell. */
    POOL_RESULTS,

    /** The end of a pool, named in the same way. */
    POOL_END,

    /** The end of a process, which its token names; 0 for a process without one. */
    PROCESS_END,

    /** The first of some things that one wait is for: ends of processes, connections, queues. Their number is given. */
    ANY,

    /** An answer of a manager's server, named by the token of its process; 0 if it is on no board of this session. */
    MANAGER_ANSWER,

    /** The end of a future, or of some. */
    FUTURE,

    /** A message from a socket. */
    SOCKET_MESSAGE,

    /** A client of a listener. */
    CLIENT;

    private static final Awaited[] ALL = values();

    /** The number that stands in the place of a word's offset, which is never negative. */
    int number() {
        return -1 - ordinal();
    }

    /**
     * The kind that a wait on the board is for.
     *
     * @param offset what stands in the place of a word's offset
     * @return null for a wait for words of shared memory
     */
    public static @Nullable Awaited of(int offset) {
        return offset < 0 && offset >= -ALL.length ? ALL[-1 - offset] : null;
    }
}
