package io.github.procession.ipc.sync;

/**
 * A wait of the calling thread for something that is no word of shared memory, which tools show once it has lasted some 130 ms, as
 * they show waits for words. The thread sleeps in two parts: until the wait is to be shown, and then to its end. So a wait that is
 * short costs a look at the clock, and one that is long wakes up once more.
 *
 * <pre>{@code
 * try (ShownWait wait = ShownWait.of(Awaited.PROCESS_END, token)) {
 *     while (!ended.await(wait.part(Long.MAX_VALUE), NANOSECONDS)) {}
 * }
 * }</pre>
 *
 * <p>What the thread waits for in between, as a part of this wait, is not shown.
 */
public final class ShownWait implements AutoCloseable {
    private static final long UNSHOWN_NANOS = 130_000_000;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Awaited what;
    private final long id;
    private boolean begun;
    private long since;
    private boolean asked;

    /** The thread whose note is to be taken away; 0 if there is none. */
    private volatile long thread;

    private ShownWait(Awaited what, long id) {
        this.what = what;
        this.id = id;
    }

    /**
     * A wait that is about to begin.
     *
     * @param what what it is for
     * @param id which of its kind
     * @return to be closed when the wait is over
     */
    public static ShownWait of(Awaited what, long id) {
        return new ShownWait(what, id);
    }

    /**
     * Gives waits for the words of a cell another name, by which tools show them.
     *
     * @param cell its address, of this process alone until {@link #forget}
     * @param what what a thread waits for that waits for one of its words
     * @param id which of its kind
     */
    public static void name(long cell, Awaited what, long id) {
        NotedWaits.NAMES.put(cell, new NotedWaits.Name(what, id));
    }

    /**
     * Takes back what {@link #name} has given, if it has.
     *
     * @param cell its address
     */
    public static void forget(long cell) {
        NotedWaits.NAMES.remove(cell);
    }

    /**
     * How long the next sleep may last. To be asked before each.
     *
     * @param nanos how long the rest of the wait may last
     * @return that, or less
     */
    public long part(long nanos) {
        if (asked) {
            return nanos;
        }
        long now = System.nanoTime();
        if (!begun) {
            begun = true;
            since = now;
        }
        long waited = now - since;
        if (waited < UNSHOWN_NANOS) {
            return Math.min(nanos, UNSHOWN_NANOS - waited);
        }
        asked = true;
        thread = NotedWaits.keep(what, id, System.currentTimeMillis() - waited / NANOS_PER_MILLI);
        return nanos;
    }

    /** Ends the wait; any thread may do so. */
    @Override
    public void close() {
        if (thread != 0) {
            NotedWaits.release(thread);
            thread = 0;
        }
    }
}
