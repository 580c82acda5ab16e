package io.github.procession.concurrent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.procession.support.ThreadsToo;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Futures that end while there is no memory: those who wait for them hear of it all the same. */
@ThreadsToo
class FuturesWithoutMemoryTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** What has no memory the first time. */
    private static <T> UnaryOperator<T> firstWithoutMemory() {
        AtomicBoolean hasMemory = new AtomicBoolean();
        return value -> {
            if (!hasMemory.getAndSet(true)) {
                throw new OutOfMemoryError("none to pass a result on");
            }
            return value;
        };
    }

    static int twice(int number) {
        return 2 * number;
    }

    @Test
    void aFutureOfAnExecutorEndsWhenThereIsMemory() throws Exception {
        try (ThreadPoolExecutor executor = new ThreadPoolExecutor(1)) {
            Future<Integer> future = executor.start(
                    () -> executor.pool().applyAsync(FuturesWithoutMemoryTest::twice, 3),
                    firstWithoutMemory(),
                    () -> {});
            assertEquals(6, future.result(LIMIT));
        }
    }
}
