package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.support.Eventually;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Code of users that takes its time, or throws anything, while objects are encoded and decoded, harms no other call. */
class PoolSlowCodeTest {
    private static volatile CountDownLatch gate = new CountDownLatch(1);

    @AfterEach
    void open() {
        gate.countDown();
        gate = new CountDownLatch(1);
    }

    private static void awaitGate() {
        awaitOpen(gate);
    }

    private static void awaitOpen(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Takes its time to be read, in the process of the test. */
    static final class SlowToRead implements Serializable {
        private static final long serialVersionUID = 1L;

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            awaitGate();
        }
    }

    static Object slow(int x) {
        return new SlowToRead();
    }

    @Test
    void aResultThatTakesLongToBeReadHoldsUpNoOther() throws Exception {
        try (Pool pool = new Pool(1)) {
            AsyncResult<Object> slow = pool.applyAsync(PoolSlowCodeTest::slow, 1);
            for (int i = 0; i < 20; i++) {
                AsyncResult<Integer> quick = pool.applyAsync(PoolImapTest::twice, i);
                assertEquals(2 * i, quick.get(Eventually.LIMIT));
            }
            assertFalse(slow.isDone());
            gate.countDown();
            assertInstanceOf(SlowToRead.class, slow.get(Eventually.LIMIT));
        }
    }

    @Test
    void aClosedPoolEndsWhenItsSlowResultsAreTold() throws Exception {
        Pool pool = new Pool(1);
        AsyncResult<Object> slow = pool.applyAsync(PoolSlowCodeTest::slow, 1);
        pool.close();
        Eventually.await("the worker has ended", () -> PoolWorkers.views(pool).isEmpty());
        assertFalse(slow.isDone());
        gate.countDown();
        assertTrue(pool.join(Eventually.LIMIT));
        assertTrue(slow.isDone());
    }

    @Test
    void aTerminatedPoolGivesUpAResultWhoseReadingDoesNotReturn() throws Exception {
        Pool pool = new Pool(1);
        AsyncResult<Object> slow = pool.applyAsync(PoolSlowCodeTest::stubborn, 1);
        Eventually.await("the result is being read", () -> reading);
        pool.terminate();
        assertThrows(CancellationException.class, () -> slow.get(Eventually.LIMIT));
        assertTrue(pool.join(Eventually.LIMIT));
    }

    private static volatile boolean reading;

    /** Waits for the gate whatever comes, in the process of the test. */
    static final class StubbornToRead implements Serializable {
        private static final long serialVersionUID = 1L;

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            reading = true;
            CountDownLatch closed = gate;
            while (closed.getCount() > 0) {
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    static Object stubborn(int x) {
        return new StubbornToRead();
    }

    /** Read at once or after the gate, in the process of the test. */
    static final class MaybeSlowToRead implements Serializable {
        private static final long serialVersionUID = 1L;

        private final boolean slow;

        MaybeSlowToRead(boolean slow) {
            this.slow = slow;
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            if (slow) {
                reading = true;
                awaitGate();
            }
        }
    }

    static Object maybe(boolean slow) {
        return new MaybeSlowToRead(slow);
    }

    /** Has a pool know that the results of {@link #maybe} are read quickly. */
    private static void warmUp(Pool pool) throws Exception {
        reading = false;
        for (int i = 0; i < 10; i++) {
            pool.apply(PoolSlowCodeTest::maybe, false);
        }
    }

    @Test
    void aResultThatIsNotReadInTimeHoldsUpNoOtherAlthoughItsKindWasQuick() throws Exception {
        Pool pool = new Pool(1);
        warmUp(pool);
        AsyncResult<Object> slow = pool.applyAsync(PoolSlowCodeTest::maybe, true);
        Eventually.await("the result is being read", () -> reading);
        CompletableFuture<Integer> waiting = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                waiting.complete(pool.apply(PoolImapTest::twice, 4));
            } catch (Exception e) {
                waiting.completeExceptionally(e);
            }
        });
        assertEquals(8, waiting.get(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS));
        assertEquals(
                List.of(0, 2, 4),
                pool.mapAsync(PoolImapTest::twice, List.of(0, 1, 2)).get(Eventually.LIMIT));
        assertFalse(slow.isDone());
        pool.terminate();
        assertThrows(CancellationException.class, () -> slow.get(Eventually.LIMIT));
        assertTrue(pool.join(Eventually.LIMIT));
    }

    /** The result of another is read in the thread that leads, were it not for the rule that this test checks. */
    @Test
    void aCallerThatTakesResultsOfOthersIsNotKeptByReadingThem() throws Exception {
        try (Pool pool = new Pool(2)) {
            warmUp(pool);
            Event go = new Event();
            Thread caller = Thread.ofPlatform().daemon().start(() -> {
                try {
                    pool.apply(PoolSlowCodeTest::waitFor, go);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            Eventually.await("the caller waits", () -> leads(caller) || caller.getState() == Thread.State.WAITING);
            AsyncResult<Object> slow = pool.applyAsync(PoolSlowCodeTest::maybe, true);
            Eventually.await("the result is being read", () -> reading);
            go.set();
            assertTrue(caller.join(Eventually.LIMIT));
            assertFalse(slow.isDone());
            gate.countDown();
            assertInstanceOf(MaybeSlowToRead.class, slow.get(Eventually.LIMIT));
        }
    }

    static int waitFor(Event go) throws Exception {
        go.await();
        return 1;
    }

    private static boolean leads(Thread caller) {
        return Arrays.stream(caller.getStackTrace())
                .anyMatch(frame -> frame.getClassName().endsWith("ResultReceiver")
                        && frame.getMethodName().equals("step"));
    }

    @Test
    void anyNumberOfResultsThatAreNotReadHoldUpNoOther() throws Exception {
        try (Pool pool = new Pool(1)) {
            List<AsyncResult<Object>> slow = new ArrayList<>();
            for (int i = 0; i < 9; i++) {
                slow.add(pool.applyAsync(PoolSlowCodeTest::slow, 1));
            }
            assertInstanceOf(
                    MaybeSlowToRead.class,
                    pool.applyAsync(PoolSlowCodeTest::maybe, false).get(Eventually.LIMIT));
            assertFalse(slow.stream().anyMatch(AsyncResult::isDone));
        }
    }

    /** An action for the end of a call that waits for another call of the pool, in the thread that takes the results. */
    @Test
    void anActionInTheThreadThatTakesResultsMayWaitForAnother() throws Exception {
        try (Pool pool = new Pool(1)) {
            CompletableFuture<Integer> second = new CompletableFuture<>();
            pool.applyAsync(PoolImapTest::twice, 1).whenDone(() -> second.complete(twiceOf(pool, 4)), Runnable::run);
            assertEquals(8, second.get(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS));
        }
    }

    /** Two results that are taken together, of which the first keeps the thread that takes them until the second is told. */
    @Test
    void anActionThatWaitsForAResultThatWasTakenWithItsOwnGoesOn() throws Exception {
        try (Pool pool = new Pool(3)) {
            Event go = new Event();
            AtomicBoolean oneWaits = new AtomicBoolean();
            CountDownLatch bothTold = new CountDownLatch(1);
            for (int i = 0; i < 2; i++) {
                pool.applyAsync(PoolSlowCodeTest::waitFor, go)
                        .whenDone(
                                () -> {
                                    if (oneWaits.compareAndSet(false, true)) {
                                        awaitOpen(bothTold);
                                    } else {
                                        bothTold.countDown();
                                    }
                                },
                                Runnable::run);
            }
            pool.applyAsync(PoolImapTest::twice, 1)
                    .whenDone(
                            () -> {
                                go.set();
                                LockSupport.parkNanos(100_000_000); // both results arrive, or the test proves less
                            },
                            Runnable::run);
            assertTrue(bothTold.await(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS));
        }
    }

    /** Whether this is the process of the test: static fields do not travel. */
    private static boolean here;

    @BeforeEach
    void markThisProcess() {
        here = true;
    }

    /** Keeps or fails who reads it, or asks it for its text, in the process of the test. */
    static final class Stubborn extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String how;

        Stubborn(String how) {
            this.how = how;
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            switch (how) {
                case "never read" -> waitForGate();
                case "read without end" -> readObject(in);
                case "not read" -> throw new AssertionError("an error of the user");
                default -> {}
            }
        }

        @Override
        public String toString() {
            if (here && how.equals("never printed")) {
                waitForGate();
            }
            return "stubborn";
        }

        private static void waitForGate() {
            CountDownLatch closed = gate;
            while (closed.getCount() > 0) {
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    static void failInTheFirst(IntValue starts, String how) {
        if (starts.getAndAdd(1) == 0) {
            throw new Stubborn(how);
        }
    }

    static void fail(String how) {
        throw new Stubborn(how);
    }

    @ParameterizedTest
    @ValueSource(strings = {"never read", "read without end", "not read", "never printed"})
    void whatAnInitializerThrowsDoesNotKeepTheOtherWorkers(String how) throws Exception {
        Pool pool = new Pool(2, PoolSlowCodeTest::failInTheFirst, Value.ofInt(0), how);
        for (int i = 0; i < 20; i++) {
            assertEquals(2 * i, pool.applyAsync(PoolImapTest::twice, i).get(Eventually.LIMIT));
        }
        pool.terminate();
        assertTrue(pool.join(Eventually.LIMIT));
    }

    @Tag("full") // each takes five seconds, the time in which such an exception must be rebuilt
    @ParameterizedTest
    @ValueSource(strings = {"never read", "read without end", "not read", "never printed"})
    void whatEachInitializerThrowsEndsThePool(String how) throws Exception {
        Pool pool = new Pool(3, PoolSlowCodeTest::fail, how);
        ExecutionException failed = assertThrows(
                ExecutionException.class,
                () -> pool.applyAsync(PoolImapTest::twice, 1).get(Eventually.LIMIT));
        assertInstanceOf(BrokenPoolException.class, failed.getCause());
        pool.close();
        assertTrue(pool.join(Eventually.LIMIT));
    }

    @Test
    void aPoolOfWhichNoInitializerFailureIsReadCanBeTerminated() throws Exception {
        Pool pool = new Pool(2, PoolSlowCodeTest::fail, "never read");
        AsyncResult<Integer> pending = pool.applyAsync(PoolImapTest::twice, 1);
        pool.close();
        pool.terminate();
        assertThrows(CancellationException.class, () -> pending.get(Eventually.LIMIT));
        assertTrue(pool.join(Eventually.LIMIT));
    }

    @Test
    void aClosedPoolOfWhichNoResultIsReadCanBeTerminated() throws Exception {
        Pool pool = new Pool(2);
        AsyncResult<Object> single = pool.applyAsync(PoolSlowCodeTest::stubborn, 1);
        AsyncResult<List<Object>> bulk = pool.mapAsync(PoolSlowCodeTest::stubborn, List.of(1, 2));
        PoolIterator<Object> iterated = pool.imap(PoolSlowCodeTest::stubborn, List.of(1, 2));
        pool.close();
        Eventually.await("the workers have ended", () -> PoolWorkers.views(pool).isEmpty());
        assertFalse(pool.join(Duration.ZERO));
        pool.terminate();
        assertThrows(CancellationException.class, () -> single.get(Eventually.LIMIT));
        assertThrows(CancellationException.class, () -> bulk.get(Eventually.LIMIT));
        assertThrows(CancellationException.class, iterated::next);
        assertTrue(pool.join(Eventually.LIMIT));
    }

    private static int twiceOf(Pool pool, int x) {
        try {
            return pool.apply(PoolImapTest::twice, x);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Throws or never returns when it is written. */
    static final class Bad implements Serializable {
        private static final long serialVersionUID = 1L;

        private final int how;

        Bad(int how) {
            this.how = how;
        }

        private int deepen(int depth) {
            return deepen(depth + 1) + 1;
        }

        private void writeObject(ObjectOutputStream out) throws IOException {
            switch (how) {
                case 0 -> throw new AssertionError("an error of the user");
                case 1 -> deepen(0);
                case 2 -> sneak(new Exception("an exception that is not declared"));
                default -> throw new Unprintable();
            }
        }

        @SuppressWarnings("unchecked")
        private static <E extends Throwable> void sneak(Throwable failure) throws E {
            throw (E) failure;
        }
    }

    /** Throws by all of its own methods. */
    static final class Unprintable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message");
        }

        @Override
        public String toString() {
            throw new StackOverflowError("no text");
        }
    }

    static int take(Object value) {
        return 1;
    }

    private static Object unprintable(int x) {
        throw new Unprintable();
    }

    @Test
    void whatAnArgumentThrowsFailsItsCallAlone() throws Exception {
        for (Pool pool : List.of(
                new Pool(1),
                Pool.builder()
                        .processes(1)
                        .context(Multiprocessing.getContext("threads"))
                        .build())) {
            try (pool) {
                long pid = pool.apply(PoolWorkers::ownPid);
                List<AsyncResult<Integer>> bad = new ArrayList<>();
                for (int how = 0; how < 4; how++) {
                    bad.add(pool.applyAsync(PoolSlowCodeTest::take, new Bad(how)));
                    assertEquals(
                            2 * how, pool.applyAsync(PoolImapTest::twice, how).get(Eventually.LIMIT));
                }
                for (AsyncResult<Integer> each : bad) {
                    assertThrows(ExecutionException.class, () -> each.get(Eventually.LIMIT));
                }
                AsyncResult<Object> thrown = pool.applyAsync(PoolSlowCodeTest::unprintable, 1);
                assertThrows(ExecutionException.class, () -> thrown.get(Eventually.LIMIT));
                assertEquals(pid, pool.apply(PoolWorkers::ownPid));
            }
        }
    }

    @Test
    void aSharedObjectThatIsClosedFailsItsCallAlone() throws Exception {
        try (Pool pool = new Pool(1)) {
            Queue<Integer> closed = new Queue<>();
            closed.close();
            AsyncResult<Integer> refused = pool.applyAsync(PoolSlowCodeTest::take, closed);
            assertThrows(ExecutionException.class, () -> refused.get(Eventually.LIMIT));
            assertEquals(4, pool.applyAsync(PoolImapTest::twice, 2).get(Eventually.LIMIT));
        }
    }
}
