package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.support.Eventually;
import io.github.procession.support.Threads;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An interrupt ends the wait of that thread; the call goes on, and so do the waits of others. */
class PoolInterruptTest {
    private static Map<String, Callable<Object>> calls(Pool pool, Event gate, PoolIterator<Integer> results) {
        AsyncResult<Integer> pending = pool.applyAsync(PoolApplyTest::await, gate);
        Map<String, Callable<Object>> calls = new LinkedHashMap<>();
        calls.put("apply", () -> pool.apply(PoolApplyTest::await, gate));
        calls.put("map", () -> pool.map(PoolApplyTest::await, List.of(gate)));
        calls.put("forEach", () -> {
            pool.forEach((Event each) -> each.await(), List.of(gate));
            return null;
        });
        calls.put("get", pending::get);
        calls.put("get with a timeout", () -> pending.get(Eventually.LIMIT));
        calls.put("await", () -> {
            pending.await();
            return null;
        });
        calls.put("next", results::next);
        calls.put("next with a timeout", () -> results.next(Eventually.LIMIT));
        calls.put("hasNext", results::hasNext);
        return calls;
    }

    @ParameterizedTest
    @EnumSource
    void everyWaitEndsWhenItsThreadIsInterrupted(PoolKind kind) throws Exception {
        try (Pool pool = kind.open(2)) {
            Event gate = new Event();
            PoolIterator<Integer> results = pool.imap(PoolApplyTest::await, List.of(gate));
            // two threads wait for the same while others are interrupted: one of them leads
            AsyncResult<Integer> watched = pool.applyAsync(PoolApplyTest::await, gate);
            var first = Threads.run(watched::get).awaitParked();
            var second = Threads.run(watched::get).awaitParked();
            var third = Threads.run(results::next).awaitParked();
            for (Map.Entry<String, Callable<Object>> call :
                    calls(pool, gate, results).entrySet()) {
                interrupt(call.getKey(), Threads.run(call.getValue()));
                interrupt(call.getKey() + " (virtual)", Threads.runVirtual(call.getValue()));
            }
            interrupt("get of one of two", first);
            gate.set();
            assertEquals(1, second.result());
            assertEquals(1, third.result());
            assertEquals(14, pool.apply(PoolImapTest::twice, 7));
        }
    }

    private static void interrupt(String name, Threads.Running<?> running) throws Exception {
        running.awaitParked();
        running.thread().interrupt();
        Throwable thrown = running.failure();
        assertInstanceOf(InterruptedException.class, thrown, name);
    }

    @ParameterizedTest
    @EnumSource
    void aThreadThatIsInterruptedBeforeItWaitsThrowsAndTheResultIsNotLost(PoolKind kind) throws Exception {
        try (Pool pool = kind.open(1)) {
            Event gate = new Event();
            AsyncResult<Integer> result = pool.applyAsync(PoolApplyTest::await, gate);
            var waiting = Threads.run(() -> {
                Thread.currentThread().interrupt();
                return result.get();
            });
            assertInstanceOf(InterruptedException.class, waiting.failure());
            gate.set();
            assertEquals(1, result.get(Eventually.LIMIT));
            assertTrue(result.successful());
        }
    }
}
