package io.github.procession.cluster;

import static io.github.procession.cluster.PoolTest.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.concurrent.Future;
import io.github.procession.concurrent.ProcessPoolExecutor;
import io.github.procession.multiprocessing.AsyncResult;
import io.github.procession.multiprocessing.BrokenPoolException;
import io.github.procession.multiprocessing.Multiprocessing;
import io.github.procession.multiprocessing.Pool;
import io.github.procession.multiprocessing.WorkerLostException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Protocol.Command;

/** Workers in this process, one step at a time: what comes at a bad moment or is bad itself costs no other task. */
// Longer than most: one small machine for all that comes at a bad moment.
class WorkerTest {
    private static final Duration GRACE = Duration.ofSeconds(2);

    private static int namespaces;

    @TempDir
    Path folder;

    private final List<Machine> machines = new ArrayList<>();
    private String namespace;
    private Cluster program;

    /** A worker and the thread in which it serves. */
    private static final class Machine {
        final Cluster cluster;
        final Worker worker;
        private Thread thread;

        Machine(String url, int slots, Duration grace, String... jvmOptions) {
            cluster = Leases.builder(url).role(WorkerInfo.role(slots, 0)).connect();
            WorkerOptions options = new WorkerOptions(slots, 0, List.of(), List.of(jvmOptions), grace);
            worker = new Worker(cluster, options, JarStore.ofUser());
        }

        Machine serve() {
            thread = Thread.ofPlatform().start(() -> {
                try {
                    worker.serve();
                } catch (EngineException _) {
                    // its session has ended
                }
            });
            return this;
        }
    }

    @BeforeEach
    void connect() throws Exception {
        namespace = "worker" + ++namespaces;
        program = Leases.connect(TestServer.shared().url(namespace));
    }

    @AfterEach
    void close() {
        ProgramCluster.use(null);
        program.close();
        machines.forEach(machine -> machine.worker.end());
    }

    private Machine machine(int slots, String... jvmOptions) throws Exception {
        return machine(TestServer.shared().url(namespace), slots, Duration.ZERO, jvmOptions);
    }

    private Machine machine(String url, int slots, Duration grace, String... jvmOptions) {
        Machine machine = new Machine(url, slots, grace, jvmOptions);
        machines.add(machine);
        return machine;
    }

    private String firstPool() {
        return program.session().id() + ".1";
    }

    /** Says that it has begun, and returns the id of its process when it may go on; says if it was interrupted before. */
    static long hold(String folder, String name) throws Exception {
        Files.writeString(
                Files.createFile(Path.of(folder, name + ".part")),
                Long.toString(ProcessHandle.current().pid()));
        Files.move(Path.of(folder, name + ".part"), Path.of(folder, name));
        try {
            while (!Files.exists(Path.of(folder, "go"))) {
                Thread.sleep(1);
            }
        } catch (InterruptedException e) {
            Files.createFile(Path.of(folder, name + " was interrupted"));
            throw e;
        }
        return ProcessHandle.current().pid();
    }

    private AsyncResult<Long> begin(Pool pool, String name) {
        AsyncResult<Long> result = pool.applyAsync(WorkerTest::hold, folder.toString(), name);
        await(() -> Files.exists(folder.resolve(name)));
        return result;
    }

    private long pid(String name) throws Exception {
        return Long.parseLong(Files.readString(folder.resolve(name)));
    }

    @Test
    void taskThatCannotBeReadFailsAlone() throws Exception {
        machine(2).serve();
        Pool pool = program.pool(3);
        AsyncResult<Long> held = begin(pool, "held");
        for (String payload : List.of("junk", "")) { // the latter is what a task becomes that is withdrawn on its way
            program.session().call("task_put", firstPool(), "1000", 0, payload);
            await(() -> (Long) program.session().read(Command.HEXISTS, "d:" + firstPool(), "1000") == 0);
        }
        Files.createFile(folder.resolve("go"));
        assertEquals(pid("held"), held.get(), "it goes on, and in its child");
        assertEquals(2, pool.apply((Integer n) -> n + 1, 1));
    }

    /** It is cancelled, or its pool is stopped or has ended. */
    @ParameterizedTest
    @ValueSource(strings = {"k", "w", "x"})
    void taskThatIsNotWantedBeforeItBeginsDoesNotBegin(String order) throws Exception {
        try (BreakingProxy proxy = new BreakingProxy(TestServer.shared().port())) {
            Machine machine = machine(proxy.url(namespace), 1, Duration.ZERO).serve();
            AsyncResult<Long> first = begin(program.pool(1), "first");
            Pool other = program.pool(1); // which is not open at the machine
            AsyncResult<Long> second = other.applyAsync(WorkerTest::hold, folder.toString(), "second");
            String pool = program.session().id() + ".2";
            await(() -> (Long) program.session().read(Command.HEXISTS, "d:" + pool, "1") == 1);
            byte[] data = (byte[]) program.session().read(Command.HGET, "d:" + pool, "1");
            Map<String, byte[]> task = new HashMap<>(message(pool, "t", "1"));
            task.put("v", Arrays.copyOfRange(data, "0 ".length(), data.length));
            assertTrue(second.cancel(false), "the server has not given it to a machine");
            proxy.hold(true); // it cannot be opened
            assertTrue(first.cancel(true));
            machine.cluster.session().deliver(task);
            Map<String, byte[]> unwanted = new HashMap<>(message(pool, order, "1"));
            if (order.equals("w")) {
                unwanted.put("v", Request.bytes("9"));
            }
            machine.cluster.session().deliver(unwanted);
            machine.cluster.session().deliver(message(firstPool(), "k", "1")); // the next order
            await(() -> Files.exists(folder.resolve("first was interrupted")));
            proxy.hold(false);
            assertEquals(2, other.apply((Integer n) -> n + 1, 1)); // begun after it
            assertFalse(Files.exists(folder.resolve("second")), "it has begun");
            machine.worker.end(); // while it reaches the server
        }
    }

    private static Map<String, byte[]> message(String pool, String kind, String id) {
        return Map.of("p", Request.bytes(pool), "m", Request.bytes(kind), "i", Request.bytes(id));
    }

    @Test
    void taskOnItsWayToAWorkerThatEndsGoesToAnotherOne() throws Exception {
        machine(1).worker.end(); // before it served
        Pool pool = program.pool(1);
        AsyncResult<Integer> result = pool.applyAsync((Integer n) -> n + 1, 1);
        await(() -> (Long) program.session().read(Command.LLEN, "t:" + firstPool()) == 1);
        try (BreakingProxy proxy = new BreakingProxy(TestServer.shared().port())) {
            Machine ends = machine(proxy.url(namespace), 1, Duration.ZERO);
            proxy.hold(true);
            ends.serve();
            await(() -> (Long) program.session().read(Command.HLEN, "T:" + firstPool()) == 1);
            Thread end = Thread.ofPlatform().start(ends.worker::end);
            await(() -> end.getState() == Thread.State.WAITING || end.getState() == Thread.State.TIMED_WAITING);
            proxy.hold(false);
            end.join();
        }
        machine(1).serve();
        assertEquals(2, result.get());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void workersOfAnExecutorAreStoppedOnEachMachine(boolean kill) throws Exception {
        machine(1).serve();
        machine(1).serve();
        ProgramCluster.use(program);
        ProcessPoolExecutor executor = ProcessPoolExecutor.builder()
                .maxWorkers(3)
                .context(Multiprocessing.getContext("cluster"))
                .build();
        List<String> names = List.of("one", "two", "waits");
        List<Future<Long>> calls = names.stream()
                .map(name -> executor.submit(WorkerTest::hold, folder.toString(), name))
                .toList();
        await(() -> Files.exists(folder.resolve("one")) && Files.exists(folder.resolve("two")));
        if (kill) {
            executor.killWorkers();
        } else {
            executor.terminateWorkers();
        }
        assertTrue(calls.get(2).isCancelled());
        for (String name : names.subList(0, 2)) {
            Throwable failure = calls.get(names.indexOf(name)).exception();
            WorkerLostException lost = assertInstanceOf(WorkerLostException.class, failure);
            assertEquals(kill ? -9 : -15, lost.exitCode());
            assertEquals(pid(name), lost.pid());
            assertTrue(ProcessHandle.of(lost.pid()).isEmpty(), "it ends when its worker has ended");
            assertFalse(Files.exists(folder.resolve(name + " was interrupted")));
        }
        assertThrows(RejectedExecutionException.class, () -> executor.submit(WorkerTest::hold, "", ""));
        assertTrue(executor.awaitTermination(2, TimeUnit.MINUTES));
        assertFalse(Files.exists(folder.resolve("waits")));
    }

    @Test
    void callsOfAStoppedExecutorDoNotGoToAnotherMachine() throws Exception {
        try (BreakingProxy proxy = new BreakingProxy(TestServer.shared().port())) {
            Machine stopping = machine(proxy.url(namespace), 1, Duration.ZERO).serve();
            ProgramCluster.use(program);
            ProcessPoolExecutor executor = ProcessPoolExecutor.builder()
                    .maxWorkers(1)
                    .context(Multiprocessing.getContext("cluster"))
                    .build();
            Future<Long> call = executor.submit(WorkerTest::hold, folder.toString(), "held");
            await(() -> Files.exists(folder.resolve("held")));
            machine(1).serve();
            proxy.hold(true); // the machine ends before it learns that it shall stop its child
            executor.killWorkers();
            Thread end = Thread.ofPlatform().start(stopping.worker::end);
            await(() -> end.getState() == Thread.State.WAITING || end.getState() == Thread.State.TIMED_WAITING);
            proxy.hold(false);
            end.join();
            WorkerLostException lost = assertInstanceOf(WorkerLostException.class, call.exception());
            assertEquals(-9, lost.exitCode());
            assertTrue(executor.awaitTermination(2, TimeUnit.MINUTES));
        }
    }

    /** A result whose decoding waits. */
    static final class Slow implements Serializable {
        private static final long serialVersionUID = 1L;
        private static final CountDownLatch DECODES = new CountDownLatch(1);
        private static final CountDownLatch GO_ON = new CountDownLatch(1);

        private void readObject(ObjectInputStream in) throws IOException {
            DECODES.countDown();
            try {
                GO_ON.await();
            } catch (InterruptedException e) {
                throw new InterruptedIOException();
            }
        }
    }

    static Slow slow() {
        return new Slow();
    }

    @Test
    void terminatedPoolKillsItsChildrenWhateverItDecodes() throws Exception {
        machine(2).serve();
        Pool pool = program.pool(2);
        AsyncResult<Long> held = begin(pool, "held");
        AsyncResult<Slow> slow = pool.applyAsync(WorkerTest::slow);
        Slow.DECODES.await();
        try {
            pool.terminate();
            long child = pid("held");
            await(() -> ProcessHandle.of(child).isEmpty());
            assertTrue(held.isCancelled());
            assertThrows(CancellationException.class, slow::get);
            assertTrue(pool.join(Duration.ofMinutes(2)));
            assertFalse(Files.exists(folder.resolve("held was interrupted")));
        } finally {
            Slow.GO_ON.countDown();
        }
    }

    static boolean isAlive(String folder, String name) throws Exception {
        Path file = Path.of(folder, name);
        if (!Files.exists(file)) {
            hold(folder, name);
        }
        return ProcessHandle.of(Long.parseLong(Files.readString(file))).isPresent();
    }

    @Test
    void taskIsGivenBackWhenNothingOfItRuns() throws Exception {
        try (BreakingProxy proxy = new BreakingProxy(TestServer.shared().port())) {
            Machine ends = machine(proxy.url(namespace), 1, GRACE).serve();
            Pool pool = program.pool(2);
            AsyncResult<Boolean> result = pool.applyAsync(WorkerTest::isAlive, folder.toString(), "held");
            await(() -> Files.exists(folder.resolve("held")));
            machine(1).serve();
            assertEquals(2, pool.apply((Integer n) -> n + 1, 1)); // so its child can begin at once
            Thread end = Thread.ofPlatform().start(ends.worker::end);
            ends.thread.join(); // it has the server's word that it gets no more
            proxy.hold(true); // within the grace: the worker does not learn that the server has the task again
            assertFalse(result.get(), "the first child lived when the second one had the task");
            proxy.hold(false);
            end.join();
        }
    }

    @Test
    void childrenEndWithTheSessionHoweverLateItSaysSo() throws Exception {
        Machine machine = machine(2);
        CountDownLatch late = new CountDownLatch(1);
        machine.cluster.session().atEnd(_ -> {
            try {
                late.await();
            } catch (InterruptedException _) {
                // then at once
            }
        });
        Set<Thread> before = Thread.getAllStackTraces().keySet(); // workers of other tests may be about to end
        machine.serve();
        Pool pool = program.pool(2);
        AsyncResult<Long> _ = begin(pool, "stays");
        Pool other = program.pool(1);
        AsyncResult<Long> _ = begin(other, "ends");
        Thread obeys = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("procession-worker-orders") && !before.contains(thread))
                .findAny()
                .orElseThrow();
        Thread.ofPlatform().start(() -> machine.cluster.session().lose("the test ends it", null));
        await(() -> machine.cluster.session().lost() != null);
        machine.cluster.session().deliver(message(program.session().id() + ".2", "x", ""));
        long ends = pid("ends");
        await(() -> ProcessHandle.of(ends).isEmpty());
        await(() -> !obeys.isAlive() || waitsForOrders(obeys));
        late.countDown();
        long stays = pid("stays");
        await(() -> ProcessHandle.of(stays).isEmpty());
        await(() -> !obeys.isAlive() && !machine.thread.isAlive()); // though all slots were taken
    }

    private static boolean waitsForOrders(Thread obeys) {
        List<String> methods = Arrays.stream(obeys.getStackTrace())
                .map(StackTraceElement::getMethodName)
                .toList();
        return methods.contains("poll") && !methods.contains("endPool");
    }

    @Test
    void machineThatCannotRunAPoolLeavesItToOthers() throws Exception {
        machine(2, "-XX:NoSuchOption").serve();
        Pool pool = program.pool(4);
        ExecutionException alone = assertThrows(ExecutionException.class, () -> pool.apply((Integer n) -> n + 1, 1));
        assertInstanceOf(BrokenPoolException.class, alone.getCause());
        machine(1).serve();
        await(() -> (Long) program.session().read(Command.LLEN, "tw:t") == 2);
        List<Integer> numbers = IntStream.range(0, 40).boxed().toList();
        assertEquals(numbers, pool.map((Integer n) -> n, numbers, 1));
    }
}
