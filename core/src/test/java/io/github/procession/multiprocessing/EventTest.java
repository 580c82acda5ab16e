package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.multiprocessing.SharedTypes.AnyEvent;
import io.github.procession.support.Children;
import io.github.procession.support.Threads;
import io.github.procession.support.ThreadsToo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@ThreadsToo
class EventTest {
    @Test
    @Conformance({"EVENT-01", "EV-01", "EV-03"})
    void anEventIsWaitedForUntilItIsSet() throws Exception {
        anEventIsWaitedForUntilItIsSet(SharedTypes.IN_MEMORY);
    }

    static void anEventIsWaitedForUntilItIsSet(SharedTypes types) throws Exception {
        AnyEvent event = types.event();
        assertFalse(event.isSet());
        assertFalse(event.await(Duration.ZERO));
        assertFalse(event.await(Duration.ofSeconds(-1)));
        long start = System.nanoTime();
        assertFalse(event.await(Duration.ofMillis(300)));
        assertTrue(System.nanoTime() - start >= 300_000_000);
        event.set();
        event.set();
        assertTrue(event.isSet());
        assertTrue(event.await());
        assertTrue(event.await(Duration.ZERO));
        event.clear();
        event.clear();
        assertFalse(event.isSet());
        assertFalse(event.await(Duration.ZERO));
    }

    @Test
    @Conformance("EVENT-01")
    void aChildSetsAndAwaitsIt() throws Exception {
        aChildSetsAndAwaitsIt(SharedTypes.IN_MEMORY);
    }

    static void aChildSetsAndAwaitsIt(SharedTypes types) throws Exception {
        AnyEvent ping = types.event();
        AnyEvent pong = types.event();
        Process child = Children.start(new Process(EventTest::answer, ping, pong));
        for (int i = 0; i < 100; i++) {
            ping.set();
            assertTrue(pong.await(Duration.ofSeconds(Long.MAX_VALUE)));
            pong.clear();
        }
        Children.join(child);
    }

    static void answer(AnyEvent ping, AnyEvent pong) throws InterruptedException {
        for (int i = 0; i < 100; i++) {
            ping.await();
            ping.clear();
            pong.set();
        }
    }

    @Test
    @Conformance({"EV-02", "EV-04"})
    void setFreesAllWhoWaitAlsoWhenItIsClearedAtOnce() throws Exception {
        Event event = new Event();
        for (int round = 0; round < 20; round++) {
            List<Threads.Running<Boolean>> waiting = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                waiting.add(Threads.run(event::await).awaitParked());
                waiting.add(Threads.runVirtual(event::await).awaitParked());
            }
            event.set();
            event.clear();
            for (Threads.Running<Boolean> each : waiting) {
                assertTrue(each.result());
            }
            assertFalse(event.isSet());
        }
    }

    @Test
    @Conformance("EV-04")
    void setAndClearAtOnceFreesAnotherProcess() throws Exception {
        Event event = new Event();
        try (Pipe pipe = Pipe.open()) {
            Process child = Children.start(new Process(EventTest::awaitInAThread, event, pipe.second()));
            assertEquals("waits", pipe.first().recv());
            event.set();
            event.clear();
            assertEquals(true, pipe.first().recv());
            Children.join(child);
        }
    }

    static void awaitInAThread(Event event, Connection connection) throws Exception {
        var waiting = Threads.run(event::await).awaitParked();
        connection.send("waits");
        connection.send(waiting.result());
    }

    @Test
    @Conformance({"EVENT-02", "EV-06"})
    void theTextTellsWhetherItIsSet() {
        Event event = new Event();
        String place = "<Event at 0x" + Long.toHexString(event.address());
        assertEquals(place + " unset>", event.toString());
        event.set();
        assertEquals(place + " set>", event.toString());
    }

    @Test
    void anInterruptEndsTheWait() throws Exception {
        Event event = new Event();
        for (var waiting : List.of(Threads.run(event::await), Threads.runVirtual(event::await))) {
            waiting.awaitParked().thread().interrupt();
            assertTrue(waiting.failure() instanceof InterruptedException);
        }
    }

    @Test
    void aProcessThatDiesWaitingOrHavingSetItLeavesItAsItIs() throws Exception {
        Event event = new Event();
        try (Pipe pipe = Pipe.open()) {
            Process waiting = Children.start(new Process(EventTest::awaitInAThread, event, pipe.second()));
            assertEquals("waits", pipe.first().recv());
            Children.kill(waiting);
        }
        assertFalse(event.isSet());
        var survivor = Threads.run(event::await).awaitParked();
        try (Pipe pipe = Pipe.open()) {
            Process setting = Children.start(new Process(EventTest::setAndHang, event, pipe.second()));
            assertEquals("set", pipe.first().recv());
            Children.kill(setting);
        }
        assertTrue(survivor.result());
        assertTrue(event.isSet());
    }

    static void setAndHang(Event event, Connection connection) throws Exception {
        event.set();
        connection.send("set");
        connection.recv();
    }

    @Test
    void tenThousandWaitingVirtualThreadsLeaveTheJvmAbleToWork() throws Exception {
        Event event = new Event();
        List<Threads.Running<Boolean>> waiting = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            waiting.add(Threads.runVirtual(() -> event.await()));
        }
        for (Threads.Running<Boolean> each : waiting) {
            each.awaitParked();
        }
        for (int i = 0; i < 1_000; i++) {
            int number = i;
            assertEquals(number, Threads.runVirtual(() -> number).result());
        }
        event.set();
        event.clear();
        for (Threads.Running<Boolean> each : waiting) {
            assertTrue(each.result());
        }
    }
}
