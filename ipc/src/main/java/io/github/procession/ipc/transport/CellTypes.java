package io.github.procession.ipc.transport;

/** Numbers that tell what a cell is used for; part of the layout of a session, only to be added to. */
public final class CellTypes {
    /** A lock: the mutex is the first word. */
    public static final int LOCK = 1;

    /** A queue: control file and rings. */
    public static final int QUEUE = 2;

    /** One end of a pipe: its incoming ring is its file. */
    public static final int PIPE_END = 3;

    /** A value: the number is the first word, the address of its lock the second. */
    public static final int VALUE = 24;

    /** An array: its elements are in its file; the address of its lock is the second word. */
    public static final int ARRAY = 25;

    private CellTypes() {}
}
