package io.github.procession.concurrent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FutureCallbacksTest {
    private final List<Object> seen = new ArrayList<>();

    @Test
    @Conformance({"FU-01", "FU-02", "FU-03"})
    void aCallbackSeesTheFutureInItsEnd() {
        Future<Integer> good = FutureStatesTest.running();
        good.addDoneCallback(future -> seen.add(future.snapshot().result()));
        good.setResult(5);
        Future<Integer> bad = FutureStatesTest.running();
        Exception failure = new Exception("test");
        bad.addDoneCallback(future -> seen.add(future.snapshot().exception()));
        bad.setException(failure);
        Future<Integer> cancelled = new Future<>();
        cancelled.addDoneCallback(future -> seen.add(future.isCancelled()));
        cancelled.cancel();
        assertEquals(List.of(5, failure, true), seen);
    }

    @Test
    @Conformance("FU-04")
    void oneThatThrowsHarmsNoOther() throws Exception {
        Future<Integer> future = FutureStatesTest.running();
        future.addDoneCallback(_ -> {
            throw new IllegalStateException("doh!");
        });
        future.addDoneCallback(_ -> seen.add("second"));
        String log = captureErr(() -> future.setResult(5));
        assertEquals(List.of("second"), seen);
        assertTrue(log.contains("doh!"), log);
    }

    @Test
    @Conformance({"FU-05", "FU-06", "FU-07"})
    void oneThatComesLateIsCalledAtOnceInTheCallingThread() {
        for (var future :
                List.of(FutureStatesTest.successful(), FutureStatesTest.failed(), FutureStatesTest.cancelled())) {
            future.addDoneCallback(ended -> {
                assertSame(future, ended);
                seen.add(Thread.currentThread());
            });
        }
        assertEquals(List.of(Thread.currentThread(), Thread.currentThread(), Thread.currentThread()), seen);
    }

    @Test
    @Conformance("FU-08")
    void oneThatComesLateAndThrowsIsLogged() throws Exception {
        String log = captureErr(() -> FutureStatesTest.successful().addDoneCallback(_ -> {
            throw new IllegalStateException("too late");
        }));
        assertTrue(log.contains("too late"), log);
    }

    @Test
    void aFutureOfAnExecutorCallsBackInAThreadOfItsOwn() throws Exception {
        try (var executor = new ThreadPoolExecutor(1)) {
            var gate = new java.util.concurrent.CountDownLatch(1);
            var called = new Future<Thread>();
            var future = executor.submit(() -> {
                gate.await();
                return 3;
            });
            future.addDoneCallback(_ -> called.setResult(Thread.currentThread()));
            gate.countDown();
            assertTrue(called.result().getName().endsWith("-callbacks"), called::toString);
        }
    }

    @Test
    void cancellingAFutureOfAnExecutorCallsBackBeforeItReturns() throws Exception {
        try (var executor = new ThreadPoolExecutor(1)) {
            var gate = new java.util.concurrent.CountDownLatch(1);
            executor.submit(() -> gate.await());
            var waiting = executor.submit(() -> 1);
            waiting.addDoneCallback(future -> seen.add(future.isCancelled()));
            waiting.addDoneCallback(_ -> seen.add(Thread.currentThread()));
            assertTrue(waiting.cancel());
            assertEquals(List.of(true, Thread.currentThread()), seen);
            gate.countDown();
        }
    }

    private static String captureErr(Runnable body) {
        var before = System.err;
        var bytes = new java.io.ByteArrayOutputStream();
        System.setErr(new java.io.PrintStream(bytes, true, java.nio.charset.StandardCharsets.UTF_8));
        try {
            body.run();
        } finally {
            System.setErr(before);
        }
        return bytes.toString(java.nio.charset.StandardCharsets.UTF_8);
    }
}
