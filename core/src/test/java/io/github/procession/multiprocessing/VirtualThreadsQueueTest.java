package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.support.Children;
import io.github.procession.support.Eventually;
import io.github.procession.support.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Virtual threads of one process that wait for the same shared object wait in a queue of which one looks at shared memory:
 * whoever leaves that queue, for whatever reason, leaves the others waiting as before.
 */
class VirtualThreadsQueueTest {
    private static final int THREADS = 90;
    private static final Duration DAY = Duration.ofDays(1);

    enum Kind {
        LOCK,
        RLOCK,
        SEMAPHORE,
        BOUNDED_SEMAPHORE,
        EVENT,
        CONDITION
    }

    static void holdThenLetGo(Object object, Semaphore held, Event go) throws Exception {
        switch (object) {
            case java.util.concurrent.locks.Lock lock -> lock.lock();
            case BoundedSemaphore semaphore -> semaphore.acquire();
            default -> {}
        }
        held.release();
        go.await();
        switch (object) {
            case java.util.concurrent.locks.Lock lock -> lock.unlock();
            case Semaphore semaphore -> semaphore.release();
            case Event event -> event.set();
            case Condition condition -> {
                try (var _ = condition.acquire()) {
                    condition.signalAll();
                }
            }
            default -> throw new IllegalArgumentException(object.toString());
        }
    }

    /** Whether it got what it waited for; passes on what only one can have. */
    private static boolean pass(Object object, Duration timeout) throws Exception {
        switch (object) {
            case Lock lock -> {
                boolean got = lock.acquire(timeout);
                if (got) {
                    lock.release();
                }
                return got;
            }
            case RLock lock -> {
                boolean got = lock.acquire(timeout);
                if (got) {
                    lock.release();
                }
                return got;
            }
            case Semaphore semaphore -> {
                boolean got = semaphore.acquire(timeout);
                if (got) {
                    semaphore.release();
                }
                return got;
            }
            case Event event -> {
                return event.await(timeout);
            }
            case Condition condition -> {
                try (var _ = condition.acquire()) {
                    return condition.await(timeout);
                }
            }
            default -> throw new IllegalArgumentException(object.toString());
        }
    }

    @Tag("full")
    @ParameterizedTest
    @EnumSource
    void timeoutsAndInterruptsTakeNothingFromTheOthers(Kind kind) throws Exception {
        Object object = switch (kind) {
            case LOCK -> new Lock();
            case RLOCK -> new RLock();
            case SEMAPHORE -> new Semaphore(0);
            case BOUNDED_SEMAPHORE -> new BoundedSemaphore(1);
            case EVENT -> new Event();
            case CONDITION -> new Condition();
        };
        Semaphore held = new Semaphore(0);
        Event go = new Event();
        Process other = Children.start(Process.target(VirtualThreadsQueueTest::holdThenLetGo)
                .args(object, held, go)
                .build());
        assertTrue(held.acquire(Eventually.LIMIT));
        List<Threads.Running<Boolean>> waiting = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Duration timeout = i % 3 == 0 ? Duration.ofMillis(50 + i) : DAY;
            waiting.add(Threads.runVirtual(() -> pass(object, timeout)));
        }
        for (int i = 0; i < THREADS; i += 3) {
            assertFalse(waiting.get(i).result(), "its time was over");
            waiting.get(i + 1).awaitParked().thread().interrupt();
            assertInstanceOf(InterruptedException.class, waiting.get(i + 1).failure());
            waiting.get(i + 2).awaitParked();
        }
        if (object instanceof Condition condition) {
            Eventually.await("a third waits", () -> condition.toString().endsWith(", " + THREADS / 3 + ")>"));
        }
        go.set();
        for (int i = 2; i < THREADS; i += 3) {
            assertTrue(waiting.get(i).result());
        }
        Children.join(other);
    }

    @Test
    void eachSignalOfAnotherProcessWakesTheOneThatWaitsLongest() throws Exception {
        Condition condition = new Condition();
        Semaphore tokens = new Semaphore(0);
        Process other =
                Children.start(new Process(VirtualThreadsQueueTest::signalOneByOne, condition, tokens, THREADS));
        List<Threads.Running<Boolean>> waiting = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            waiting.add(Threads.runVirtual(() -> pass(condition, DAY)));
            int count = i + 1;
            Eventually.await(count + " wait", () -> condition.toString().endsWith(", " + count + ")>"));
        }
        for (int i = 0; i < THREADS; i++) {
            tokens.release();
            assertTrue(waiting.get(i).result());
            assertTrue(condition.toString().endsWith(", " + (THREADS - 1 - i) + ")>"), "and nobody else");
        }
        Children.join(other);
    }

    static void signalOneByOne(Condition condition, Semaphore tokens, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            tokens.acquire();
            try (var _ = condition.acquire()) {
                condition.signal();
            }
        }
    }

    static void awaitSignal(Condition condition) throws Exception {
        try (var _ = condition.acquire()) {
            condition.await();
        }
    }

    @Test
    void theSignalsOfDeadProcessesGoToThoseWhoWaitLongest() throws Exception {
        Condition condition = new Condition();
        List<Process> dying = new ArrayList<>();
        for (int i = 1; i <= 2; i++) {
            int count = i;
            dying.add(Children.start(new Process(VirtualThreadsQueueTest::awaitSignal, condition)));
            Eventually.await(count + " wait", () -> condition.toString().endsWith(", " + count + ")>"));
        }
        List<Threads.Running<Boolean>> waiting = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            int count = i + 2;
            waiting.add(Threads.runVirtual(() -> pass(condition, DAY)));
            Eventually.await(count + " wait", () -> condition.toString().endsWith(", " + count + ")>"));
        }
        try (var _ = condition.acquire()) {
            condition.signal(2);
            for (Process each : dying) {
                Children.kill(each); // it has the signal and waits for the lock
            }
        }
        assertTrue(waiting.get(0).result());
        assertTrue(waiting.get(1).result());
        assertTrue(condition.toString().endsWith(", 3)>"), condition.toString());
        try (var _ = condition.acquire()) {
            condition.signalAll();
        }
        for (Threads.Running<Boolean> each : waiting) {
            assertTrue(each.result());
        }
    }

    static void awaitOnly(Barrier barrier) throws Exception {
        barrier.await();
    }

    @Test
    void oneThatGivesUpAndAProcessThatDiesBreakTheBarrierOfAll() throws Exception {
        Barrier barrier = new Barrier(THREADS + 2);
        Process dying = Children.start(new Process(VirtualThreadsQueueTest::awaitOnly, barrier));
        Eventually.await("it waits", () -> barrier.nWaiting() == 1);
        List<Threads.Running<Integer>> waiting = arrive(barrier, () -> barrier.await());
        Eventually.await("all wait", () -> barrier.nWaiting() == THREADS + 1);
        Children.kill(dying);
        assertAllBroken(waiting);

        barrier.reset();
        waiting = arrive(barrier, () -> barrier.await());
        Eventually.await("all wait", () -> barrier.nWaiting() == THREADS);
        Threads.Running<Integer> last = waiting.removeLast();
        last.thread().interrupt();
        assertInstanceOf(InterruptedException.class, last.failure());
        assertAllBroken(waiting);

        barrier.reset();
        waiting = arrive(barrier, () -> barrier.await());
        waiting.add(Threads.runVirtual(() -> barrier.await(Duration.ofMillis(50))));
        assertAllBroken(waiting);
    }

    private static List<Threads.Running<Integer>> arrive(Barrier barrier, Callable<Integer> await) {
        List<Threads.Running<Integer>> waiting = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            waiting.add(Threads.runVirtual(await));
        }
        return waiting;
    }

    private static void assertAllBroken(List<Threads.Running<Integer>> waiting) throws Exception {
        for (Threads.Running<Integer> each : waiting) {
            assertInstanceOf(BrokenBarrierException.class, each.failure());
        }
    }

    @Test
    void theyPassABarrierRoundAfterRound() throws Exception {
        int rounds = 50;
        Barrier barrier = new Barrier(THREADS + 1);
        Process other = Children.start(new Process(VirtualThreadsQueueTest::passRounds, barrier, rounds));
        List<Threads.Running<Integer>> waiting = arrive(barrier, () -> passRounds(barrier, rounds));
        for (Threads.Running<Integer> each : waiting) {
            assertEquals(rounds, each.result());
        }
        Children.join(other);
        assertEquals(0, barrier.nWaiting());
    }

    static int passRounds(Barrier barrier, int rounds) throws Exception {
        for (int i = 0; i < rounds; i++) {
            barrier.await();
        }
        return rounds;
    }
}
