package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.procession.Conformance;
import io.github.procession.multiprocessing.SharedTypes.AnyQueue;
import io.github.procession.queue.Empty;
import io.github.procession.support.Children;
import io.github.procession.support.ThreadsToo;
import org.junit.jupiter.api.Test;

@ThreadsToo
class QueueItemsPutBeforeStartTest {
    @Test
    @Conformance("QUEUE-03")
    void itemsPutBeforeAChildStartsAreSeenOnce() throws Exception {
        itemsPutBeforeAChildStartsAreSeenOnce(SharedTypes.IN_MEMORY);
    }

    static void itemsPutBeforeAChildStartsAreSeenOnce(SharedTypes types) throws Exception {
        AnyQueue<Integer> queue = types.queue(0);
        for (int i = 0; i < 10; i++) {
            queue.put(i);
        }
        Children.join(Children.start(new Process(QueueItemsPutBeforeStartTest::putTenMore, queue)));
        for (int i = 0; i < 20; i++) {
            assertEquals(i, queue.get());
        }
        assertThrows(Empty.class, () -> queue.get(false));
    }

    static void putTenMore(AnyQueue<Integer> queue) throws InterruptedException {
        for (int i = 10; i < 20; i++) {
            queue.put(i);
        }
    }
}
