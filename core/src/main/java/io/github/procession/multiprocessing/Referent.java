package io.github.procession.multiprocessing;

/** What an object of the library at a manager's server does beside the methods of its proxies' interface. */
interface Referent {
    /** What a proxy's {@code getValue()} gives. */
    Object value();

    /** Address in memory that processes of the tree share, or 0. */
    default long address() {
        return 0;
    }

    /** Takes back what a process that is gone held. */
    default void sessionEnded(CallerSession session) {}
}
