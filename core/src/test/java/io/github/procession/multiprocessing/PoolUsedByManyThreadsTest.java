package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.procession.support.Threads;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PoolUsedByManyThreadsTest {
    @Tag("full")
    @ParameterizedTest
    @EnumSource
    void sixteenThreadsUseOnePool(PoolKind kind) throws Exception {
        try (Pool pool = kind.open(2)) {
            List<Threads.Running<Integer>> users = new ArrayList<>();
            for (int user = 0; user < 16; user++) {
                int number = user;
                users.add(
                        user % 2 == 0
                                ? Threads.run(() -> use(pool, number))
                                : Threads.runVirtual(() -> use(pool, number)));
            }
            for (Threads.Running<Integer> user : users) {
                assertEquals(50, user.result());
            }
        }
    }

    private static int use(Pool pool, int number) throws Exception {
        int failures = 0;
        List<Integer> numbers = PoolProgressTest.numbers(100);
        for (int i = 0; i < 50; i++) {
            int x = 1000 * number + i;
            assertEquals(2 * x, pool.apply(PoolImapTest::twice, x));
            AsyncResult<Integer> later = pool.applyAsync((Integer y) -> y + number, i);
            assertEquals(PoolImapTest.doubled(numbers), pool.map(PoolImapTest::twice, numbers));
            assertEquals(
                    9900,
                    pool.imapUnordered(PoolImapTest::twice, numbers::iterator).stream()
                            .mapToInt(y -> y)
                            .sum());
            assertEquals(i + number, later.get());
            try {
                pool.apply(PoolErrorsTest::failDeep, x);
            } catch (ExecutionException e) {
                assertEquals("cause " + x, e.getCause().getCause().getMessage());
                failures++;
            }
        }
        return failures;
    }

    @Tag("full")
    @ParameterizedTest
    @EnumSource
    void threadsThatShareAnIteratorGetEachResultOnce(PoolKind kind) throws Exception {
        try (Pool pool = kind.open(2)) {
            List<Integer> numbers = PoolProgressTest.numbers(5000);
            for (int chunksize : new int[] {1, 7}) {
                PoolIterator<Integer> results = pool.chunksize(chunksize).imap(PoolImapTest::twice, numbers::iterator);
                List<Threads.Running<List<Integer>>> takers = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    takers.add(i == 3 ? Threads.runVirtual(() -> take(results)) : Threads.run(() -> take(results)));
                }
                List<Integer> all = new ArrayList<>();
                for (Threads.Running<List<Integer>> taker : takers) {
                    List<Integer> got = taker.result();
                    assertEquals(got.stream().sorted().toList(), got, "each in order");
                    all.addAll(got);
                }
                assertEquals(
                        PoolImapTest.doubled(numbers), all.stream().sorted().toList());
            }
        }
    }

    private static List<Integer> take(PoolIterator<Integer> results) {
        List<Integer> got = new ArrayList<>();
        try {
            while (true) {
                got.add(results.next());
            }
        } catch (NoSuchElementException e) {
            return got;
        }
    }
}
