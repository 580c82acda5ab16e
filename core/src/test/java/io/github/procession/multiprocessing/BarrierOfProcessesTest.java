package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.multiprocessing.SharedTypes.AnyBarrier;
import io.github.procession.support.Children;
import io.github.procession.support.Eventually;
import io.github.procession.support.Talk;
import io.github.procession.support.ThreadsToo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A barrier of three processes, two of which are children that come to it when they are told. */
@ThreadsToo
class BarrierOfProcessesTest {
    private static final String BROKEN = "broken";
    private static final Duration NEVER = Duration.ofDays(1);

    private final List<Talk> talks = new ArrayList<>();
    private final List<Process> children = new ArrayList<>();
    private AnyBarrier barrier;

    /** Answers each order, a timeout or none, with the index that the barrier gave, or that it was broken. */
    static void come(AnyBarrier barrier, Talk.End talk) throws Exception {
        talk.send("ready");
        for (Object order = talk.recv(); !order.equals("end"); order = talk.recv()) {
            try {
                talk.send(order.equals("come") ? barrier.await() : barrier.await((Duration) order));
            } catch (BrokenBarrierException e) {
                talk.send(BROKEN);
            }
        }
    }

    @BeforeEach
    void start() throws Exception {
        start(SharedTypes.IN_MEMORY);
    }

    private void start(SharedTypes types) throws Exception {
        barrier = types.barrier(3, null, Duration.ofMillis(300));
        for (int i = 0; i < 2; i++) {
            Talk talk = Talk.open();
            talks.add(talk);
            children.add(Children.start(new Process(BarrierOfProcessesTest::come, barrier, talk.second())));
        }
        assertEquals(List.of("ready", "ready"), answers());
    }

    @AfterEach
    void end() throws Exception {
        tell("end", "end");
        Children.join(children);
        talks.forEach(Talk::close);
        talks.clear(); // the shared objects must go, and the test stays
        children.clear();
        barrier = null;
    }

    /** All tests of this class, with one barrier. */
    static void allTests(SharedTypes types) throws Exception {
        BarrierOfProcessesTest test = new BarrierOfProcessesTest();
        test.start(types);
        try {
            test.eachPartyGetsAnotherIndex();
            test.abortAndResetFreeTheOtherProcesses();
            test.aPartyThatComesTooLateFindsItBrokenAsTheOthersDo();
            test.barrier.reset();
            test.theTimeoutOfTheBarrierIsUsedByThoseWhoGiveNone();
        } finally {
            test.end();
        }
    }

    private void tell(Object first, Object second) throws Exception {
        talks.get(0).first().send(first);
        talks.get(1).first().send(second);
    }

    private void tellToWait() throws Exception {
        tell(NEVER, NEVER);
        Eventually.await("two wait: " + barrier, () -> barrier.nWaiting() == 2);
    }

    private List<Object> answers() throws Exception {
        List<Object> answers = new ArrayList<>();
        for (Talk talk : talks) {
            answers.add(talk.first().recv());
        }
        return answers;
    }

    private void assertAllPass() throws Exception {
        tell(NEVER, NEVER);
        List<Object> indexes = new ArrayList<>(List.of(barrier.await(NEVER)));
        indexes.addAll(answers());
        assertEquals(List.of(0, 1, 2), indexes.stream().sorted().toList());
    }

    @Test
    @Conformance("BARR-03")
    void eachPartyGetsAnotherIndex() throws Exception {
        for (int round = 0; round < 50; round++) {
            assertAllPass();
        }
    }

    @Test
    @Conformance({"BARR-05", "BARR-06", "BARR-07"})
    void abortAndResetFreeTheOtherProcesses() throws Exception {
        tellToWait();
        barrier.reset();
        assertEquals(List.of(BROKEN, BROKEN), answers());
        assertFalse(barrier.broken());
        assertAllPass();

        tellToWait();
        barrier.abort();
        assertEquals(List.of(BROKEN, BROKEN), answers());
        assertTrue(barrier.broken());
        tell(NEVER, NEVER);
        assertEquals(List.of(BROKEN, BROKEN), answers(), "it stays broken");
        barrier.reset();
        assertAllPass();
    }

    @Test
    @Conformance("BARR-08")
    void aPartyThatComesTooLateFindsItBrokenAsTheOthersDo() throws Exception {
        tell(NEVER, Duration.ofMillis(100));
        assertEquals(List.of(BROKEN, BROKEN), answers());
        assertThrows(BrokenBarrierException.class, () -> barrier.await(NEVER));
    }

    @Test
    @Conformance("BARR-09")
    void theTimeoutOfTheBarrierIsUsedByThoseWhoGiveNone() throws Exception {
        long start = System.nanoTime();
        tell("come", "come");
        assertEquals(List.of(BROKEN, BROKEN), answers());
        assertTrue(System.nanoTime() - start >= 300_000_000);
        assertTrue(barrier.broken());
    }
}
