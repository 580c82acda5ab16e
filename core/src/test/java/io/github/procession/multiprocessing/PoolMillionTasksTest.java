package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.procession.support.Eventually;
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
            awaitFlat(early);
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
            awaitFlat(before);
        }
    }

    /** A thread of the pool may hold the last job for a moment after it has told its result. */
    private static void awaitFlat(Resources before) throws Exception {
        Eventually.await("as little memory as in " + before, () -> {
            Resources now = Resources.now();
            return now.heapMebibytes() <= before.heapMebibytes() + ALLOWED_MEBIBYTES
                    && now.mappedMebibytes() <= before.mappedMebibytes() + ALLOWED_MEBIBYTES;
        });
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
