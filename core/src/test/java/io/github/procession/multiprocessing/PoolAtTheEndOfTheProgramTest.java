package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.concurrent.Future;
import io.github.procession.concurrent.ProcessPoolExecutor;
import io.github.procession.ipc.memory.ExitSequence;
import io.github.procession.support.Eventually;
import io.github.procession.support.RootJvm;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every call that a pool takes ends, also when the program ends first; and the end of the program is silent. */
class PoolAtTheEndOfTheProgramTest {
    private interface Waiting {
        void await() throws Exception;
    }

    private static void quietly(Waiting waiting) {
        try {
            waiting.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    static int waitForever(int x) throws InterruptedException {
        new CountDownLatch(1).await();
        return x;
    }

    /** Ends with calls that have not ended, while a hook of its own waits for them, and makes new ones. */
    static final class Exits {
        public static void main(String[] args) throws Exception {
            Multiprocessing.setStartMethod(args[0]);
            var pool = new Pool(1);
            pool.apply(PoolImapTest::twice, 1);
            var executor = new ProcessPoolExecutor(2);
            executor.submit(PoolImapTest::twice, 1).result();
            List<Future<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                futures.add(executor.submit(PoolAtTheEndOfTheProgramTest::waitForever, i));
            }
            AsyncResult<Integer> pending = pool.applyAsync(PoolAtTheEndOfTheProgramTest::waitForever, 1);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> hook(pool, executor, futures, pending)));
            System.exit(0);
        }

        private static void hook(
                Pool pool, ProcessPoolExecutor executor, List<Future<Integer>> futures, AsyncResult<Integer> pending) {
            try {
                pending.await();
                System.out.println("pending " + (pending.isCancelled() ? "cancelled" : "ended otherwise"));
                executor.shutdown();
                boolean terminated = executor.awaitTermination(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS);
                long left = futures.stream().filter(future -> !future.isDone()).count();
                System.out.println("terminated " + terminated + " left " + left);
                pool.apply(PoolImapTest::twice, 21);
                System.out.println("a late call was taken");
            } catch (IllegalStateException e) {
                System.out.println("refused: " + e.getMessage());
            } catch (Exception e) {
                System.out.println(e);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"spawn", "forkserver"})
    void everyCallEndsAndNewOnesAreRefused(String method) throws Exception {
        var ended = new RootJvm(Exits.class, method).run().succeeded();
        assertEquals(
                "pending cancelled\nterminated true left 0\n"
                        + "refused: the pool takes no more tasks: the program is ending\n",
                ended.out());
        assertEquals("", ended.err());
    }

    /** Ends while the second worker of a pool is about to be started. */
    static final class EndsBeforeAWorkerStarts {
        private static final int BEFORE_ALL = -1;

        public static void main(String[] args) throws Exception {
            var about = new CountDownLatch(1);
            Pool pool = Pool.builder()
                    .processes(1)
                    .maxTasksPerChild(1)
                    .workerNames(number -> nameAtTheEnd(number, about))
                    .build();
            pool.apply(PoolImapTest::twice, 1);
            about.await();
            AsyncResult<Integer> pending = pool.applyAsync(PoolImapTest::twice, 2);
            if (!Boolean.getBoolean("procession.threads")) { // where the attempt alone ends the call
                ExitSequence.add(BEFORE_ALL, EndsBeforeAWorkerStarts::awaitTheAttempt);
            }
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                quietly(pending::await);
                System.out.println("cancelled: " + pending.isCancelled());
            }));
            System.exit(0);
        }

        private static String nameAtTheEnd(int number, CountDownLatch about) {
            if (number == 2) {
                about.countDown();
                quietly(() -> Eventually.await("the end", ExitSequence::isShuttingDown));
            }
            return "worker " + number;
        }

        /** Waits until the thread that starts workers waits for more to do. */
        private static void awaitTheAttempt() {
            quietly(() -> Eventually.await(
                    "an attempt to start a worker",
                    () -> Thread.getAllStackTraces().entrySet().stream()
                            .filter(thread -> thread.getKey().getName().endsWith("-background"))
                            .flatMap(thread -> Stream.of(thread.getValue()))
                            .anyMatch(frame -> frame.getMethodName().equals("getTask"))));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aWorkerThatIsNotStartedAnyMoreIsNoWarning(boolean inThreads) throws Exception {
        var ended = new RootJvm(EndsBeforeAWorkerStarts.class)
                .options("-Dprocession.threads=" + inThreads)
                .run()
                .succeeded();
        assertEquals("", ended.err());
        assertEquals("cancelled: true\n", ended.out());
    }

    static int tellAndWaitForever(Event begun) throws InterruptedException {
        begun.set();
        return waitForever(1);
    }

    /** Waits in the main thread for a call, while another thread ends the program and a hook awaits the end of the main thread. */
    static final class EndsFromElsewhere {
        public static void main(String[] args) throws Exception {
            Thread main = Thread.currentThread();
            Event begun = new Event();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                try {
                    System.out.println("main ends: " + main.join(Eventually.LIMIT));
                } catch (InterruptedException e) {
                    System.out.println(e);
                }
            }));
            Thread.startVirtualThread(() -> {
                try {
                    begun.await();
                } catch (InterruptedException e) {
                    System.out.println(e);
                }
                System.exit(0);
            });
            switch (args[0]) {
                case "pool" -> inAPool(begun);
                case "executor" -> inAnExecutor(begun);
                case "wraps" -> wraps(begun);
                default -> throwsItsOwn(begun);
            }
        }

        private static void inAPool(Event begun) throws Exception {
            try (Pool pool = new Pool(1)) {
                pool.map(PoolAtTheEndOfTheProgramTest::tellAndWaitForever, List.of(begun));
            }
        }

        private static void inAnExecutor(Event begun) throws Exception {
            try (ProcessPoolExecutor executor = new ProcessPoolExecutor(1)) {
                executor.submit(PoolAtTheEndOfTheProgramTest::tellAndWaitForever, begun)
                        .result();
            }
        }

        private static void wraps(Event begun) throws Exception {
            try {
                inAPool(begun);
            } catch (CancellationException e) {
                throw new IllegalStateException("in words of its own", e);
            }
        }

        private static void throwsItsOwn(Event begun) throws Exception {
            try {
                inAPool(begun);
            } catch (CancellationException e) {
                throw new IllegalStateException("not the library says that the program is ending");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pool", "executor", "wraps"})
    void theMainThreadPrintsNoTrace(String how) throws Exception {
        var ended = new RootJvm(EndsFromElsewhere.class, how).run().succeeded();
        assertEquals("main ends: true\n", ended.out());
        assertEquals("", ended.err());
    }

    /** Has threads of each kind wait for a call, or make one that comes too late, and throw what that throws. */
    static final class OtherThreads {
        public static void main(String[] args) throws Exception {
            Event begun = new Event();
            Pool pool = new Pool(1);
            AsyncResult<Integer> call = pool.applyAsync(PoolAtTheEndOfTheProgramTest::tellAndWaitForever, begun);
            begun.await();
            var exits = new CountDownLatch(1);
            Runnable waits = () -> {
                try {
                    call.get();
                } catch (ExecutionException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            };
            Runnable comesLate = () -> {
                quietly(exits::await);
                new Process(PoolAtTheEndOfTheProgramTest::waitForever, 1).start();
            };
            List<Thread> threads = new ArrayList<>();
            for (Runnable task : List.of(waits, comesLate)) {
                threads.add(Thread.ofPlatform().daemon().start(task));
                threads.add(Thread.ofVirtual().start(task));
                var ofLibrary = new io.github.procession.threading.Thread(task::run);
                ofLibrary.setDaemon(true);
                ofLibrary.start();
                threads.add(ofLibrary);
            }
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                exits.countDown();
                for (Thread thread : threads) {
                    quietly(() -> System.out.println(thread.join(Eventually.LIMIT)));
                }
            }));
        }
    }

    @Test
    void otherThreadsPrintNoTraceEither() throws Exception {
        var ended = new RootJvm(OtherThreads.class).run().succeeded();
        assertEquals("true\n".repeat(6), ended.out());
        assertEquals("", ended.err());
    }

    /** Calls the pool from an action for the end of a call that the end of the program cancels. */
    static final class CallsBack {
        public static void main(String[] args) throws Exception {
            Event begun = new Event();
            Pool pool = new Pool(1);
            AsyncResult<Integer> call = pool.applyAsync(PoolAtTheEndOfTheProgramTest::tellAndWaitForever, begun);
            begun.await();
            var acted = new CountDownLatch(1);
            call.whenDone(() -> pool.applyAsync(PoolImapTest::twice, 1));
            call.whenDone(acted::countDown); // by the same thread
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(() -> quietly(() -> {
                        acted.await();
                        System.out.println("acted");
                    })));
        }
    }

    @Test
    void anActionThatMeetsTheEndIsNotLogged() throws Exception {
        var ended = new RootJvm(CallsBack.class).run().succeeded();
        assertEquals("acted\n", ended.out());
        assertEquals("", ended.err());
    }

    @Test
    void anExceptionOfTheProgramItselfIsPrinted() throws Exception {
        var ended = new RootJvm(EndsFromElsewhere.class, "own").run().succeeded();
        assertEquals("main ends: true\n", ended.out());
        assertEquals(
                "Exception in thread \"main\" java.lang.IllegalStateException: not the library says that the program"
                        + " is ending",
                ended.err().lines().findFirst().orElse(""));
    }

    /** Closes pools at the moment when the thread that takes results goes to sleep. */
    @Tag("full")
    @Test
    void aPoolThatIsClosedWhileItsResultsAreWaitedForTellsNoError() throws Exception {
        String log = Capture.err(() -> {
            for (int i = 0; i < 20; i++) {
                Pool pool = new Pool(1);
                pool.apply(PoolImapTest::twice, 1);
                AsyncResult<Integer> last = pool.applyAsync(PoolImapTest::twice, 2);
                pool.close();
                assertEquals(4, last.get(Eventually.LIMIT));
                assertTrue(pool.join(Eventually.LIMIT));
            }
        });
        assertEquals("", log);
    }
}
