package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.multiprocessing.SharedTypes.AnyCondition;
import io.github.procession.support.Children;
import io.github.procession.support.Eventually;
import io.github.procession.support.Threads;
import io.github.procession.support.ThreadsToo;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@ThreadsToo
class ConditionTest {
    private static final Duration DAY = Duration.ofDays(1);

    /** Waits in a thread of this process and counts those that woke. */
    private static Threads.Running<Boolean> waiter(Condition condition, Duration timeout, AtomicInteger woken)
            throws Exception {
        return Threads.run(() -> awaitSignal(condition, timeout, woken));
    }

    private static boolean awaitSignal(Condition condition, Duration timeout, AtomicInteger woken) throws Exception {
        try (var _ = condition.acquire()) {
            boolean signalled = condition.await(timeout);
            woken.incrementAndGet();
            return signalled;
        }
    }

    private static void awaitWaiting(Object condition, int count) throws Exception {
        Eventually.await(
                count + " wait: " + condition, () -> condition.toString().endsWith(", " + count + ")>"));
    }

    static void awaitSignals(AnyCondition condition, Semaphore woken, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            try (var _ = condition.acquire()) {
                condition.await(null);
            }
            woken.release();
        }
    }

    private static void signal(Condition condition, int n) throws Exception {
        try (var _ = condition.acquire()) {
            condition.signal(n);
        }
    }

    private static void signal(AnyCondition condition, int n) throws Exception {
        try (var _ = condition.acquire()) {
            condition.signal(n);
        }
    }

    @Tag("full")
    @Test
    @Conformance({"COND-01", "CV-01"})
    void eachSignalWakesExactlyOneProcessOrThread() throws Exception {
        eachSignalWakesExactlyOneProcessOrThread(SharedTypes.IN_MEMORY);
    }

    static void eachSignalWakesExactlyOneProcessOrThread(SharedTypes types) throws Exception {
        for (AnyCondition condition : List.of(types.condition(), types.conditionOfLock())) {
            Semaphore woken = new Semaphore(0);
            Process child = Children.start(new Process(ConditionTest::awaitSignals, condition, woken, 1));
            var thread = Threads.run(() -> {
                awaitSignals(condition, woken, 1);
                return null;
            });
            awaitWaiting(condition, 2);
            for (int i = 0; i < 2; i++) {
                signal(condition, 1);
                assertTrue(woken.acquire(Eventually.LIMIT));
                assertFalse(woken.acquire(Duration.ofMillis(150)), "only one");
            }
            Children.join(child);
            thread.result();
            awaitWaiting(condition, 0);
            assertFalse(condition.locked());
        }
    }

    @Test
    @Conformance("CV-04")
    void asManyWakeAsTheSignalSaysInTheOrderInWhichTheyCame() throws Exception {
        Condition condition = new Condition();
        AtomicInteger woken = new AtomicInteger();
        List<Threads.Running<Boolean>> waiting = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            waiting.add(waiter(condition, Duration.ofMillis(100), woken));
        }
        for (Threads.Running<Boolean> each : waiting) {
            assertFalse(each.result(), "no signal");
        }
        waiting.clear();
        woken.set(0);
        for (int i = 0; i < 6; i++) {
            waiting.add(waiter(condition, DAY, woken));
            awaitWaiting(condition, i + 1);
        }
        assertEquals(0, woken.get());
        signal(condition, 2);
        assertTrue(waiting.get(0).result());
        assertTrue(waiting.get(1).result());
        awaitWaiting(condition, 4);
        assertEquals(2, woken.get());
        signal(condition, 4);
        for (Threads.Running<Boolean> each : waiting) {
            assertTrue(each.result());
        }
        signal(condition, 3);
        assertEquals(6, woken.get());
        assertFalse(waiter(condition, Duration.ofMillis(50), woken).result(), "a signal to nobody is no signal");

        waiting.clear();
        for (int i = 0; i < 200; i++) {
            waiting.add(waiter(condition, DAY, woken)); // more than the first file has places for
        }
        awaitWaiting(condition, 200);
        try (var _ = condition.acquire()) {
            condition.signalAll();
        }
        for (Threads.Running<Boolean> each : waiting) {
            assertTrue(each.result());
        }
        awaitWaiting(condition, 0);
    }

    static void timeOutAndWaitTwice(AnyCondition condition, Semaphore timedOut, Semaphore woken) throws Exception {
        try (var _ = condition.acquire()) {
            assertFalse(condition.await(Duration.ofMillis(100)));
        }
        timedOut.release();
        awaitSignals(condition, woken, 2);
    }

    private static void assertWoken(AnyCondition condition, Semaphore woken, int count, int rest) throws Exception {
        for (int i = 0; i < count; i++) {
            assertTrue(woken.acquire(Eventually.LIMIT));
        }
        assertFalse(woken.acquire(Duration.ofMillis(150)), "only " + count);
        assertTrue(condition.toString().endsWith(", " + rest + ")>"), condition::toString);
    }

    @Tag("full")
    @Test
    @Conformance({"COND-02", "COND-03"})
    void ofProcessesAndThreadsAsManyWakeAsTheSignalSays() throws Exception {
        ofProcessesAndThreadsAsManyWakeAsTheSignalSays(SharedTypes.IN_MEMORY);
    }

    static void ofProcessesAndThreadsAsManyWakeAsTheSignalSays(SharedTypes types) throws Exception {
        AnyCondition condition = types.condition();
        Semaphore timedOut = new Semaphore(0);
        Semaphore woken = new Semaphore(0);
        List<Process> children = new ArrayList<>();
        List<Threads.Running<Object>> threads = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            children.add(Children.start(new Process(ConditionTest::timeOutAndWaitTwice, condition, timedOut, woken)));
            threads.add(Threads.run(() -> {
                timeOutAndWaitTwice(condition, timedOut, woken);
                return null;
            }));
        }
        for (int i = 0; i < 6; i++) {
            assertTrue(timedOut.acquire(Eventually.LIMIT));
        }
        awaitWaiting(condition, 6);
        assertEquals(0, woken.getValue(), "none wakes before the signal");
        try (var _ = condition.acquire()) {
            condition.signalAll();
        }
        for (int i = 0; i < 6; i++) {
            assertTrue(woken.acquire(Eventually.LIMIT));
        }
        awaitWaiting(condition, 6); // for the second time

        signal(condition, 2);
        assertWoken(condition, woken, 2, 4);
        signal(condition, 4);
        assertWoken(condition, woken, 4, 0);
        signal(condition, 3);
        assertWoken(condition, woken, 0, 0);
        Children.join(children);
        for (Threads.Running<Object> each : threads) {
            each.result();
        }
    }

    @Test
    @Conformance({"COND-04", "COND-07", "CV-05"})
    void timeoutsBoundTheWait() throws Exception {
        aWaitWithoutSignalTakesItsTime(SharedTypes.IN_MEMORY);
        Condition condition = new Condition();
        try (var _ = condition.acquire();
                var _ = condition.acquire()) {
            assertFalse(condition.await(Duration.ZERO));
            assertFalse(condition.await(Duration.ofSeconds(-1)));
            long start = System.nanoTime();
            assertFalse(condition.await(Duration.ofMillis(200)));
            assertFalse(condition.await(10, TimeUnit.MILLISECONDS));
            assertTrue(condition.awaitNanos(1_000_000) <= 0);
            assertTrue(System.nanoTime() - start >= 211_000_000);
            condition.release();
            assertTrue(condition.locked(), "acquired twice again");
            assertTrue(condition.acquire(false, null));
        }
        assertFalse(condition.locked());
        var huge = waiter(condition, Duration.ofSeconds(Long.MAX_VALUE), new AtomicInteger());
        awaitWaiting(condition, 1);
        signal(condition, 1);
        assertTrue(huge.result());
    }

    static void aWaitWithoutSignalTakesItsTime(SharedTypes types) throws Exception {
        AnyCondition condition = types.condition();
        try (var _ = condition.acquire();
                var _ = condition.acquire()) {
            assertFalse(condition.await(Duration.ZERO));
            assertFalse(condition.await(Duration.ofSeconds(-1)));
            long start = System.nanoTime();
            assertFalse(condition.await(Duration.ofMillis(200)));
            assertTrue(System.nanoTime() - start >= 200_000_000);
            assertTrue(condition.locked(), "acquired twice again");
        }
        assertFalse(condition.locked());
    }

    static void setTo(AnyCondition condition, Semaphore state, int value) throws Exception {
        for (int i = 0; i < value; i++) {
            try (var _ = condition.acquire()) {
                state.release();
                condition.signal(1);
            }
        }
    }

    @Test
    @Conformance({"COND-05", "COND-06", "CV-06", "CV-07"})
    void aPredicateIsLookedAtAfterEachSignal() throws Exception {
        aPredicateIsLookedAtAfterEachSignal(SharedTypes.IN_MEMORY);
    }

    static void aPredicateIsLookedAtAfterEachSignal(SharedTypes types) throws Exception {
        AnyCondition condition = types.condition();
        Semaphore state = new Semaphore(0);
        AtomicInteger looks = new AtomicInteger();
        Process child;
        try (var _ = condition.acquire()) {
            child = Children.start(new Process(ConditionTest::setTo, condition, state, 4));
            condition.awaitFor(() -> looks.incrementAndGet() > 0 && state.getValue() == 4, null);
        }
        assertTrue(looks.get() >= 2);
        Children.join(child);

        Process signalling = Children.start(new Process(ConditionTest::setTo, condition, state, 3));
        try (var _ = condition.acquire()) {
            long start = System.nanoTime();
            assertFalse(condition.awaitFor(() -> state.getValue() == 100, Duration.ofMillis(300)));
            assertTrue(System.nanoTime() - start >= 300_000_000);
            assertTrue(condition.awaitFor(() -> true, Duration.ZERO));
            assertEquals("value", condition.awaitValue(() -> "value"));
            assertNull(condition.awaitValue(() -> null, Duration.ofMillis(1)));
            assertFalse(condition.awaitValue(() -> false, Duration.ofMillis(1)));
        }
        Children.join(signalling);
    }

    /** The method has no {@code throws Exception}: it compiles, and that is the test. */
    private static void awaitTrue(Condition condition) throws InterruptedException {
        try (var _ = condition.acquire()) {
            condition.awaitFor(() -> true);
            assertTrue(condition.awaitFor(() -> true, Duration.ZERO));
        }
    }

    @Test
    void aPredicateThrowsWhatItDeclares() throws Exception {
        Condition condition = new Condition();
        awaitTrue(condition);
        try (var _ = condition.acquire()) {
            IOException thrown = assertThrows(
                    IOException.class,
                    () -> condition.awaitFor(() -> {
                        throw new IOException("unreadable");
                    }));
            assertEquals("unreadable", thrown.getMessage());
        }
    }

    @Test
    @Conformance({"CV-02", "CV-03"})
    void onlyWhoHoldsTheLockWaitsAndSignals() throws Exception {
        for (Condition condition : List.of(new Condition(), new Condition(new Lock()))) {
            assertThrows(IllegalMonitorStateException.class, () -> condition.await());
            assertThrows(IllegalMonitorStateException.class, () -> condition.await(Duration.ZERO));
            assertThrows(IllegalMonitorStateException.class, () -> condition.awaitFor(() -> true));
            assertThrows(IllegalMonitorStateException.class, condition::signal);
            assertThrows(IllegalMonitorStateException.class, condition::signalAll);
            try (var _ = condition.acquire()) {
                var other = Threads.run(() -> condition.await(Duration.ZERO));
                assertTrue(other.failure() instanceof IllegalMonitorStateException);
            }
        }
    }

    @Test
    @Conformance("COND-07")
    void anInterruptEndsTheWaitWithTheLockHeldAgain() throws Exception {
        Condition condition = new Condition();
        for (boolean virtual : List.of(false, true)) {
            Callable<Boolean> body = () -> {
                try (var _ = condition.acquire()) {
                    assertThrows(InterruptedException.class, () -> condition.await());
                    return condition.toString().contains(", 1)>");
                }
            };
            var waiting = virtual ? Threads.runVirtual(body) : Threads.run(body);
            awaitWaiting(condition, 1);
            waiting.thread().interrupt();
            assertTrue(waiting.result());
            awaitWaiting(condition, 0);
        }
    }

    @Test
    void itTravelsWithItsLock() throws Exception {
        Lock lock = new Lock();
        Condition condition = new Condition(lock);
        try (Queue<Object> queue = new Queue<>()) {
            queue.put(condition);
            assertSame(condition, queue.get());
        }
        try (Pipe pipe = Pipe.open()) {
            Process child = Children.start(new Process(ConditionTest::makeOne, pipe.second()));
            Condition made = (Condition) pipe.first().recv();
            pipe.first().send("received");
            Children.join(child);
            assertTrue(made.acquire(false, null), "its lock outlives the process that made both");
            assertFalse(made.await(Duration.ofMillis(1)));
            made.release();
        }
    }

    static void makeOne(Connection connection) throws Exception {
        connection.send(new Condition());
        System.gc();
        connection.recv();
    }

    /** A bounded buffer as the javadoc of java.util.concurrent's Condition has it, in shared memory. */
    private record Buffer(
            java.util.concurrent.locks.Lock lock,
            java.util.concurrent.locks.Condition notFull,
            java.util.concurrent.locks.Condition notEmpty,
            IntArray state)
            implements java.io.Serializable {
        private static final int SIZE = 3;

        void put(int item) throws InterruptedException {
            lock.lock();
            try {
                while (state.get(SIZE) == SIZE) {
                    notFull.await();
                }
                state.set(state.get(SIZE), item);
                state.set(SIZE, state.get(SIZE) + 1);
                notEmpty.signal();
            } finally {
                lock.unlock();
            }
        }

        int take() throws InterruptedException {
            lock.lock();
            try {
                while (state.get(SIZE) == 0) {
                    notEmpty.await();
                }
                state.set(SIZE, state.get(SIZE) - 1);
                notFull.signal();
                return state.get(state.get(SIZE));
            } finally {
                lock.unlock();
            }
        }
    }

    static void putAll(Buffer buffer, int count) throws InterruptedException {
        for (int i = 1; i <= count; i++) {
            buffer.put(i);
        }
    }

    @Tag("full")
    @Test
    void theConditionsOfALockServeABoundedBufferBetweenProcesses() throws Exception {
        for (java.util.concurrent.locks.Lock lock : List.of(new Lock(), new RLock())) {
            var buffer = new Buffer(lock, lock.newCondition(), lock.newCondition(), Array.ofInt(Buffer.SIZE + 1));
            int count = 2_000;
            List<Process> producers = List.of(
                    Children.start(new Process(ConditionTest::putAll, buffer, count)),
                    Children.start(new Process(ConditionTest::putAll, buffer, count)));
            long sum = 0;
            for (int i = 0; i < 2 * count; i++) {
                sum += buffer.take();
            }
            assertEquals((long) count * (count + 1), sum);
            Children.join(producers);
        }
    }

    @Test
    void longTimesOfJavaUtilConcurrentDoNotOverflow() throws Exception {
        for (java.util.concurrent.locks.Lock lock : List.of(new Lock(), new RLock())) {
            java.util.concurrent.locks.Condition condition = lock.newCondition();
            assertTrue(lock.tryLock(Long.MAX_VALUE, TimeUnit.DAYS));
            assertFalse(condition.await(Long.MIN_VALUE, TimeUnit.DAYS));
            assertFalse(condition.awaitUntil(new Date(Long.MIN_VALUE)));
            assertTrue(condition.awaitNanos(Long.MIN_VALUE) <= 0);
            lock.unlock();
            List<Callable<Boolean>> waits = List.of(
                    () -> condition.await(Long.MAX_VALUE, TimeUnit.DAYS),
                    () -> condition.awaitUntil(new Date(Long.MAX_VALUE)),
                    () -> condition.awaitNanos(Long.MAX_VALUE) > 0);
            for (Callable<Boolean> wait : waits) {
                var waiting = Threads.run(() -> {
                    lock.lock();
                    try {
                        return wait.call();
                    } finally {
                        lock.unlock();
                    }
                });
                Eventually.await("it waits", () -> condition.toString().endsWith(", 1)>"));
                lock.lock();
                condition.signal();
                lock.unlock();
                assertTrue(waiting.result());
            }
        }
    }

    @Test
    void anInterruptTakesNothingFromAnUninterruptibleWait() throws Exception {
        for (boolean virtual : List.of(false, true)) {
            RLock lock = new RLock();
            Condition condition = lock.newCondition();
            Callable<Boolean> body = () -> {
                try (var _ = lock.acquire()) {
                    condition.awaitUninterruptibly();
                    return Thread.interrupted();
                }
            };
            var waiting = virtual ? Threads.runVirtual(body) : Threads.run(body);
            awaitWaiting(condition, 1);
            try (var _ = lock.acquire()) {
                waiting.thread().interrupt();
                Eventually.await("it has noticed", () -> !waiting.thread().isInterrupted());
                condition.signal(); // a waiter that left its place to come back would miss it
            }
            assertTrue(waiting.result());
        }
    }
}
