package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.support.Resources;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class PoolMillionTasksTest {
    private static final int COUNT = 1_000_000;
    private static final int ALLOWED_MEBIBYTES = 4;

    @Tag("full")
    @Test
    void aMillionTasksOfOneElementHoldMemoryFlat() throws Exception {
        try (Pool pool = new Pool(2)) {
            PoolIterator<Integer> results =
                    pool.imap(PoolImapTest::twice, IntStream.range(0, COUNT).boxed()::iterator);
            Resources early = null;
            for (int i = 0; i < COUNT; i++) {
                assertEquals(2 * i, results.next());
                if (i == COUNT / 10) {
                    early = Resources.now();
                }
            }
            assertFalse(results.hasNext());
            Resources late = Resources.now();
            assertTrue(
                    late.heapMebibytes() <= early.heapMebibytes() + ALLOWED_MEBIBYTES
                            && late.mappedMebibytes() <= early.mappedMebibytes() + ALLOWED_MEBIBYTES,
                    early + " -> " + late);
        }
    }

    @Tag("full")
    @Test
    void aMillionTasksOfAMapLeaveTheListAlone() throws Exception {
        try (Pool pool = new Pool(2)) {
            pool.map(PoolImapTest::twice, PoolProgressTest.numbers(COUNT / 10), 1);
            Resources before = Resources.now();
            assertEquals(
                    999_999_000_000L,
                    pool.map(PoolImapTest::twice, PoolProgressTest.numbers(COUNT), 1).stream()
                            .mapToLong(x -> x)
                            .sum());
            Resources after = Resources.now();
            assertTrue(after.heapMebibytes() <= before.heapMebibytes() + ALLOWED_MEBIBYTES, before + " -> " + after);
        }
    }

    @Tag("full")
    @Test
    void aHundredThousandCallsMayWaitAtOnce() throws Exception {
        try (Pool pool = new Pool(2)) {
            int count = COUNT / 10;
            @SuppressWarnings({"unchecked", "rawtypes"}) // no generic arrays
            AsyncResult<Integer>[] results = new AsyncResult[count];
            for (int i = 0; i < count; i++) {
                results[i] = pool.applyAsync(PoolImapTest::twice, i);
            }
            for (int i = 0; i < count; i++) {
                assertEquals(2 * i, results[i].get());
            }
        }
    }
}
