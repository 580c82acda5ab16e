package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.support.Children;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class QueueJoinBeforeDrainTest {
    private static final int ITEMS = 1000;
    private static final int ITEM_BYTES = 1 << 20;

    @Tag("full")
    @Test
    void aParentMayJoinAChildBeforeItReadsTheGigabyteThatTheChildPut() throws Exception {
        try (Queue<byte[]> queue = new Queue<>()) {
            Children.join(Children.start(new Process(QueueJoinBeforeDrainTest::putAll, queue)));
            assertEquals(ITEMS, queue.qsize());
            byte[] expected = new byte[ITEM_BYTES];
            for (int i = 0; i < ITEMS; i++) {
                Arrays.fill(expected, (byte) i);
                int number = i;
                assertTrue(Arrays.equals(expected, queue.getNowait()), () -> "item " + number);
            }
            assertTrue(queue.empty());
        }
    }

    static void putAll(Queue<byte[]> queue) throws InterruptedException {
        byte[] item = new byte[ITEM_BYTES];
        for (int i = 0; i < ITEMS; i++) {
            Arrays.fill(item, (byte) i);
            queue.put(item);
        }
    }
}
