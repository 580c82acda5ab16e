package io.github.procession.cluster;

import static io.github.procession.cluster.PoolTest.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.multiprocessing.AsyncResult;
import io.github.procession.multiprocessing.BrokenPoolException;
import io.github.procession.multiprocessing.Pool;
import io.github.procession.multiprocessing.WorkerLostException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers, programs and servers that end in the middle of tasks: each task ends once, and only what was hit fails. */
class PoolDeathsTest {
    private static final String[] WORKER = {"--slots", "2"};
    private static final int FAR_TOO_MANY = 100;

    /** Notes the worker that runs it, and waits until it may go on; the number of the task. */
    static int hold(String folder, int task) throws Exception {
        long worker = ProcessHandle.current().parent().orElseThrow().pid();
        Files.createFile(Path.of(
                folder, task + "-" + worker + "-" + ProcessHandle.current().pid()));
        await(() -> Files.exists(Path.of(folder, "go")));
        return task;
    }

    /** Workers of the tasks that have begun, one for each time. */
    private static List<Long> workersOf(Path folder, int task) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString().split("-"))
                    .filter(parts -> parts[0].equals(Integer.toString(task)))
                    .map(parts -> Long.valueOf(parts[1]))
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<AsyncResult<Integer>> holdFour(Pool pool, Path folder) {
        List<AsyncResult<Integer>> results = new ArrayList<>();
        for (int task = 0; task < 4; task++) {
            results.add(
                    (task % 2 == 0 ? pool : pool.retries(1)).applyAsync(PoolDeathsTest::hold, folder.toString(), task));
        }
        await(() ->
                IntStream.range(0, 4).noneMatch(task -> workersOf(folder, task).isEmpty()));
        return results;
    }

    private static void signal(String signal, WorkerProcess worker) throws Exception {
        new ProcessBuilder("kill", "-" + signal, Long.toString(worker.pid()))
                .start()
                .waitFor();
    }

    @Test
    void workersThatEndInTheMiddle(@TempDir Path folder) throws Exception {
        String url = TestServer.shared().url("ends");
        try (Cluster cluster = Leases.connect(url);
                Pool pool = cluster.pool(4);
                WorkerProcess one = WorkerProcess.start(url, null, WORKER);
                WorkerProcess two = WorkerProcess.start(url, null, WORKER)) {
            Path killed = Files.createDirectory(folder.resolve("killed"));
            List<AsyncResult<Integer>> results = holdFour(pool, killed);
            one.kill();
            Leases.runOutAtServer(TestServer.shared(), "ends", one.pid());
            assertEndsOf(one, results, killed);

            // one that is told to end gives its tasks back, which costs no retry
            Path told = Files.createDirectory(folder.resolve("told"));
            try (WorkerProcess three = WorkerProcess.start(url, null, WORKER)) {
                results = holdFour(pool, told);
                two.terminate();
                Files.createFile(told.resolve("go"));
                for (int task = 0; task < 4; task++) {
                    assertEquals(task, results.get(task).get());
                    List<Long> workers = workersOf(told, task);
                    assertEquals(workers.contains(two.pid()) ? 2 : 1, workers.size());
                }

                // one that is stopped for longer than its lease comes back as another one
                Path stopped = Files.createDirectory(folder.resolve("stopped"));
                AsyncResult<Integer> lost = pool.applyAsync(PoolDeathsTest::hold, stopped.toString(), 0);
                await(() -> !workersOf(stopped, 0).isEmpty());
                signal("STOP", three);
                Leases.runOutAtServer(TestServer.shared(), "ends", three.pid());
                ExecutionException failed = assertThrows(ExecutionException.class, lost::get);
                assertInstanceOf(WorkerLostException.class, failed.getCause());
                Files.createFile(stopped.resolve("go"));
                AsyncResult<Integer> later = pool.applyAsync(PoolDeathsTest::hold, stopped.toString(), 1);
                signal("CONT", three);
                assertEquals(1, later.get());
                assertEquals(1, workersOf(stopped, 0).size());
            }
        }
    }

    private static void assertEndsOf(WorkerProcess dead, List<AsyncResult<Integer>> results, Path folder)
            throws Exception {
        Files.createFile(folder.resolve("go"));
        int lost = 0;
        for (int task = 0; task < 4; task++) {
            AsyncResult<Integer> result = results.get(task);
            boolean hit = workersOf(folder, task).contains(dead.pid());
            lost += hit ? 1 : 0;
            if (hit && task % 2 == 0) {
                ExecutionException failed = assertThrows(ExecutionException.class, result::get);
                String text = assertInstanceOf(WorkerLostException.class, failed.getCause())
                        .getMessage();
                assertTrue(text.contains("worker " + Session.host() + " (pid " + dead.pid() + ")"), text);
            } else {
                assertEquals(task, result.get());
            }
            assertEquals(hit && task % 2 != 0 ? 2 : 1, workersOf(folder, task).size());
        }
        assertEquals(2, lost);
    }

    /** Fails if it runs twice with the same number. */
    static int slowly(String folder, int n) throws Exception {
        Files.createFile(Path.of(folder, Integer.toString(n)));
        Thread.sleep(2);
        return n + 1;
    }

    @Test
    void serverThatComesBackLosesNoTaskAndDoublesNone(@TempDir Path folder) throws Exception {
        try (TestServer server = TestServer.with("--appendonly", "yes", "--appendfsync", "always", "--save", "");
                Cluster cluster = Leases.connect(server.url("aof"));
                WorkerProcess worker = WorkerProcess.start(server.url("aof"), null, "--slots", "2");
                Pool pool = cluster.pool(2)) {
            List<Integer> numbers = IntStream.range(0, 400).boxed().toList();
            List<Integer> got = new ArrayList<>();
            String runs = folder.toString();
            for (int n : pool.imap((Integer n) -> slowly(runs, n), numbers)) {
                got.add(n);
                if (got.size() == 50 || got.size() == 200) {
                    server.kill();
                    server.start();
                }
            }
            assertEquals(numbers.stream().map(n -> n + 1).toList(), got);
            assertTrue(worker.pid() > 0);
        }
    }

    @Test
    void programThatIsCutOffIsGivenUp(@TempDir Path folder) throws Exception {
        TestServer server = TestServer.shared();
        try (BreakingProxy proxy = new BreakingProxy(server.port());
                Cluster watcher = Leases.connect(server.url("cut"));
                Cluster cluster = Leases.connect(proxy.url("cut"));
                WorkerProcess worker = WorkerProcess.start(server.url("cut"), null, WORKER);
                Pool pool = cluster.pool(4)) {
            AsyncResult<Integer> held = pool.applyAsync(PoolDeathsTest::hold, folder.toString(), 0);
            await(() -> workersOf(folder, 0).equals(List.of(worker.pid())));
            long child;
            try (Stream<Path> files = Files.list(folder)) {
                child = Long.parseLong(
                        files.findFirst().orElseThrow().getFileName().toString().split("-")[2]);
            }
            proxy.cut(true);
            Leases.runOut(cluster);
            Leases.runOutAtServer(server, "cut", cluster.session().id());
            ExecutionException broken = assertThrows(ExecutionException.class, held::get);
            assertInstanceOf(BrokenPoolException.class, broken.getCause());
            assertThrows(BrokenPoolException.class, () -> pool.apply((Integer n) -> n, 1));
            await(() -> ProcessHandle.of(child).isEmpty()); // nobody wants what it does
            assertTrue(Status.of(watcher).lines().noneMatch(line -> line.startsWith("pool ")));
        }
    }

    /** Connections of the program, then of the worker, that break after each frame: every task is done, and done once. */
    @Test
    void connectionsThatBreakAtEachFrame(@TempDir Path folder) throws Exception {
        TestServer server = TestServer.shared();
        try (BreakingProxy program = new BreakingProxy(server.port());
                BreakingProxy machine = new BreakingProxy(server.port());
                Cluster cluster = Leases.connect(program.url("frames"));
                WorkerProcess _ = WorkerProcess.start(machine.url("frames"), null, "--slots", "1");
                Pool pool = cluster.pool(1)) {
            String runs = folder.toString();
            int task = 0;
            assertEquals(1, pool.apply(PoolDeathsTest::slowly, runs, task));
            for (BreakingProxy proxy : List.of(program, machine)) {
                int breaks = 0;
                for (boolean passes : new boolean[] {true, false}) {
                    for (int frame = 1; ; frame++) {
                        assertTrue(frame < FAR_TOO_MANY, "the task does not end");
                        proxy.breakAt(frame, passes);
                        assertEquals(++task + 1, pool.apply(PoolDeathsTest::slowly, runs, task), "frame " + frame);
                        if (!proxy.hasBroken()) {
                            break;
                        }
                        breaks++;
                    }
                }
                proxy.breakAt(0, true);
                assertTrue(breaks >= 4, "only " + breaks + " breaks: the task does not use the proxy");
            }
        }
    }
}
