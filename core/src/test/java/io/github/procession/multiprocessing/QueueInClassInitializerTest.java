package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.procession.Conformance;
import io.github.procession.support.Children;
import io.github.procession.support.ThreadsToo;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@ThreadsToo
class QueueInClassInitializerTest {
    /** Uses a queue while its own class is being initialized, in whatever process. */
    static final class Early {
        static final String KNOCK;

        static {
            try (Queue<String> queue = new Queue<>()) {
                queue.put("knock knock");
                KNOCK = queue.get(Duration.ofSeconds(30));
            } catch (InterruptedException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private Early() {}

        static void checkInChild() {
            assertEquals("knock knock", KNOCK);
        }
    }

    @Test
    @Conformance("QUEUE-06")
    void aQueueWorksWhileAClassIsInitialized() throws Exception {
        assertEquals("knock knock", Early.KNOCK);
        Children.join(Children.start(new Process(Early::checkInChild)));
    }
}
