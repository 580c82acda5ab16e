package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.function.Function1;
import io.github.procession.serialization.NotSendableException;
import io.github.procession.support.Eventually;
import io.github.procession.support.ThreadsToo;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.PrintWriter;
import java.io.Serializable;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ThreadsToo
class PoolErrorsTest {
    static int twice(int x) {
        return 2 * x;
    }

    /** What a task throws, and the exception that arrives for it. */
    private static Throwable failure(Pool pool, Function1<Integer, Object> function) throws Exception {
        AsyncResult<Object> result = pool.applyAsync(function, 0);
        return assertThrows(ExecutionException.class, () -> result.get(Eventually.LIMIT))
                .getCause();
    }

    static Object failDeep(int x) {
        throw new UnsupportedOperationException("deep", new IllegalStateException("cause " + x));
    }

    @Test
    @Conformance({"POOL-20", "POOL-21"})
    void aFailureKeepsClassMessageCauseAndTheTraceOfTheWorker() throws Exception {
        try (Pool pool = new Pool(1)) {
            ExecutionException thrown =
                    assertThrows(ExecutionException.class, () -> pool.apply(PoolErrorsTest::failDeep, 7));
            assertTrue(thrown.getMessage()
                    .contains("pid " + PoolWorkers.pids(pool).iterator().next()));
            Throwable remote = assertInstanceOf(UnsupportedOperationException.class, thrown.getCause());
            assertEquals("deep", remote.getMessage());
            assertInstanceOf(IllegalStateException.class, remote.getCause());
            assertTrue(Arrays.stream(remote.getStackTrace())
                    .anyMatch(frame -> frame.getMethodName().equals("failDeep")));
            StringWriter printed = new StringWriter();
            thrown.printStackTrace(new PrintWriter(printed));
            assertTrue(printed.toString().contains("PoolErrorsTest.failDeep"), "the worker's trace is printed");
            IllegalStateException ofInput = assertThrows(
                    IllegalStateException.class,
                    () -> pool.map(PoolErrorsTest::twice, new PoolMapTest.FailingInput(0)));
            assertNull(ofInput.getCause(), "what happened here is as it was thrown");
        }
    }

    @ParameterizedTest
    @EnumSource
    @Conformance("PERR-01")
    void theErrorCallbackGetsWhatGetThrows(PoolKind kind) throws Exception {
        BlockingQueue<Throwable> called = new LinkedBlockingQueue<>();
        try (Pool pool = kind.open(1)) {
            AsyncResult<Object> result =
                    pool.applyAsync(PoolErrorsTest::failDeep, 1).errorCallback(called::add);
            Throwable cause =
                    assertThrows(ExecutionException.class, result::get).getCause();
            assertSame(cause, called.poll(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS));
        }
        assertTrue(called.isEmpty());
    }

    /** It has no constructor that takes what it keeps. */
    static final class Awkward extends Exception {
        private static final long serialVersionUID = 1L;
        private final int code;

        Awkward(int code, String text, Object unused) {
            super(text + unused);
            this.code = code;
        }
    }

    static final class HoldsUnsendable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial") // on purpose
        private final Object thread = Thread.currentThread();

        HoldsUnsendable() {
            super("holds a thread");
        }
    }

    static final class FailsWhenWritten extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private void writeObject(ObjectOutputStream out) throws IOException {
            throw new AssertionError("not written");
        }
    }

    static final class FailsWhenRead extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private void readObject(ObjectInputStream in) throws IOException {
            throw new AssertionError("not read");
        }
    }

    static final class RefusesToBeRead extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private void readObject(ObjectInputStream in) throws IOException {
            throw new InvalidObjectException("refused");
        }
    }

    /** Everything about it throws. */
    static final class Hostile extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message");
        }

        @Override
        public String toString() {
            throw new IllegalStateException("no text");
        }
    }

    private static RuntimeException cyclic() {
        RuntimeException outer = new RuntimeException("outer");
        outer.initCause(new IllegalStateException("inner", outer));
        return outer;
    }

    @Test
    void awkwardExceptionsArriveAndTheNextTaskWorks() throws Exception {
        try (Pool pool = new Pool(1)) {
            List<Long> worker = List.copyOf(PoolWorkers.pids(pool));
            Awkward awkward = assertInstanceOf(Awkward.class, failure(pool, _ -> {
                throw new Awkward(5, "a", "b");
            }));
            assertEquals("ab 5", awkward.getMessage() + " " + awkward.code);
            Throwable outer = failure(pool, _ -> {
                throw cyclic();
            });
            assertSame(outer, outer.getCause().getCause());
            assertStandIn("holds a thread", failure(pool, _ -> {
                throw new HoldsUnsendable();
            }));
            assertStandIn("FailsWhenWritten", failure(pool, _ -> {
                throw new FailsWhenWritten();
            }));
            assertStandIn("FailsWhenRead", failure(pool, _ -> {
                throw new FailsWhenRead();
            }));
            assertStandIn("RefusesToBeRead", failure(pool, _ -> {
                throw new RefusesToBeRead();
            }));
            assertInstanceOf(Throwable.class, failure(pool, _ -> {
                throw new Hostile();
            }));
            assertInstanceOf(AssertionError.class, failure(pool, _ -> {
                throw new AssertionError("an Error");
            }));
            assertInstanceOf(InterruptedException.class, failure(pool, _ -> {
                throw new InterruptedException("a checked one");
            }));
            assertEquals(4, pool.apply(PoolErrorsTest::twice, 2));
            assertEquals(worker, List.copyOf(PoolWorkers.pids(pool)), "the worker survived all of it");
        }
    }

    private static void assertStandIn(String text, Throwable arrived) {
        assertTrue(arrived.toString().contains(text), arrived::toString);
        assertTrue(arrived.getStackTrace().length > 0, "with the worker's trace");
    }

    /** Arrives in the worker, or does not. */
    static final class Argument implements Serializable {
        private static final long serialVersionUID = 1L;
        private final boolean failWriting;

        Argument(boolean failWriting) {
            this.failWriting = failWriting;
        }

        private void writeObject(ObjectOutputStream out) throws IOException {
            if (failWriting) {
                throw new AssertionError("not written");
            }
        }

        private void readObject(ObjectInputStream in) throws IOException {
            throw new AssertionError("not read");
        }
    }

    @Test
    @Conformance("POOL-07")
    void anArgumentThatCannotBeSentFailsItsCallAlone() throws Exception {
        try (Pool pool = new Pool(1)) {
            for (int twice = 0; twice < 2; twice++) {
                ExecutionException thrown = assertThrows(
                        ExecutionException.class, () -> pool.apply(Object::toString, (Object) Thread.currentThread()));
                assertInstanceOf(NotSendableException.class, thrown.getCause());
                assertTrue(thrown.getCause().getMessage().startsWith("argument 1"), thrown::toString);
                thrown = assertThrows(
                        ExecutionException.class,
                        () -> pool.map(Object::toString, List.<Object>of(1, Thread.currentThread())));
                assertInstanceOf(NotSendableException.class, thrown.getCause());
                Thread captured = Thread.currentThread();
                thrown = assertThrows(ExecutionException.class, () -> pool.apply(() -> captured.getName()));
                assertInstanceOf(NotSendableException.class, thrown.getCause());
                assertThrows(ExecutionException.class, () -> pool.map((Integer _) -> captured.getName(), List.of(1)));
                assertThrows(ExecutionException.class, () -> pool.apply(Object::toString, (Object) new Argument(true)));
            }
            PoolIterator<String> results =
                    pool.imap(Object::toString, List.<Object>of(1, Thread.currentThread(), new Argument(true), 4));
            assertEquals("1", results.next());
            assertThrows(ExecutionException.class, () -> results.next(Eventually.LIMIT));
            assertThrows(ExecutionException.class, () -> results.next(Eventually.LIMIT));
            assertEquals("4", results.next());
        }
    }

    @Test
    void anArgumentThatCannotBeReadDoesNotTakeTheFunctionWithIt() throws Exception {
        try (Pool pool = new Pool(1)) {
            int captured = 3; // so the function is sent with the first task of the job
            PoolIterator<Integer> results =
                    pool.imap((Object x) -> captured + (Integer) x, List.<Object>of(new Argument(false), 1, 2));
            ExecutionException thrown = assertThrows(ExecutionException.class, () -> results.next(Eventually.LIMIT));
            assertTrue(thrown.toString().contains("not read"), thrown::toString);
            assertEquals(4, results.next());
            assertEquals(5, results.next());
        }
    }

    @Test
    @Conformance("PERR-02")
    void aResultThatCannotBeSentIsAMaybeEncodingError() throws Exception {
        try (Pool pool = new Pool(2)) {
            for (int i = 0; i < 20; i++) {
                MaybeEncodingError error = assertInstanceOf(
                        MaybeEncodingError.class, failure(pool, _ -> new Thread("unsendable " + "x".repeat(2000))));
                assertTrue(error.value().contains("unsendable"), error::value);
                assertTrue(error.reason().contains("java.lang.Thread"), error::reason);
            }
            assertInstanceOf(MaybeEncodingError.class, failure(pool, _ -> new Argument(true)));
            assertTrue(failure(pool, _ -> new Argument(false)).toString().contains("not read"));
            assertEquals(4, pool.apply(PoolErrorsTest::twice, 2));
        }
    }

    @Test
    void oneFailingTaskOfManyFailsAlone() throws Exception {
        try (Pool pool = new Pool(2)) {
            PoolIterator<Integer> results = pool.imap((Integer x) -> 100 / (x - 50), PoolProgressTest.numbers(100));
            for (int i = 0; i < 100; i++) {
                if (i == 50) {
                    ExecutionException thrown =
                            assertThrows(ExecutionException.class, () -> results.next(Eventually.LIMIT));
                    assertInstanceOf(ArithmeticException.class, thrown.getCause());
                } else {
                    assertEquals(100 / (i - 50), results.next(Eventually.LIMIT));
                }
            }
            assertFalse(results.hasNext());
        }
    }
}
