package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.concurrent.Future;
import io.github.procession.concurrent.ProcessPoolExecutor;
import io.github.procession.concurrent.ThreadPoolExecutor;
import io.github.procession.support.Children;
import io.github.procession.support.Eventually;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An exception of the program whose own methods throw harms nobody but its text. */
@ExtendWith(ExceptionsWhoseMethodsFailTest.Escape.class)
class ExceptionsWhoseMethodsFailTest {
    /** What each method of the exception throws. */
    enum Kind {
        RUNTIME {
            @Override
            Throwable failure() {
                return new IllegalStateException("a method of an exception");
            }
        },
        CHECKED {
            @Override
            Throwable failure() {
                return new IOException("a method of an exception");
            }
        },
        STACK_OVERFLOW {
            @Override
            Throwable failure() {
                return new StackOverflowError();
            }
        },
        OUT_OF_MEMORY {
            @Override
            Throwable failure() {
                return new OutOfMemoryError("of a method of an exception");
            }
        },
        ITSELF {
            @Override
            Throwable failure() {
                return new Hostile(ITSELF);
            }
        };

        abstract Throwable failure();

        @SuppressWarnings("unchecked")
        <T extends Throwable> RuntimeException fail() throws T {
            throw (T) failure();
        }
    }

    static final class Hostile extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final Kind kind;

        Hostile(Kind kind) {
            super(null, null, true, true);
            this.kind = kind;
        }

        @Override
        public String getMessage() {
            throw kind.fail();
        }

        @Override
        public String getLocalizedMessage() {
            throw kind.fail();
        }

        @Override
        public String toString() {
            throw kind.fail();
        }

        @Override
        public Throwable getCause() {
            throw kind.fail();
        }

        @Override
        public StackTraceElement[] getStackTrace() {
            throw kind.fail();
        }

        StackTraceElement[] frames() {
            return super.getStackTrace();
        }

        @Override
        public void printStackTrace(java.io.PrintStream out) {
            throw kind.fail();
        }

        @Override
        public void printStackTrace(java.io.PrintWriter out) {
            throw kind.fail();
        }
    }

    /** Tells of one that ends a test, which no tool could print. */
    static final class Escape implements TestExecutionExceptionHandler {
        @Override
        public void handleTestExecutionException(ExtensionContext context, Throwable thrown) throws Throwable {
            if (thrown instanceof Hostile hostile) {
                throw new AssertionError("an exception escaped: " + List.of(hostile.frames()));
            }
            throw thrown.getCause() == null
                    ? thrown
                    : new AssertionError(thrown.getMessage() + List.of(thrown.getStackTrace()));
        }
    }

    static int fail(Kind kind) {
        throw new Hostile(kind);
    }

    static void failInVain(Kind kind) {
        throw new Hostile(kind);
    }

    static int twice(int x) {
        return 2 * x;
    }

    static final class FailsToWrite implements Serializable {
        private static final long serialVersionUID = 1L;
        private final Kind kind;

        FailsToWrite(Kind kind) {
            this.kind = kind;
        }

        private void writeObject(ObjectOutputStream output) throws IOException {
            throw new Hostile(kind);
        }
    }

    static final class FailsToRead implements Serializable {
        private static final long serialVersionUID = 1L;
        private final Kind kind;

        FailsToRead(Kind kind) {
            this.kind = kind;
        }

        private void readObject(ObjectInputStream input) throws IOException, ClassNotFoundException {
            input.defaultReadObject();
            throw new Hostile(kind);
        }
    }

    static Object unwritable(Kind kind) {
        return new FailsToWrite(kind);
    }

    static Object unreadable(Kind kind) {
        return new FailsToRead(kind);
    }

    static int take(Object value) {
        return 1;
    }

    @ParameterizedTest
    @EnumSource
    void inAPool(Kind kind) throws Exception {
        try (Pool pool = new Pool(1)) {
            inAPool(pool, kind);
            assertThrows(ExecutionException.class, () -> pool.apply(ExceptionsWhoseMethodsFailTest::unwritable, kind));
            assertThrows(ExecutionException.class, () -> pool.apply(ExceptionsWhoseMethodsFailTest::unreadable, kind));
            assertThrows(
                    Exception.class, () -> pool.apply(ExceptionsWhoseMethodsFailTest::take, new FailsToRead(kind)));
            assertThrows(
                    Exception.class, () -> pool.apply(ExceptionsWhoseMethodsFailTest::take, new FailsToWrite(kind)));
            assertEquals(4, pool.apply(ExceptionsWhoseMethodsFailTest::twice, 2));
        }
    }

    @ParameterizedTest
    @EnumSource
    void inAThreadPool(Kind kind) throws Exception {
        try (Pool pool = new ThreadPool(1)) {
            inAPool(pool, kind);
        }
    }

    private static void inAPool(Pool pool, Kind kind) throws Exception {
        assertThrows(ExecutionException.class, () -> pool.apply(ExceptionsWhoseMethodsFailTest::fail, kind));
        assertThrows(
                ExecutionException.class, () -> pool.map(ExceptionsWhoseMethodsFailTest::fail, List.of(kind, kind)));
        assertThrows(
                Throwable.class,
                () -> pool.imap(ExceptionsWhoseMethodsFailTest::fail, List.of(kind))
                        .next());
        String err = Capture.err(() -> {
            CountDownLatch called = new CountDownLatch(2);
            AsyncResult<Integer> result = pool.applyAsync(ExceptionsWhoseMethodsFailTest::twice, 1);
            result.callback(_ -> {
                called.countDown();
                throw new Hostile(kind);
            });
            result.whenDone(() -> {
                called.countDown();
                throw new Hostile(kind);
            });
            called.await();
            pool.progress(_ -> {
                        throw new Hostile(kind);
                    })
                    .map(ExceptionsWhoseMethodsFailTest::twice, List.of(1, 2));
            assertEquals(4, pool.apply(ExceptionsWhoseMethodsFailTest::twice, 2));
        });
        assertTrue(err.contains(Hostile.class.getName()), err);
    }

    @ParameterizedTest
    @EnumSource
    void inAProcess(Kind kind) throws Exception {
        String err = Capture.err(() -> {
            Process process = Children.start(new Process(ExceptionsWhoseMethodsFailTest::failInVain, kind));
            assertTrue(process.join(Eventually.LIMIT));
            assertEquals(OptionalInt.of(1), process.exitCode());
        });
        assertTrue(err.contains(Hostile.class.getName()), err);
    }

    @ParameterizedTest
    @EnumSource
    void inAnExecutor(Kind kind) throws Exception {
        try (var processes = new ProcessPoolExecutor(1);
                var threads = new ThreadPoolExecutor(1)) {
            for (var executor : List.of(processes, threads)) {
                Future<Integer> future = executor.submit(ExceptionsWhoseMethodsFailTest::fail, kind);
                assertThrows(ExecutionException.class, future::result);
                Capture.err(() -> {
                    CountDownLatch called = new CountDownLatch(1);
                    Future<Integer> other = executor.submit(ExceptionsWhoseMethodsFailTest::twice, 1);
                    other.addDoneCallback(_ -> {
                        called.countDown();
                        throw new Hostile(kind);
                    });
                    called.await();
                    assertEquals(
                            4,
                            executor.submit(ExceptionsWhoseMethodsFailTest::twice, 2)
                                    .result());
                });
            }
        }
    }

    static void initialize(Kind kind) {
        throw new Hostile(kind);
    }

    @ParameterizedTest
    @EnumSource
    void inAnInitializer(Kind kind) throws Exception {
        Capture.err(() -> {
            try (Pool pool = new Pool(1, ExceptionsWhoseMethodsFailTest::initialize, kind)) {
                ExecutionException e = assertThrows(
                        ExecutionException.class, () -> pool.apply(ExceptionsWhoseMethodsFailTest::twice, 2));
                assertTrue(e.toString().contains(Hostile.class.getName()), e::toString);
            }
        });
    }

    public static final class Served {
        public int fail(Kind kind) {
            throw new Hostile(kind);
        }

        public int twice(int x) {
            return 2 * x;
        }
    }

    public interface ServedProxy {
        int fail(Kind kind);

        int twice(int x);
    }

    @ParameterizedTest
    @EnumSource
    void atAManagersServer(Kind kind) throws Exception {
        try (SyncManager manager = new SyncManager()) {
            manager.register("Served", Served::new, ServedProxy.class);
            manager.start();
            ServedProxy proxy = manager.create("Served");
            assertThrows(Throwable.class, () -> proxy.fail(kind));
            assertEquals(4, proxy.twice(2));
        }
    }
}
