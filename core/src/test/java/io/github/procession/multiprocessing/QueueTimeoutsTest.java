package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.multiprocessing.SharedTypes.AnyQueue;
import io.github.procession.queue.Empty;
import io.github.procession.support.Children;
import io.github.procession.support.Threads;
import io.github.procession.support.ThreadsToo;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

@ThreadsToo
class QueueTimeoutsTest {
    private static final Duration ASKED = Duration.ofMillis(200);

    @Test
    @Conformance("QUEUE-07")
    void aTimedGetThrowsEmptyNotBeforeItsTime() throws Exception {
        aTimedGetThrowsEmptyNotBeforeItsTime(SharedTypes.IN_MEMORY);
    }

    static void aTimedGetThrowsEmptyNotBeforeItsTime(SharedTypes types) throws Exception {
        AnyQueue<Integer> queue = types.queue(0);
        long start = System.nanoTime();
        String message = assertThrows(Empty.class, () -> queue.get(true, ASKED)).getMessage();
        assertTrue(System.nanoTime() - start >= ASKED.toNanos());
        assertEquals("the queue stayed empty for PT0.2S", message);
    }

    @Test
    void nullAndHugeTimeoutsWaitForAnotherProcess() throws Exception {
        nullAndHugeTimeoutsWaitForAnotherProcess(SharedTypes.IN_MEMORY);
    }

    static void nullAndHugeTimeoutsWaitForAnotherProcess(SharedTypes types) throws Exception {
        List<Duration> timeouts = java.util.Arrays.asList(
                null, Duration.ofDays(400_000), Duration.ofSeconds(Long.MAX_VALUE, 999_999_999));
        AnyQueue<Integer> queue = types.queue(0);
        AnyQueue<Integer> full = types.queue(1);
        full.put(0);
        List<Future<?>> waiting = timeouts.stream()
                .<Future<?>>mapMulti((timeout, each) -> {
                    each.accept(Threads.start(() -> queue.get(timeout)));
                    each.accept(Threads.start(() -> {
                        full.put(1, timeout);
                        return null;
                    }));
                })
                .toList();
        Children.join(Children.start(new Process(QueueTimeoutsTest::release, queue, full, timeouts.size())));
        for (Future<?> each : waiting) {
            Threads.result(each);
        }
    }

    static void release(AnyQueue<Integer> empty, AnyQueue<Integer> full, int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            empty.put(i);
            full.get();
        }
    }

    @Test
    void theShortestTimeoutsDoNotWait() throws Exception {
        theShortestTimeoutsDoNotWait(SharedTypes.IN_MEMORY);
    }

    static void theShortestTimeoutsDoNotWait(SharedTypes types) throws Exception {
        AnyQueue<Integer> queue = types.queue(0);
        for (Duration timeout :
                List.of(Duration.ZERO, Duration.ofNanos(1), Duration.ofNanos(-1), Duration.ofSeconds(Long.MIN_VALUE))) {
            assertThrows(Empty.class, () -> queue.get(timeout));
        }
    }
}
