package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.procession.support.Eventually;
import io.github.procession.support.ThreadsToo;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A pool that has nothing to do keeps nothing of what it has done, however long it stays open. */
@ThreadsToo
class PoolForgetsJobsTest {
    /** A call that works on something large. */
    private interface Call {
        void with(Pool pool, int[] large) throws Exception;
    }

    private static int length(int[] array) {
        return array.length;
    }

    @Tag("full")
    @ParameterizedTest
    @EnumSource
    void anIdlePoolKeepsNoFunctionNoInputAndNoResult(PoolKind kind) throws Exception {
        try (Pool pool = kind.open(2)) {
            forgets(pool, (used, large) -> assertEquals(1, used.apply(PoolForgetsJobsTest::length, large)));
            forgets(pool, (used, large) -> assertEquals(1, used.apply(() -> large.length)));
            forgets(pool, (used, large) -> assertEquals(List.of(1), used.map((int[] x) -> x.length, List.of(large))));
            forgets(
                    pool,
                    (used, large) -> assertEquals(List.of(3), used.map((Integer x) -> x + large.length, List.of(2))));
            forgets(pool, (used, large) -> {
                try (PoolIterator<Integer> results = used.imap((int[] x) -> x.length, List.of(large))) {
                    assertEquals(1, results.next());
                }
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void anIdlePoolKeepsNothingOfACallThatFailed(PoolKind kind) throws Exception {
        try (Pool pool = kind.open(2)) {
            forgets(
                    pool,
                    (used, large) -> assertThrows(
                            ExecutionException.class, () -> used.apply(() -> large.length / (large.length - 1))));
            forgets(
                    pool,
                    (used, large) -> assertThrows(
                            ExecutionException.class, () -> used.map((Integer x) -> large.length / x, List.of(0))));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClosedPoolKeepsNothingOfItsLastCallThatFailed(PoolKind kind) throws Exception {
        WeakReference<int[]> large = failInClosedPool(kind.open(1));
        Eventually.await("collected", () -> {
            System.gc();
            return large.refersTo(null);
        });
    }

    private static WeakReference<int[]> failInClosedPool(Pool pool) throws Exception {
        int[] large = {7};
        Event begun = new Event();
        Event gate = new Event();
        AsyncResult<Integer> result = pool.applyAsync(() -> {
            begun.set();
            gate.await();
            return large.length / (large.length - 1);
        });
        begun.await();
        pool.close();
        gate.set();
        assertThrows(ExecutionException.class, result::get);
        pool.join();
        return new WeakReference<>(large);
    }

    private static void forgets(Pool pool, Call call) throws Exception {
        WeakReference<int[]> large = use(pool, call);
        Eventually.await("collected", () -> {
            System.gc();
            return large.refersTo(null);
        });
    }

    private static WeakReference<int[]> use(Pool pool, Call call) throws Exception {
        int[] large = {7};
        call.with(pool, large);
        return new WeakReference<>(large);
    }
}
