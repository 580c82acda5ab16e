package io.github.procession.concurrent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.support.Eventually;
import io.github.procession.support.ThreadsToo;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ThreadsToo
class ExecutorInitializerTest {
    private static volatile String status = "uninitialized";

    static void initialize(String text) {
        status = text;
    }

    static void fail() {
        throw new IllegalStateException("error in initializer");
    }

    static PoolExecutor failing(Kind kind) {
        return switch (kind) {
            case THREADS ->
                ThreadPoolExecutor.builder()
                        .maxWorkers(2)
                        .initializer(ExecutorInitializerTest::fail)
                        .build();
            case VIRTUAL_THREADS ->
                ThreadPoolExecutor.builder()
                        .maxWorkers(2)
                        .virtual()
                        .initializer(ExecutorInitializerTest::fail)
                        .build();
            case PROCESSES ->
                ProcessPoolExecutor.builder()
                        .maxWorkers(2)
                        .initializer(ExecutorInitializerTest::fail)
                        .build();
        };
    }

    @Test
    @Conformance("FI-01")
    void itRunsInEachWorkerBeforeItsCalls() throws Exception {
        try (var processes = ProcessPoolExecutor.builder()
                        .maxWorkers(2)
                        .initializer(ExecutorInitializerTest::initialize, "initialized")
                        .build();
                var threads = ThreadPoolExecutor.builder()
                        .maxWorkers(2)
                        .initializer(ExecutorInitializerTest::initialize, "of threads")
                        .build()) {
            List<Future<String>> futures = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                futures.add(processes.submit(() -> status));
            }
            for (var future : futures) {
                assertEquals("initialized", future.result());
            }
            assertEquals("of threads", threads.submit(() -> status).result());
        }
    }

    @Tag("full")
    @ParameterizedTest
    @EnumSource
    @Conformance({"FIF-01", "FIR-01"})
    void oneThatFailsBreaksTheExecutorAndIsLogged(Kind kind) throws Exception {
        var before = System.err;
        var log = new java.io.ByteArrayOutputStream();
        System.setErr(new java.io.PrintStream(log, true, java.nio.charset.StandardCharsets.UTF_8));
        try (var executor = failing(kind)) {
            Throwable failure;
            try {
                failure = executor.submit(() -> 1).exception();
            } catch (BrokenExecutor e) {
                failure = e; // it broke before the call was taken
            }
            var broken = assertInstanceOf(BrokenExecutor.class, failure);
            assertEquals("error in initializer", broken.getCause().getMessage());
            Eventually.await("it refuses calls", () -> {
                try {
                    executor.submit(() -> 1).cancel();
                    return false;
                } catch (BrokenExecutor e) {
                    return true;
                }
            });
            assertThrows(BrokenExecutor.class, () -> executor.map(x -> x, List.of(1)));
        } finally {
            System.setErr(before);
        }
        assertTrue(log.toString(java.nio.charset.StandardCharsets.UTF_8).contains("error in initializer"));
    }
}
