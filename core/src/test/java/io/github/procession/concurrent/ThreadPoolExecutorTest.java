package io.github.procession.concurrent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.support.Eventually;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

class ThreadPoolExecutorTest {
    @Test
    @Conformance("TP-02")
    void byDefaultThereAreFourMoreThreadsThanProcessors() {
        try (var executor = new ThreadPoolExecutor()) {
            assertEquals(
                    Math.min(32, Runtime.getRuntime().availableProcessors() + 4),
                    executor.pool().size());
        }
    }

    @Test
    @Conformance("TP-03")
    void thereAreNeverMoreThreadsThanAllowed() throws Exception {
        try (var executor = new ThreadPoolExecutor(4)) {
            var semaphore = new Semaphore(0);
            for (int i = 0; i < 60; i++) {
                executor.submit(() -> semaphore.acquire());
            }
            Eventually.await("four wait", () -> semaphore.getQueueLength() == 4);
            assertEquals(4, executor.pool().statistics().size());
            semaphore.release(60);
        }
    }

    @Test
    @Conformance("TP-04")
    void callsOneAfterTheOtherUseOneThread() throws Exception {
        try (var executor = new ThreadPoolExecutor()) {
            Set<String> names = new TreeSet<>();
            for (int i = 0; i < 3; i++) {
                names.add(
                        executor.submit(() -> Thread.currentThread().getName()).result());
            }
            assertEquals(1, names.size());
            assertEquals(1, executor.pool().statistics().size());
        }
    }

    @Test
    @Conformance("TPS-05")
    void namesCountFromThePrefix() throws Exception {
        assertEquals(
                Set.of("test_0", "test_1"),
                namesOfTwo(ThreadPoolExecutor.builder()
                        .maxWorkers(2)
                        .threadNamePrefix("test")
                        .build()));
    }

    @Test
    @Conformance("TPS-06")
    void byDefaultNamesHaveTheNumberOfTheExecutor() throws Exception {
        namesOfTwo(new ThreadPoolExecutor(2))
                .forEach(name -> assertTrue(name.matches("ThreadPoolExecutor-\\d+_[01]"), name));
    }

    private static Set<String> namesOfTwo(ThreadPoolExecutor executor) throws Exception {
        try (executor) {
            var both = new CountDownLatch(2);
            List<Future<String>> futures = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                futures.add(executor.submit(() -> {
                    both.countDown();
                    both.await();
                    return Thread.currentThread().getName();
                }));
            }
            return Set.of(futures.get(0).result(), futures.get(1).result());
        }
    }
}
