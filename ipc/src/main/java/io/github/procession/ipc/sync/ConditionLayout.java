package io.github.procession.ipc.sync;

/**
 * Offsets of a {@link ConditionQueue}: words of its cell, and its files. File 1 begins with the name of the lock (see
 * {@link CompanionsLayout}); file k has 128 &lt;&lt; k-1 places of waiters.
 *
 * <pre>
 *   cell   0  growth mutex (int)
 *          8  next ticket (long)
 *         16  event count of signals: who watches for virtual threads waits for it
 *   file   0  names (file 1), else nothing
 *         64  place 0
 *               +0  word (int)      state | token of the waiter's process
 *               +8  ticket (long)   the order of arrival
 *              +16  before (long)   a signal in this place is meant for tickets below
 *         96  place 1 ...
 * </pre>
 */
final class ConditionLayout {
    static final long GROWTH_OFFSET = 0;
    static final long TICKETS_OFFSET = 8;
    static final long SIGNALS_OFFSET = 16;

    static final long PLACES_OFFSET = 64;
    static final long PLACE_BYTES = 32;
    static final long TICKET_OFFSET = 8;
    static final long BEFORE_OFFSET = 16;

    private static final int FIRST_PLACES = 128;

    private ConditionLayout() {}

    static int places(int file) {
        return FIRST_PLACES << file - 1;
    }

    static long fileBytes(int file) {
        return PLACES_OFFSET + places(file) * PLACE_BYTES;
    }

    static long place(int index) {
        return PLACES_OFFSET + index * PLACE_BYTES;
    }
}
