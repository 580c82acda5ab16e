package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.support.Children;
import io.github.procession.support.Eventually;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An exception of the program whose own methods never end keeps nobody beyond a limit of time, {@code terminate()} or the end. */
class ExceptionsWhoseMethodsNeverEndTest {
    private static final Duration SHORT = Duration.ofMillis(300);

    /** Lets those go on that wait in this process; workers are killed. */
    private static volatile CountDownLatch release = new CountDownLatch(1);

    private static volatile CountDownLatch asked = new CountDownLatch(1);

    static final class Endless extends RuntimeException {
        private static final long serialVersionUID = 1L;

        /** Null in the process that made it, if only others are to wait. */
        private final String where;

        private final transient boolean isAtHome;

        /** That of the test in which it was made or has arrived: a thread that prints it keeps all others from the error output. */
        private transient CountDownLatch end;

        Endless(String where) {
            super(null, null, true, true);
            this.where = where;
            isAtHome = true;
            end = release;
        }

        private Object readResolve() {
            end = release;
            return this;
        }

        private String await() {
            if (isAtHome && where.equals("elsewhere")) {
                return "quiet";
            }
            asked.countDown();
            boolean interrupted = false;
            while (true) {
                try {
                    end.await();
                    return "released";
                } catch (InterruptedException e) {
                    interrupted = true; // and goes on
                }
            }
        }

        @Override
        public String getMessage() {
            return await();
        }

        @Override
        public String toString() {
            return await();
        }
    }

    static int fail(String where) {
        throw new Endless(where);
    }

    static void failInVain(String where) {
        throw new Endless(where);
    }

    static int twice(int x) {
        return 2 * x;
    }

    @AfterEach
    void letGo() {
        release.countDown();
        release = new CountDownLatch(1);
        asked = new CountDownLatch(1);
    }

    @Test
    void aLimitOfTimeEndsATaskWhoseExceptionIsBeingSent() throws Exception {
        try (Pool pool = new Pool(1)) {
            ExecutionException e = assertThrows(
                    ExecutionException.class,
                    () -> pool.timeout(SHORT).grace(SHORT).apply(ExceptionsWhoseMethodsNeverEndTest::fail, "here"));
            assertTrue(e.getCause() instanceof TaskTimeoutException, () -> String.valueOf(e.getCause()));
            assertEquals(4, pool.apply(ExceptionsWhoseMethodsNeverEndTest::twice, 2));
        }
    }

    @Test
    void terminateEndsAPoolWhoseTasksExceptionIsBeingSent() throws Exception {
        Pool pool = new Pool(2);
        AsyncResult<Integer> result = pool.applyAsync(ExceptionsWhoseMethodsNeverEndTest::fail, "here");
        pool.apply(ExceptionsWhoseMethodsNeverEndTest::nothing, 1, 2);
        pool.terminate();
        assertTrue(pool.join(Eventually.LIMIT));
        assertTrue(result.isDone());
    }

    static int nothing(int a, int b) {
        return a + b;
    }

    @Test
    void theReceiverDoesNotAskAnExceptionForItsText() throws Exception {
        try (Pool pool = new Pool(1)) {
            AsyncResult<Integer> result = pool.applyAsync(ExceptionsWhoseMethodsNeverEndTest::fail, "elsewhere");
            assertTrue(result.await(Eventually.LIMIT));
            assertEquals(
                    4,
                    pool.applyAsync(ExceptionsWhoseMethodsNeverEndTest::twice, 2)
                            .get(Eventually.LIMIT));
        }
    }

    @Test
    void aCallbackWhoseExceptionIsLoggedKeepsNoOtherCall() throws Exception {
        Pool pool = new Pool(1);
        AsyncResult<Integer> result = pool.applyAsync(ExceptionsWhoseMethodsNeverEndTest::twice, 1);
        result.callback(_ -> {
            throw new Endless("here");
        });
        asked.await();
        assertEquals(4, pool.apply(ExceptionsWhoseMethodsNeverEndTest::twice, 2));
        pool.terminate();
        assertTrue(pool.join(Eventually.LIMIT));
    }

    @Test
    void closeEndsAPoolAlthoughACallbacksExceptionIsLogged() throws Exception {
        Pool pool = new Pool(1);
        pool.applyAsync(ExceptionsWhoseMethodsNeverEndTest::twice, 1).callback(_ -> {
            throw new Endless("here");
        });
        asked.await();
        pool.close();
        assertTrue(pool.join(Eventually.LIMIT));
    }

    @Test
    void terminateEndsAPoolWithSuchAnInitializer() throws Exception {
        for (String where : new String[] {"here", "elsewhere"}) {
            Pool pool = new Pool(1, ExceptionsWhoseMethodsNeverEndTest::failInVain, where);
            AsyncResult<Integer> result = pool.applyAsync(ExceptionsWhoseMethodsNeverEndTest::twice, 1);
            if (where.equals("elsewhere")) {
                asked.await();
            }
            pool.terminate();
            assertTrue(pool.join(Eventually.LIMIT), where);
            assertTrue(result.await(Eventually.LIMIT), where);
        }
    }

    @Test
    void terminateEndsAProcessThatPrintsOne() throws Exception {
        Process process = Children.start(new Process(ExceptionsWhoseMethodsNeverEndTest::failInVain, "here"));
        process.terminate();
        assertTrue(process.join(Eventually.LIMIT));
        assertEquals(OptionalInt.of(-15), process.exitCode());
    }
}
