package io.github.procession.ipc.report;

/** Lock between threads that belongs to none, and yet can tell which one has acquired it last: for dumps. */
public interface KnownHolder {
    /**
     * The thread that has acquired the lock last.
     *
     * @return its id, 0 for none; of no meaning while the lock is free
     */
    long holder();
}
