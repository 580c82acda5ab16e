package io.github.procession.threading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.support.Threads;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Iterators that threads share. What they go over breaks when two threads are in it at the same time. */
class SharedIteratorsTest {
    private static final int COUNT = 100_000;
    private static final int YIELD_EVERY = 100;
    private static final int THREADS = 4;

    /** Counts up, with a field that two threads at a time would mix up, and sees them. */
    private static final class Unshareable implements Iterable<Integer> {
        private final int end;
        private volatile java.lang.Thread inside;
        private int next;

        Unshareable(int end) {
            this.end = end;
        }

        @Override
        public Iterator<Integer> iterator() {
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return next < end;
                }

                @Override
                public Integer next() {
                    if (inside != null) {
                        throw new IllegalStateException(inside + " is here too");
                    }
                    inside = java.lang.Thread.currentThread();
                    int value = next;
                    if (value % YIELD_EVERY == 0) { // each costs a time slice where others compute
                        java.lang.Thread.yield();
                    }
                    next = value + 1;
                    inside = null;
                    return value;
                }
            };
        }
    }

    private static List<Integer> range(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    /** What each of several threads gets. */
    private static List<List<Integer>> consume(List<? extends Iterable<Integer>> sources) throws Exception {
        Barrier together = new Barrier(sources.size());
        List<Threads.Running<List<Integer>>> threads = new ArrayList<>();
        for (Iterable<Integer> source : sources) {
            threads.add(Threads.run(() -> {
                together.await();
                List<Integer> got = new ArrayList<>();
                for (int value : source) {
                    got.add(value);
                }
                return got;
            }));
        }
        List<List<Integer>> all = new ArrayList<>();
        for (Threads.Running<List<Integer>> each : threads) {
            all.add(each.result());
        }
        return all;
    }

    private static void assertEachOnceAndInOrder(int count, List<List<Integer>> all) {
        Set<Integer> seen = new HashSet<>();
        for (List<Integer> each : all) {
            for (int i = 0; i < each.size(); i++) {
                assertTrue(seen.add(each.get(i)), "delivered twice: " + each.get(i));
                assertTrue(i == 0 || each.get(i - 1) < each.get(i), "out of order: " + each.get(i));
            }
        }
        assertEquals(count, seen.size());
    }

    private static <T> List<T> times(int n, T value) {
        return java.util.Collections.nCopies(n, value);
    }

    @Test
    @Conformance("DOC-04")
    void aSerializedIteratorGivesEachValueToExactlyOneThread() throws Exception {
        Iterable<Integer> shared = Threading.serializeIterator(new Unshareable(COUNT));
        assertEachOnceAndInOrder(COUNT, consume(times(THREADS, shared)));
        assertFalse(shared.iterator().hasNext());
        assertThrows(NoSuchElementException.class, () -> shared.iterator().next());
    }

    @Test
    void aSerializedIteratorHasNullsAndTheFailuresOfItsSource() {
        Iterable<String> shared = Threading.serializeIterator(Arrays.asList("a", null, "b"));
        Iterator<String> one = shared.iterator();
        Iterator<String> other = shared.iterator();
        assertTrue(one.hasNext());
        assertEquals(null, other.next(), "the first is reserved for the one that has asked");
        assertEquals("a", one.next());
        assertEquals("b", one.next());
        assertFalse(other.hasNext());
        Iterator<Integer> failing = Threading.<Integer>serializeIterator(() -> new Iterator<>() {
                    private int calls;

                    @Override
                    public boolean hasNext() {
                        return true;
                    }

                    @Override
                    public Integer next() {
                        if (calls++ == 0) {
                            throw new IllegalStateException("once");
                        }
                        return calls;
                    }
                })
                .iterator();
        assertThrows(IllegalStateException.class, failing::next);
        assertEquals(2, failing.next());
    }

    @Test
    @Conformance("DOC-06")
    void eachIteratorOfAWrappedFunctionIsSerialized() throws Exception {
        var counting = Threading.<Integer, Integer>synchronizedIterator(Unshareable::new);
        assertEachOnceAndInOrder(COUNT, consume(times(THREADS, counting.apply(COUNT))));
        assertEquals(3, consume(times(1, counting.apply(3))).getFirst().size(), "another call, another iterator");
    }

    @Test
    @Conformance("DOC-07")
    void eachIteratorOfATeeSeesAllValuesInOrder() throws Exception {
        List<Iterator<Integer>> tee = Threading.concurrentTee(new Unshareable(COUNT), THREADS);
        List<Iterable<Integer>> sources = new ArrayList<>();
        tee.forEach(each -> sources.add(() -> each));
        for (List<Integer> each : consume(sources)) {
            assertEquals(range(COUNT), each);
        }
        tee.forEach(each -> assertThrows(NoSuchElementException.class, each::next));
    }

    @Test
    void aTeeKeepsWhatOneHasHadAndAnotherHasNot() {
        List<Iterator<String>> tee = Threading.concurrentTee(Arrays.asList("a", null, "c"), 2);
        assertEquals("a", tee.get(0).next());
        assertEquals(null, tee.get(0).next());
        assertEquals("a", tee.get(1).next());
        assertTrue(tee.get(1).hasNext());
        assertTrue(tee.get(1).hasNext());
        assertEquals(null, tee.get(1).next());
        assertEquals("c", tee.get(1).next());
        assertFalse(tee.get(1).hasNext());
        assertEquals("c", tee.get(0).next());
    }

    @Test
    @Conformance("DOC-08")
    void aTeeOfNoneIsEmptyAndOfLessAnError() {
        assertEquals(List.of(), Threading.concurrentTee(List.of(1), 0));
        assertThrows(IllegalArgumentException.class, () -> Threading.concurrentTee(List.of(1), -1));
    }
}
