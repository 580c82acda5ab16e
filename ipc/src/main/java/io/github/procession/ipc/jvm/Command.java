package io.github.procession.ipc.jvm;

/**
 * Command of a parent to a running child over the child's control pipe, one byte each. The end of the stream says that
 * the parent is dead: the operating system closes the pipe whatever kills it.
 */
final class Command {
    /** Interrupt the child's main thread. */
    static final int INTERRUPT = 'I';

    /** The parent has lost its own parent and ends soon: the child's time runs from now too. */
    static final int ORPHAN = 'O';

    /** Write a dump for a tool. */
    static final int DUMP = 'D';

    private Command() {}
}
