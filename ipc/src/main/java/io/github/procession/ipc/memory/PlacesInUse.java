package io.github.procession.ipc.memory;

import java.util.BitSet;
import java.util.function.LongSupplier;

/**
 * The places of a file in which an earlier look has found something. A look is at those and at some that follow, where
 * new things are put first; once a second it is at all of them.
 */
final class PlacesInUse {
    private static final long ALL_NANOS = 1_000_000_000;
    private static final int FOLLOWING = 16;

    private final int places;
    private final LongSupplier clock;
    private BitSet next = new BitSet();
    private boolean hasLooked;
    private long allDue;

    PlacesInUse(int places) {
        this(places, System::nanoTime);
    }

    /** With a clock that counts nanoseconds. */
    PlacesInUse(int places, LongSupplier clock) {
        this.places = places;
        this.clock = clock;
    }

    /** The places that another look is at. */
    BitSet look() {
        long now = clock.getAsLong();
        BitSet looked = next;
        next = new BitSet(places);
        if (!hasLooked || now - allDue >= 0) {
            hasLooked = true;
            allDue = now + ALL_NANOS;
            looked.set(0, places);
        }
        return looked;
    }

    /** Something is at a place. */
    void found(int place) {
        next.set(place, Math.min(places, place + FOLLOWING));
    }
}
