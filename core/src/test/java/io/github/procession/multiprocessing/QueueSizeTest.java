package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.multiprocessing.SharedTypes.AnyQueue;
import io.github.procession.support.Children;
import io.github.procession.support.ThreadsToo;
import org.junit.jupiter.api.Test;

@ThreadsToo
class QueueSizeTest {
    @Test
    @Conformance("QUEUE-04")
    void theSizeFollowsPutAndGet() throws Exception {
        theSizeFollowsPutAndGet(SharedTypes.IN_MEMORY);
    }

    static void theSizeFollowsPutAndGet(SharedTypes types) throws Exception {
        AnyQueue<Integer> queue = types.queue(0);
        assertEquals(0, queue.qsize());
        queue.put(1);
        assertEquals(1, queue.qsize());
        queue.put(5);
        assertEquals(2, queue.qsize());
        queue.get();
        assertEquals(1, queue.qsize());
        queue.get();
        assertEquals(0, queue.qsize());
    }

    @Test
    void aPutThatReturnedIsSeenByEveryProcess() throws Exception {
        try (Queue<Integer> queue = new Queue<>()) {
            for (int i = 0; i < 1000; i++) {
                queue.put(i);
                assertFalse(queue.empty(), "no feeder thread: the item is there when put returns");
            }
            Children.join(Children.start(new Process(QueueSizeTest::expect, queue, 1000)));
            while (!queue.empty()) {
                queue.get(false);
            }
            Children.join(Children.start(new Process(QueueSizeTest::expect, queue, 0)));
        }
    }

    static void expect(Queue<Integer> queue, int size) {
        assertEquals(size, queue.qsize());
        assertEquals(size == 0, queue.empty());
        assertTrue(queue.toString().contains("of " + size + " items"), queue::toString);
    }
}
