package io.github.procession.multiprocessing;

import io.github.procession.ipc.jvm.StartedChild;

/**
 * The end of a child process, to be waited for; Python's {@code Process.sentinel}, which is a number there.
 *
 * <p>It becomes ready when the process has ended, however it ended, and stays ready, also after
 * {@link Process#close()}.
 */
public final class Sentinel implements Waitable {
    private final StartedChild child;

    Sentinel(StartedChild child) {
        this.child = child;
    }

    @Override
    public boolean isReady() {
        return child.end().isComplete();
    }

    /** Token of the process; 0 if it has none of its own. */
    int token() {
        return child.token();
    }

    /** Runs a short action at the end of the process, at once if it has ended. */
    void onReady(Runnable listener) {
        child.end().onComplete(listener);
    }

    /** Forgets an action given to {@link #onReady}. */
    void removeOnReady(Runnable listener) {
        child.end().removeOnComplete(listener);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Sentinel sentinel && sentinel.child == child;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(child);
    }

    @Override
    public String toString() {
        return "<Sentinel pid=" + child.pid() + (isReady() ? " ready>" : ">");
    }
}
