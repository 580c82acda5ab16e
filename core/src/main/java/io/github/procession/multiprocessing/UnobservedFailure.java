package io.github.procession.multiprocessing;

import org.slf4j.Logger;

/** A failed call whose failure nobody has asked for yet; told once in the log if nobody ever does. */
class UnobservedFailure implements Runnable {
    private static final Logger LOG = LibraryLogger.of(Pool.class);

    private final String pool;
    private Throwable failure;

    UnobservedFailure(String pool, Throwable failure) {
        this.pool = pool;
        this.failure = failure;
    }

    synchronized void observed() {
        failure = null;
    }

    /** Nobody can ask any more, or nobody is expected to. */
    @Override
    public void run() {
        Throwable unheard;
        synchronized (this) {
            unheard = failure;
            failure = null;
        }
        if (unheard != null) {
            LOG.warn("{}: a task failed and nobody has asked for its result", pool, unheard);
        }
    }
}
