package io.github.procession.ipc.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.BitSet;
import org.junit.jupiter.api.Test;

/** A look is at what was found and what follows; what appears elsewhere is found by a later look at all. */
class PlacesAreFoundInTimeTest {
    private static final int PLACES = 100;

    private static BitSet range(int from, int to) {
        BitSet range = new BitSet();
        range.set(from, to);
        return range;
    }

    @Test
    void firstLookIsAtAllAndTheNextAtWhatWasFoundAndWhatFollows() {
        PlacesInUse places = new PlacesInUse(PLACES);
        assertEquals(range(0, PLACES), places.look());
        places.found(2);
        places.found(95);
        BitSet expected = range(2, 18);
        expected.or(range(95, PLACES));
        assertEquals(expected, places.look());
        assertEquals(new BitSet(), places.look(), "nothing was found there");
    }

    @Test
    void allPlacesAreLookedAtAgain() throws InterruptedException {
        PlacesInUse places = new PlacesInUse(PLACES);
        places.look();
        while (!places.look().equals(range(0, PLACES))) {
            Thread.sleep(10);
        }
    }
}
