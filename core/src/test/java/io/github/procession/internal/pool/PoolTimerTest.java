package io.github.procession.internal.pool;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.support.Eventually;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The timer of pools outlives a lack of memory, with all that is to be done, also if nothing else is ever scheduled. */
class PoolTimerTest {
    private static void awaitDone(CountDownLatch done) throws InterruptedException {
        assertTrue(done.await(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS));
    }

    @Test
    void anActionWithoutMemoryIsDoneAgain() throws Exception {
        var begun = new CountDownLatch(2);
        var done = new CountDownLatch(1);
        PoolTimer.after(Duration.ZERO, () -> {
            begun.countDown();
            if (begun.getCount() > 0) {
                throw new OutOfMemoryError("none for this action");
            }
            done.countDown();
        });
        awaitDone(done);
    }

    @Test
    void aThreadWithoutMemoryIsReplaced() throws Exception {
        ScheduledThreadPoolExecutor timer = PoolTimer.create();
        try {
            ThreadFactory threads = timer.getThreadFactory();
            timer.setThreadFactory(_ -> null); // as when a thread dies and its executor has no memory for another
            var done = new CountDownLatch(1);
            timer.schedule(done::countDown, 0, TimeUnit.SECONDS);
            timer.setThreadFactory(threads);
            threads.newThread(() -> {
                        throw new OutOfMemoryError("none for the executor");
                    })
                    .start();
            awaitDone(done);
        } finally {
            timer.shutdownNow();
        }
    }
}
