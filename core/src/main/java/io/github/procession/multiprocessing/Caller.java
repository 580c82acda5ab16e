package io.github.procession.multiprocessing;

/**
 * The caller of an object at a manager's server: a thread of a connected process, or of the server's own.
 *
 * @param session the connection of the process; null in the server itself
 * @param thread number of the thread there
 */
record Caller(CallerSession session, long thread) {
    static final ScopedValue<Caller> CURRENT = ScopedValue.newInstance();

    static Caller current() {
        return CURRENT.isBound()
                ? CURRENT.get()
                : new Caller(null, Thread.currentThread().threadId());
    }

    /** Whether the process is gone, so that nothing may be given to it any more. */
    boolean isGone() {
        return session != null && session.isEnded();
    }
}
