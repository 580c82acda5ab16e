package io.github.procession.cluster;

import static io.github.procession.cluster.PoolTest.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.procession.ipc.report.LibraryLogger;
import io.github.procession.multiprocessing.AsyncResult;
import io.github.procession.multiprocessing.Multiprocessing;
import io.github.procession.multiprocessing.Pool;
import io.github.procession.multiprocessing.Process;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** A program whose tasks no worker takes says so, with the command that mends it. */
@Tag("full")
class WithoutWorkerTest {
    private static final Duration LONG = Duration.ofMinutes(2);
    private static int namespaces;

    private final PrintStream err = System.err;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private String url;
    private Cluster cluster;

    @BeforeEach
    void start() throws Exception {
        url = TestServer.shared().url("without" + ++namespaces);
        cluster = Leases.builder(url).run("Shop").connect();
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        LibraryLogger.setStderrLevel(Level.INFO);
    }

    @AfterEach
    void end() {
        LibraryLogger.setStderrLevel(null);
        System.setErr(err);
        cluster.close();
    }

    private List<String> lines() {
        return printed.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private void awaitLines(String... expected) {
        await(() -> lines().size() >= expected.length);
        assertEquals(List.of(expected), lines());
    }

    private String none(String what) {
        return "[WARN/MainProcess] " + what + ", and no worker is on the cluster " + url + ": run on each machine:"
                + " java -jar procession-cluster.jar worker " + url;
    }

    private String goesOn(String what) {
        return "[INFO/MainProcess] work goes on: workers on the cluster " + url + " take " + what + " of Shop";
    }

    private static int next(int n) {
        return n + 1;
    }

    @Test
    void onceForEachTime() throws Exception {
        try (Pool pool = cluster.pool(2)) {
            AsyncResult<List<Integer>> first = pool.mapAsync(
                    WithoutWorkerTest::next, IntStream.range(0, 3).boxed().toList(), 1);
            awaitLines(none("3 tasks of Shop wait"));
            AsyncResult<Integer> more = pool.applyAsync(WithoutWorkerTest::next, 3);
            WorkerProcess worker = WorkerProcess.start(url, null, "--slots", "1");
            assertEquals(List.of(1, 2, 3), first.get(LONG));
            assertEquals(4, more.get(LONG));
            awaitLines(none("3 tasks of Shop wait"), goesOn("tasks"));
            worker.terminate();
            AsyncResult<Integer> last = pool.applyAsync(WithoutWorkerTest::next, 4);
            awaitLines(none("3 tasks of Shop wait"), goesOn("tasks"), none("1 task of Shop waits"));
            try (WorkerProcess _ = WorkerProcess.start(url, null, "--slots", "1")) {
                assertEquals(5, last.get(LONG));
                awaitLines(
                        none("3 tasks of Shop wait"), goesOn("tasks"), none("1 task of Shop waits"), goesOn("tasks"));
            }
        }
    }

    @Test
    void workersOfOtherProgramsTakeNone() throws Exception {
        try (WorkerProcess _ = WorkerProcess.start(url, null, "--runs", "Mill,Shopping");
                Pool pool = cluster.pool(1)) {
            AsyncResult<Integer> waits = pool.applyAsync(WithoutWorkerTest::next, 1);
            String warning = none("1 task of Shop waits")
                    .replace(
                            "no worker is on the cluster " + url,
                            "the worker on the cluster " + url + " ends, or takes other programs alone (--runs)");
            awaitLines(warning);
            try (WorkerProcess _ = WorkerProcess.start(url, null, "--runs", "Mill,Shop")) {
                assertEquals(2, waits.get(LONG));
                awaitLines(warning, goesOn("tasks"));
            }
        }
    }

    private static void nothing() {}

    @Test
    void workersWithoutPlacesTakeNoProcesses() throws Exception {
        ProgramCluster.use(cluster);
        try (WorkerProcess _ = WorkerProcess.start(url, null, "--processes", "0")) {
            Process process = Multiprocessing.getContext("cluster")
                    .with(Process.target(WithoutWorkerTest::nothing).build());
            process.start();
            String warning = none("1 process of Shop waits")
                    .replace(
                            "no worker is on the cluster " + url,
                            "there are no places for processes on the cluster " + url + " (--processes)");
            awaitLines(warning);
            try (WorkerProcess _ = WorkerProcess.start(url, null, "--processes", "1")) {
                assertEquals(true, process.join(LONG));
                awaitLines(warning, goesOn("processes"));
            }
        } finally {
            ProgramCluster.use(null);
        }
    }

    @Test
    void theCommandHasNoPassword() {
        String hint = WorkerWatch.hint(Address.parse("rediss://clerk:secret@queue.example/shop"), true);
        assertFalse(hint.contains("secret@") || hint.contains(":secret") || hint.contains("clerk"), hint);
        assertEquals(
                "run on each machine: java -jar procession-cluster.jar worker rediss://queue.example:6379/shop, with"
                        + " this program's secret in PROCESSION_AUTHKEY, with the address that has user and password in"
                        + " PROCESSION_CLUSTER",
                hint);
    }
}
