package io.github.procession.ipc.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A ring does what a deque of the JDK does. */
class ArrayRingTest {
    private static final int STEPS = 200_000;
    private static final int VALUES = 8;

    private final ArrayRing<Integer> ring = new ArrayRing<>(2);
    private final Deque<Integer> deque = new ArrayDeque<>();
    private final SplittableRandom random = new SplittableRandom(1);

    private void step() {
        int value = random.nextInt(VALUES);
        switch (random.nextInt(deque.size() > 100 ? 10 : 8)) {
            case 0, 1 -> assertEquals(deque.offer(value), ring.offer(value));
            case 2 -> {
                deque.addFirst(value);
                ring.addFirst(value);
            }
            case 3 -> assertEquals(deque.poll(), ring.poll());
            case 4 -> assertEquals(deque.remove(value), ring.remove(value));
            case 5 -> assertEquals(deque.contains(value), ring.contains(value));
            case 6 -> assertEquals(deque.peek(), ring.peek());
            case 7 -> removeWhileIterating(value);
            case 8 -> assertEquals(deque.removeIf(each -> each < value), ring.removeIf(each -> each < value));
            default -> {
                deque.clear();
                ring.clear();
            }
        }
    }

    private void removeWhileIterating(int value) {
        Iterator<Integer> each = deque.iterator();
        Iterator<Integer> same = ring.iterator();
        for (int i = 0; i < 3 && each.hasNext(); i++) {
            int next = each.next();
            assertEquals(next, same.next());
            if (next == value) {
                each.remove();
                same.remove();
            }
        }
    }

    @Test
    void itDoesWhatADequeDoes() {
        for (int i = 0; i < STEPS; i++) {
            step();
            assertEquals(deque.size(), ring.size());
            if (i % 100 == 0) {
                assertEquals(List.copyOf(deque), List.copyOf(ring));
            }
        }
    }

    @Test
    void whatAFilterHasNotSeenStaysWhenItThrows() {
        for (int i = 0; i < 10; i++) {
            ring.add(i);
        }
        assertThrows(
                IllegalStateException.class,
                () -> ring.removeIf(each -> {
                    if (each == 5) {
                        throw new IllegalStateException();
                    }
                    return each % 2 == 0;
                }));
        assertEquals(List.of(1, 3, 5, 6, 7, 8, 9), new ArrayList<>(ring));
    }

    @Test
    void anEmptyOneHasNothing() {
        assertNull(ring.poll());
        assertNull(ring.peek());
        assertThrows(NullPointerException.class, () -> ring.offer(null));
        assertEquals(0, ring.size());
    }
}
