package io.github.procession.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A comparison that throws, whichever it is, leaves the queue with the items that it had, in order. */
class PriorityQueueComparatorFailsTest {
    private static final int ITEMS = 40;

    private static final class Failure extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** Compares numbers, and throws at the comparison that it was told. */
    private static final class Failing implements Comparator<Integer> {
        private int left = Integer.MAX_VALUE;

        @Override
        public int compare(Integer a, Integer b) {
            if (--left == 0) {
                throw new Failure();
            }
            return a.compareTo(b);
        }
    }

    private final Failing order = new Failing();
    private final PriorityQueue<Integer> queue = new PriorityQueue<>(order);
    private final List<Integer> expected = new ArrayList<>();

    private void fill() throws Exception {
        Random random = new Random(7);
        for (int i = 0; i < ITEMS; i++) {
            int item = random.nextInt(100);
            queue.put(item);
            expected.add(item);
        }
    }

    private interface Call {
        void call() throws Exception;
    }

    /** Lets the first, the second, ... comparison of the call fail until there are not that many; returns how many. */
    private int failAtEach(Call call) throws Exception {
        for (int k = 1; ; k++) {
            order.left = k;
            try {
                call.call();
                return k - 1;
            } catch (Failure e) {
                assertEquals(expected.size(), queue.qsize());
            } finally {
                order.left = Integer.MAX_VALUE;
            }
        }
    }

    private void assertDrainsInOrder() throws Exception {
        Collections.sort(expected);
        for (Integer each : expected) {
            assertEquals(each, queue.get());
        }
        assertTrue(queue.empty());
    }

    @Test
    void whilePutting() throws Exception {
        fill();
        int failed = failAtEach(() -> queue.put(-1)); // goes up to the root
        expected.add(-1);
        assertTrue(failed >= 5, "as many as the heap has levels: " + failed);
        assertDrainsInOrder();
        for (int i = 0; i <= ITEMS; i++) {
            queue.taskDone();
        }
        assertThrows(IllegalStateException.class, queue::taskDone);
    }

    @Test
    void whileGetting() throws Exception {
        fill();
        Collections.sort(expected);
        int failed = failAtEach(() -> assertEquals(expected.getFirst(), queue.get()));
        expected.removeFirst();
        assertTrue(failed >= 5, "two on each level: " + failed);
        assertDrainsInOrder();
    }

    @Test
    void whileRemoving() throws Exception {
        fill();
        int failed =
                failAtEach(() -> assertTrue(queue.asBlockingQueue().removeIf(item -> item % 2 == 0), "some are even"));
        expected.removeIf(item -> item % 2 == 0);
        assertTrue(failed > 0);
        assertDrainsInOrder();
    }

    @Test
    void anyMixOfCallsKeepsTheOrder() throws Exception {
        Random random = new Random(11);
        for (int step = 0; step < 20_000; step++) {
            int item = random.nextInt(50);
            switch (random.nextInt(5)) {
                case 0, 1 -> {
                    queue.put(item);
                    expected.add(item);
                }
                case 2 ->
                    assertEquals(
                            expected.remove((Object) item),
                            queue.asBlockingQueue().remove(item));
                default -> {
                    Integer least = expected.isEmpty() ? null : Collections.min(expected);
                    expected.remove(least);
                    assertEquals(least, queue.asBlockingQueue().poll());
                }
            }
        }
        assertDrainsInOrder();
    }

    @Test
    void theFirstItemToo() {
        PriorityQueue<Object> natural = new PriorityQueue<>();
        String message = assertThrows(ClassCastException.class, () -> natural.put(new Object()))
                .getMessage();
        assertEquals("java.lang.Object is not Comparable, and there is no comparator", message);
        assertTrue(natural.empty());
    }
}
