package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.ipc.memory.Session;
import io.github.procession.support.Children;
import io.github.procession.support.Eventually;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Thousands of shared objects in one message: their end costs time that grows with their number, not with its square. */
class ManyHandlesTest {
    /** The square takes minutes, longer than {@link Eventually#LIMIT}. */
    private static final int MANY = 40_000;

    static void sendMany(Queue<List<Lock>> queue) throws Exception {
        List<Lock> locks = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            locks.add(new Lock());
        }
        queue.put(locks);
    }

    @Test
    void whoseSenderDiesAndWhoseQueueIsClosedUnread() throws Exception {
        int before = Session.current().cells().countLive();
        try (Queue<List<Lock>> queue = new Queue<>()) {
            Process sender = Children.start(new Process(ManyHandlesTest::sendMany, queue));
            assertTrue(sender.join(Eventually.LIMIT));
            assertEquals(1, queue.qsize());
            assertTrue(Session.current().cells().countLive() > MANY, "the message keeps them");
        }
        Eventually.await("all are gone", () -> Session.current().cells().countLive() <= before);
    }

    static void sendQueues(Connection connection, int count) throws Exception {
        List<Queue<Integer>> queues = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Queue<Integer> queue = new Queue<>();
            queue.put(i);
            queues.add(queue);
        }
        connection.send(queues);
        new CountDownLatch(1).await();
    }

    @Tag("full")
    @Test
    void whoseSenderIsKilledAndWhoseReceiverUsesThem() throws Exception {
        int count = 1_000; // each has two files
        try (Pipe pipe = Pipe.open()) {
            Process sender = Children.start(new Process(ManyHandlesTest::sendQueues, pipe.second(), count));
            assertTrue(pipe.first().poll(Eventually.LIMIT));
            sender.kill();
            assertTrue(sender.join(Eventually.LIMIT));
            List<Queue<Integer>> queues = pipe.first().recv();
            assertEquals(count, queues.size());
            for (int i = 0; i < count; i++) {
                try (Queue<Integer> queue = queues.get(i)) {
                    assertEquals(i, queue.getNowait());
                }
            }
        }
    }
}
