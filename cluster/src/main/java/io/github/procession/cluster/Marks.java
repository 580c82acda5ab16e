package io.github.procession.cluster;

import java.util.ArrayList;
import java.util.List;

/** The marks that one child has printed behind what tasks print, numbered by stream, and the outcomes that wait for them. */
final class Marks {
    private static final long ENDED = Long.MAX_VALUE;

    private record Waiting(long out, long error, Runnable action) {}

    private final List<Waiting> waiting = new ArrayList<>(); // guarded by this, as the next ones
    private long out; // the last one that was read
    private long error;

    /** Takes one that was read from the output of the child, as all before it. */
    void come(boolean ofError, long number) {
        List<Runnable> ready = new ArrayList<>();
        synchronized (this) {
            if (ofError) {
                error = Math.max(error, number);
            } else {
                out = Math.max(out, number);
            }
            waiting.removeIf(each -> hasCome(each) && ready.add(each.action));
        }
        ready.forEach(Runnable::run);
    }

    /** Runs an action as soon as both marks have come; 0 for none. */
    void whenCome(long itsOut, long itsError, Runnable action) {
        Waiting its = new Waiting(itsOut, itsError, action);
        synchronized (this) {
            if (!hasCome(its)) {
                waiting.add(its);
                return;
            }
        }
        action.run();
    }

    private boolean hasCome(Waiting its) {
        return its.out <= out && its.error <= error;
    }

    /**
     * Awaits no more of a stream, which has ended.
     *
     * @return whether both have
     */
    boolean end(boolean ofError) {
        come(ofError, ENDED);
        synchronized (this) {
            return out == ENDED && error == ENDED;
        }
    }
}
