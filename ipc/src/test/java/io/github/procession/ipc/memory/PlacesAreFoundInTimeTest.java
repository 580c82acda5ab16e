package io.github.procession.ipc.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.BitSet;
import org.junit.jupiter.api.Test;

/** A look is at what was found and what follows; what appears elsewhere is found by a later look at all. */
class PlacesAreFoundInTimeTest {
    private static final int PLACES = 100;

    private long nanos = Long.MAX_VALUE; // the clock may run over

    private final PlacesInUse places = new PlacesInUse(PLACES, () -> nanos);

    private static BitSet range(int from, int to) {
        BitSet range = new BitSet();
        range.set(from, to);
        return range;
    }

    @Test
    void firstLookIsAtAllAndTheNextAtWhatWasFoundAndWhatFollows() {
        assertEquals(range(0, PLACES), places.look());
        places.found(2);
        places.found(95);
        BitSet expected = range(2, 18);
        expected.or(range(95, PLACES));
        assertEquals(expected, places.look());
        assertEquals(new BitSet(), places.look(), "nothing was found there");
    }

    @Test
    void allPlacesAreLookedAtAgainAfterASecond() {
        places.look();
        nanos += 999_999_999;
        assertEquals(new BitSet(), places.look());
        nanos++;
        assertEquals(range(0, PLACES), places.look());
        assertEquals(new BitSet(), places.look());
    }
}
