package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.ipc.memory.Session;
import io.github.procession.support.Children;
import io.github.procession.support.Eventually;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Thousands of shared objects in one message: their end costs time that grows with their number, not with its square. */
class ManyHandlesTest {
    /** The square takes minutes. */
    private static final int MANY = 40_000;

    private static final Duration LIMIT = Duration.ofSeconds(30);

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
            assertTrue(sender.join(LIMIT));
            assertEquals(1, queue.qsize());
            assertTrue(Session.current().cells().countLive() > MANY, "the message keeps them");
        }
        Eventually.holdsWithin(LIMIT, () -> Session.current().cells().countLive() <= before);
        assertTrue(Session.current().cells().countLive() <= before);
    }
}
