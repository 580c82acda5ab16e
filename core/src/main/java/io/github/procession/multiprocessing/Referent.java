package io.github.procession.multiprocessing;

/** Object of the library at a manager's server, with what it does beside the methods of its proxies' interface. */
interface Referent {
    /** Value for a proxy's {@code getValue()}. */
    Object value();

    /** Address in memory that processes of the tree share, or 0. */
    default long address() {
        return 0;
    }

    /** Takes back what a process that is gone held. */
    default void sessionEnded(CallerSession session) {}
}
