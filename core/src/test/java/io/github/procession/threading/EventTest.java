package io.github.procession.threading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.support.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventTest {
    @Test
    @Conformance("EV-01")
    void setAndClearMayBeRepeated() {
        Event event = new Event();
        assertFalse(event.isSet());
        event.set();
        event.set();
        assertTrue(event.isSet());
        event.clear();
        event.clear();
        assertFalse(event.isSet());
    }

    private static List<Threads.Running<Boolean>> fiveWaiting(Event event) throws Exception {
        List<Threads.Running<Boolean>> waiting = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            waiting.add(Threads.run(() -> event.await()).awaitParked());
        }
        return waiting;
    }

    @Test
    @Conformance("EV-02")
    void itFreesAllWhoWaitAgainAndAgain() throws Exception {
        Event event = new Event();
        for (int round = 0; round < 3; round++) {
            List<Threads.Running<Boolean>> waiting = fiveWaiting(event);
            event.set();
            for (Threads.Running<Boolean> each : waiting) {
                assertTrue(each.result());
            }
            assertTrue(event.await(), "at once while it is set");
            event.clear();
        }
    }

    @Test
    @Conformance("EV-03")
    void timeoutsBoundTheWait() throws Exception {
        Event event = new Event();
        assertFalse(event.await(Duration.ZERO));
        assertFalse(event.await(Duration.ofSeconds(-1)));
        long start = System.nanoTime();
        assertFalse(event.await(Duration.ofMillis(100)));
        assertTrue(System.nanoTime() - start >= 100_000_000);
        event.set();
        assertTrue(event.await(Duration.ZERO));
        assertTrue(event.await(Duration.ofSeconds(-1)));
        assertTrue(event.await(null));
    }

    @Test
    @Conformance("EV-04")
    void whoWaitedIsFreeAlsoWhenItIsClearedAtOnce() throws Exception {
        for (int round = 0; round < 20; round++) {
            Event event = new Event();
            List<Threads.Running<Boolean>> waiting = fiveWaiting(event);
            event.set();
            event.clear();
            for (Threads.Running<Boolean> each : waiting) {
                assertTrue(each.result());
            }
            assertFalse(event.isSet());
        }
    }

    @Test
    @Conformance("EV-06")
    void theTextSaysWhetherItIsSet() {
        Event event = new Event();
        assertTrue(event.toString().matches("<Event at 0x[0-9a-f]+: unset>"), event::toString);
        event.set();
        assertTrue(event.toString().matches("<Event at 0x[0-9a-f]+: set>"), event::toString);
    }

    @Test
    @Conformance("TI-06")
    void aBusyLoopSeesIt() throws Exception {
        Event begun = new Event();
        Event stop = new Event();
        var looping = Threads.run(() -> {
            begun.set();
            long turns = 0;
            while (!stop.isSet()) {
                turns++;
            }
            return turns;
        });
        begun.await();
        stop.set();
        assertTrue(looping.result() >= 0);
    }

    @Test
    void anInterruptEndsTheWait() throws Exception {
        Event event = new Event();
        var waiting = Threads.run(() -> event.await()).awaitParked();
        waiting.thread().interrupt();
        assertEquals(InterruptedException.class, waiting.failure().getClass());
        assertFalse(event.isSet());
    }
}
