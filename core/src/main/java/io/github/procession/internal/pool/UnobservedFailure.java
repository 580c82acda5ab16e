package io.github.procession.internal.pool;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Failure of a call that no caller has asked for yet; logged once if none ever does. The cleaner keeps it until
 * the call's result is dropped, so it has no way to the result: none to the pool, whose jobs know theirs.
 */
public final class UnobservedFailure implements Runnable {

    private final String pool;
    private final Set<UnobservedFailure> all;
    private @Nullable Throwable failure;

    /**
     * A failure.
     *
     * @param pool its name
     * @param failure what was thrown
     * @param all those of the pool; this one is in it until it is observed or told
     */
    UnobservedFailure(String pool, Throwable failure, Set<UnobservedFailure> all) {
        this.pool = pool;
        this.failure = failure;
        this.all = all;
        all.add(this);
    }

    public synchronized void observed() {
        all.remove(this);
        failure = null;
    }

    /** Has the failure logged unless it was asked for: its result is collected, or the pool has ended. */
    @Override
    public void run() {
        Throwable unheard;
        synchronized (this) {
            unheard = failure;
            failure = null;
        }
        if (unheard != null) {
            FailureLog.add(() -> {
                PoolEngine.LOG.warn("{}: a task failed and nobody has asked for its result", pool, unheard);
                all.remove(this); // by the thread that has told it: the pool's end and the cleaner may meet here
            });
        }
    }
}
