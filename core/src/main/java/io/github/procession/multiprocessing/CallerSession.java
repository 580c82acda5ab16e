package io.github.procession.multiprocessing;

/**
 * Connection of a process to a manager's server, as the objects there know it: it owns what the process holds of them, such as
 * locks and permits.
 */
interface CallerSession {
    /** Whether the connection has ended, so that the process counts as dead. */
    boolean isEnded();
}
