package io.github.procession.ipc.transport;

import io.github.procession.ipc.memory.NamedBlock;
import io.github.procession.ipc.memory.PoolBoard;

/** The numbers of the uses that a cell can have; they are part of the layout of a session, and only added to. */
public final class CellTypes {
    /** A lock: the mutex is the first word. */
    public static final int LOCK = 1;

    /** A queue: control file and rings. */
    public static final int QUEUE = 2;

    /** One end of a pipe: its incoming ring is its file. */
    public static final int PIPE_END = 3;

    /** A semaphore: the permit word is the first word. */
    public static final int SEMAPHORE = 16;

    /** A bounded semaphore: mutex and permit word, and the ledger as its file. */
    public static final int BOUNDED_SEMAPHORE = 17;

    /** An event: its state is the first word. */
    public static final int EVENT = 18;

    /** A reentrant lock: the mutex is the first word. */
    public static final int RLOCK = 19;

    /** A condition: the address of its lock, and the places of its waiters as its files. */
    public static final int CONDITION = 20;

    /** A barrier: its state, and the places of the parties, which may be a file. */
    public static final int BARRIER = 21;

    /** A value: the number is the first word, the address of its lock the second. */
    public static final int VALUE = 24;

    /** An array: its elements are in its file; the address of its lock is the second word. */
    public static final int ARRAY = 25;

    /** A pool, as tools see it: what it has done. */
    public static final int POOL = PoolBoard.CELL_TYPE;

    /** A block of named memory while it is made. */
    public static final int BLOCK = NamedBlock.CELL_TYPE;

    private CellTypes() {}
}
