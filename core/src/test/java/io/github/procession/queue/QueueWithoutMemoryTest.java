package io.github.procession.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.support.RootMethod;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;

/** A put for which there is no memory fails, and the items that are there stay. */
class QueueWithoutMemoryTest {
    private interface Put {
        void put(Integer item) throws Exception;
    }

    private interface Get {
        Integer get() throws Exception;
    }

    private static final Integer ITEM = 1;

    private static int fill(Put queue) throws Exception {
        int count = 0;
        try {
            while (true) {
                queue.put(ITEM);
                count++;
            }
        } catch (OutOfMemoryError e) { // of the array of the items, as nothing else is made
            return count;
        }
    }

    private static void fillAndDrain(Put put, Get get, IntSupplier size) throws Exception {
        int count = fill(put);
        assertTrue(count > 1_000, () -> "only " + count);
        assertEquals(count, size.getAsInt());
        for (int i = 0; i < count; i++) {
            assertEquals(ITEM, get.get());
        }
        assertEquals(0, size.getAsInt());
    }

    static void fill() throws Exception {
        Queue<Integer> queue = new Queue<>();
        fillAndDrain(queue::put, queue::get, queue::qsize);
        LifoQueue<Integer> stack = new LifoQueue<>();
        fillAndDrain(stack::put, stack::get, stack::qsize);
        SimpleQueue<Integer> simple = new SimpleQueue<>();
        fillAndDrain(simple::put, simple::get, simple::qsize);
    }

    @Test
    void theItemsStay() throws Exception {
        RootMethod.of(QueueWithoutMemoryTest.class, "fill")
                .options("-Xmx24m")
                .run()
                .succeeded();
    }
}
