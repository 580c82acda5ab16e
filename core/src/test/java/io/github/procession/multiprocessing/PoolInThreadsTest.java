package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.concurrent.ProcessPoolExecutor;
import io.github.procession.support.Eventually;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The workers of a pool that are threads are told apart, limited and fed as those that are JVMs. */
class PoolInThreadsTest {
    private static final Context THREADS = Multiprocessing.getContext("threads");

    @AfterEach
    void nothingIsSet() {
        Multiprocessing.setStartMethod(null, true);
    }

    private static PoolBuilder builder(int processes) {
        return Pool.builder().context(THREADS).processes(processes);
    }

    static List<Object> whoAmI(Object ignored) {
        Process current = Multiprocessing.currentProcess();
        return List.of(
                current.getName(),
                Multiprocessing.parentProcess().getName(),
                current.isDaemon(),
                ProcessHandle.current().pid());
    }

    @Test
    void aWorkerIsADaemonProcessOfItsOwnInThisJvm() throws Exception {
        try (Pool pool = builder(1).name("P").build()) {
            assertEquals(
                    List.of(
                            "P-Worker-1",
                            "MainProcess",
                            true,
                            ProcessHandle.current().pid()),
                    pool.apply(PoolInThreadsTest::whoAmI, 1));
            assertEquals(
                    "P-Worker-1", Multiprocessing.activeChildren().getFirst().getName());
            assertEquals("P-Worker-1", pool.statistics().getFirst().name());
        }
    }

    @Test
    void theMethodThatIsSetCountsForPoolsAndExecutors() throws Exception {
        Multiprocessing.setStartMethod("threads");
        long own = ProcessHandle.current().pid();
        try (Pool pool = new Pool(2);
                ProcessPoolExecutor executor = new ProcessPoolExecutor(2)) {
            assertEquals(own, pool.apply(PoolWorkers::ownPid));
            assertEquals(own, executor.submit(PoolWorkers::ownPid).result());
        }
    }

    static String hang(Event begun) throws InterruptedException {
        begun.set();
        new CountDownLatch(1).await();
        return "never";
    }

    @Test
    void workersOfAnExecutorCanBeEnded() throws Exception {
        Multiprocessing.setStartMethod("threads");
        ProcessPoolExecutor executor = new ProcessPoolExecutor(1);
        Event begun = new Event();
        var future = executor.submit(PoolInThreadsTest::hang, begun);
        assertTrue(begun.await(Eventually.LIMIT));
        executor.killWorkers();
        assertThrows(Exception.class, () -> future.result(Eventually.LIMIT));
        assertTrue(executor.isShutdown());
    }

    static void grow(List<Integer> list, int element) {
        list.add(element);
    }

    @Test
    void inputsFunctionsAndResultsAreCopied() throws Exception {
        List<Integer> captured = new ArrayList<>();
        List<Integer> input = new ArrayList<>();
        try (Pool pool = builder(1).build()) {
            List<Integer> sizes = pool.chunksize(1)
                    .map(
                            x -> {
                                captured.add(x);
                                return captured.size();
                            },
                            List.of(7, 8, 9));
            assertEquals(List.of(1, 2, 3), sizes, "the worker keeps its copy for the job");
            pool.apply(PoolInThreadsTest::grow, input, 1);
            assertEquals(List.of(), captured);
            assertEquals(List.of(), input);
            List<Integer> returned = pool.apply(x -> x, input);
            returned.add(1);
            assertEquals(List.of(), input);
        }
    }

    static Object thread() {
        return Thread.currentThread();
    }

    static int take(Object first, Object second) {
        return 1;
    }

    @Test
    void whatCannotTravelFailsItsCallAsBetweenProcesses() throws Exception {
        try (Pool pool = builder(1).build()) {
            Throwable result = assertThrows(ExecutionException.class, () -> pool.apply(PoolInThreadsTest::thread))
                    .getCause();
            assertInstanceOf(MaybeEncodingError.class, result);
            Throwable input = assertThrows(
                            ExecutionException.class,
                            () -> pool.apply(PoolInThreadsTest::take, (Object) 1, (Object) Thread.currentThread()))
                    .getCause();
            assertEquals(
                    "argument 2: java.lang.Thread cannot be sent",
                    input.getMessage().substring(0, 43));
            assertEquals(1, pool.apply(PoolInThreadsTest::take, (Object) 1, (Object) 2));
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> builder(1)
                        .initializer(Object::hashCode, Thread.currentThread())
                        .build());
    }

    static void count(IntValue calls) {
        calls.getAndAdd(1);
    }

    static String name(int ignored) {
        return Multiprocessing.currentProcess().getName();
    }

    @Test
    void aWornWorkerIsReplacedAndTheNextOneInitialized() throws Exception {
        IntValue calls = Value.ofInt(0);
        for (boolean onDemand : new boolean[] {false, true}) {
            calls.set(0);
            PoolBuilder builder = builder(2).maxTasksPerChild(3).initializer(PoolInThreadsTest::count, calls);
            Pool pool = onDemand ? builder.startOnDemand().build() : builder.build();
            List<Integer> inputs = IntStream.range(0, 60).boxed().toList();
            AsyncResult<List<String>> names = pool.chunksize(1).mapAsync(PoolInThreadsTest::name, inputs);
            pool.close();
            Set<String> workers = new TreeSet<>(names.get(Eventually.LIMIT));
            assertTrue(workers.size() >= 20, workers::toString);
            assertTrue(pool.join(Eventually.LIMIT));
            assertTrue(calls.get() >= workers.size());
        }
    }

    static int hangUntilInterrupted(Event begun, Event interrupted) throws InterruptedException {
        begun.set();
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            interrupted.set();
        }
        return 1;
    }

    @Test
    void aTaskThatRunsTooLongFailsAndIsInterrupted() throws Exception {
        Event interrupted = new Event();
        try (Pool pool = builder(1).build()) {
            AsyncResult<Integer> late = pool.timeout(Duration.ofMillis(50))
                    .grace(Eventually.LIMIT)
                    .applyAsync(PoolInThreadsTest::hangUntilInterrupted, new Event(), interrupted);
            Throwable cause = assertThrows(ExecutionException.class, () -> late.get(Eventually.LIMIT))
                    .getCause();
            assertInstanceOf(TimeoutException.class, cause);
            assertTrue(interrupted.await(Eventually.LIMIT));
            assertEquals(1, pool.apply(PoolInThreadsTest::take, (Object) 1, (Object) 2));
        }
    }

    @Test
    void aSharedValueArrives() throws Exception {
        Shared<List<Integer>> shared = Shared.of(new ArrayList<>(List.of(1, 2, 3)));
        try (Pool pool = builder(2).build()) {
            assertEquals(List.of(3, 6, 9), pool.map(x -> shared.get().size() * x, List.of(1, 2, 3)));
        }
    }

    static String nested(int ignored) throws Exception {
        try (Pool inner = new Pool(1)) {
            return inner.apply(PoolInThreadsTest::whoAmI, 1).get(1).toString();
        }
    }

    @Test
    void aTaskMayHaveAPoolOfItsOwn() throws Exception {
        try (Pool pool = builder(1).name("Outer").build()) {
            assertEquals("Outer-Worker-1", pool.apply(PoolInThreadsTest::nested, 1));
        }
    }

    static void leaveThread(Event gate) {
        Thread.ofPlatform().daemon(false).start(() -> {
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void aPoolDoesNotWaitForThreadsThatItsTasksLeft() throws Exception {
        Event gate = new Event();
        Pool pool = builder(1).build();
        pool.apply(PoolInThreadsTest::leaveThread, gate);
        pool.close();
        assertTrue(pool.join(Eventually.LIMIT));
        gate.set();
    }
}
