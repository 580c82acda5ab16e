package io.github.procession.threading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.support.Eventually;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TimerTest {
    private final List<Object> calls = Collections.synchronizedList(new ArrayList<>());

    private static void join(Timer timer) throws InterruptedException {
        assertTrue(timer.join(Eventually.LIMIT), () -> timer + " does not end");
    }

    @Test
    @Conformance("TT-01")
    void eachTimerHasItsOwnArguments() throws Exception {
        List<Timer> timers = List.of(
                new Timer(Duration.ofMillis(1), () -> calls.add("none")),
                new Timer(Duration.ofMillis(1), calls::add, "one"),
                new Timer(Duration.ZERO, (a, b) -> calls.add(a + b), "t", "wo"),
                Thread.target(TimerTest::named)
                        .kwargs(Map.of("calls", calls, "what", "by name"))
                        .buildTimer(Duration.ofSeconds(-1)),
                new Timer(Duration.ofMillis(1), () -> calls.add("none")));
        for (Timer timer : timers) {
            timer.start();
            join(timer);
        }
        assertEquals(List.of("none", "one", "two", "by name", "none"), calls);
    }

    static void named(List<Object> calls, String what) {
        calls.add(what);
    }

    @Test
    void itWaitsAtLeastItsInterval() throws Exception {
        long start = System.nanoTime();
        Timer timer = new Timer(Duration.ofMillis(100), () -> calls.add(System.nanoTime()));
        timer.start();
        join(timer);
        assertTrue((Long) calls.getFirst() - start >= 100_000_000);
    }

    @Test
    void aCancelledTimerCallsNothing() throws Exception {
        Timer waiting = new Timer(Duration.ofDays(1), () -> calls.add("late"));
        waiting.start();
        waiting.cancel();
        join(waiting);
        Timer beforeItsStart = new Timer(Duration.ZERO, () -> calls.add("never"));
        beforeItsStart.cancel();
        beforeItsStart.start();
        join(beforeItsStart);
        Timer interrupted = new Timer(Duration.ofDays(1), () -> calls.add("interrupted"));
        interrupted.start();
        interrupted.interrupt();
        join(interrupted);
        assertEquals(List.of(), calls);
    }

    @Test
    void cancellingDoesNotStopAFunctionThatHasBegun() throws Exception {
        Event begun = new Event();
        Event goOn = new Event();
        Timer timer = new Timer(Duration.ZERO, () -> {
            begun.set();
            goOn.await();
            calls.add("done");
        });
        timer.start();
        begun.await();
        timer.cancel();
        goOn.set();
        join(timer);
        assertEquals(List.of("done"), calls);
    }

    @Test
    void itIsAThreadWithNameAndDaemonFlag() {
        Timer timer = new Timer(Duration.ofDays(1), () -> {});
        assertTrue(timer.getName().matches("Thread-\\d+"), timer::getName);
        assertFalse(timer.isAlive());
        Timer named = Thread.target(TimerTest::named)
                .args(calls, "x")
                .name("alarm")
                .daemon(true)
                .buildTimer(Duration.ofDays(1));
        assertEquals("<Timer(alarm, initial daemon)>", named.toString());
    }
}
