package io.github.procession.cluster;

import static io.github.procession.cluster.PoolTest.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.procession.multiprocessing.AsyncResult;
import io.github.procession.multiprocessing.Pool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two workers in network namespaces of their own, whose link to the server and the program is cut, half or whole. */
@Tag("full")
class NamespacesTest {
    private static final String KEY = "a secret of the tests";
    private static final String[] OPTIONS = {"--slots", "1", "--lease", "8"};
    private static final String CUT =
            "procession-cut-" + ProcessHandle.current().pid();
    private static final String WHOLE =
            "procession-whole-" + ProcessHandle.current().pid();

    @TempDir
    Path folder;

    private static boolean succeeds(String command) throws Exception {
        try {
            return new ProcessBuilder(command.split(" ")).inheritIO().start().waitFor() == 0;
        } catch (IOException _) { // there is no such command
            return false;
        }
    }

    private static void command(String command) throws Exception {
        assertTrue(succeeds(command), command);
    }

    /** A namespace with an address that ends in 2; this one has the one that ends in 1. */
    private static void machine(String name, String link, String net) throws Exception {
        command("ip netns add " + name);
        command("ip link add " + link + " type veth peer name eth0 netns " + name);
        command("ip addr add " + net + ".1/24 dev " + link);
        command("ip link set " + link + " up");
        command("ip -n " + name + " addr add " + net + ".2/24 dev eth0");
        command("ip -n " + name + " link set eth0 up");
    }

    private static WorkerProcess worker(String machine, String net, int port) throws Exception {
        return WorkerProcess.start(
                List.of("ip", "netns", "exec", machine), "redis://" + net + ".1:" + port + "/cut", KEY, OPTIONS);
    }

    /** Notes that it runs, and the worker that runs it; waits while that worker shall hold its tasks. */
    static int work(String folder, int task) throws Exception {
        long worker = ProcessHandle.current().parent().orElseThrow().pid();
        Files.createFile(Path.of(
                folder, task + "-" + worker + "-" + ProcessHandle.current().pid()));
        while (Files.exists(Path.of(folder, "hold " + worker))) {
            Thread.sleep(2);
        }
        return task;
    }

    /** What has run, as task, worker and child. */
    private List<long[]> runs() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString().split("-"))
                    .filter(parts -> parts.length == 3)
                    .map(parts -> Stream.of(parts).mapToLong(Long::parseLong).toArray())
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private long runsOf(WorkerProcess worker, int from) {
        return runs().stream()
                .filter(run -> run[0] >= from && run[1] == worker.pid())
                .count();
    }

    private List<AsyncResult<Integer>> submit(Pool pool, int from, int to) {
        List<AsyncResult<Integer>> results = new ArrayList<>();
        for (int task = from; task < to; task++) {
            results.add(pool.retries(1).applyAsync(NamespacesTest::work, folder.toString(), task));
        }
        return results;
    }

    private static void assertAll(List<AsyncResult<Integer>> results, int from) throws Exception {
        for (int i = 0; i < results.size(); i++) {
            assertEquals(from + i, results.get(i).get(Duration.ofMinutes(2)));
        }
    }

    @Test
    void linkIsCutForLessAndForMoreThanALease() throws Exception {
        long pid = ProcessHandle.current().pid();
        String link = "pcut" + pid;
        String other = "pwho" + pid;
        try {
            assumeTrue(succeeds("ip netns add " + CUT), "network namespaces take root and the command ip");
            command("ip netns del " + CUT);
            machine(CUT, link, "10.213.78");
            machine(WHOLE, other, "10.213.79");
            try (TestServer server = TestServer.with(
                            "--bind", "127.0.0.1 10.213.78.1 10.213.79.1", "--protected-mode", "no", "--save", "");
                    WorkerProcess cut = worker(CUT, "10.213.78", server.port());
                    WorkerProcess whole = worker(WHOLE, "10.213.79", server.port());
                    Cluster cluster = Cluster.builder()
                            .address(server.url("cut"))
                            .authkey(KEY.getBytes(StandardCharsets.UTF_8))
                            .connect();
                    Pool pool = cluster.pool(2)) {
                Path hold = Files.createFile(folder.resolve("hold " + cut.pid()));

                // for less than a lease: nothing runs twice, and the worker goes on
                List<AsyncResult<Integer>> results = submit(pool, 0, 40);
                await(() -> runsOf(cut, 0) == 1);
                command("ip link set " + link + " down");
                long done = runsOf(whole, 0);
                await(() -> runsOf(whole, 0) > Math.min(done + 5, 38));
                command("ip link set " + link + " up");
                Files.delete(hold);
                assertAll(results, 0);
                assertEquals(40, runs().size());

                // half open for more than a lease: what it sends is lost; its task runs again, and its child ends
                Files.createFile(hold);
                results = submit(pool, 100, 120);
                await(() -> runsOf(cut, 100) == 1);
                command("ip -n " + CUT + " route add blackhole 10.213.78.1/32");
                assertAll(results, 100);
                assertEquals(21, runs().stream().filter(run -> run[0] >= 100).count());
                long child = runs().stream()
                        .filter(run -> run[0] >= 100 && run[1] == cut.pid())
                        .mapToLong(run -> run[2])
                        .findFirst()
                        .orElseThrow();
                await(() -> ProcessHandle.of(child).isEmpty());

                // back again, as another session
                command("ip -n " + CUT + " route del blackhole 10.213.78.1/32");
                Files.delete(hold);
                await(() -> cluster.workers().size() == 2);
                int[] next = {200};
                await(() -> {
                    List<AsyncResult<Integer>> more = submit(pool, next[0], next[0] += 4);
                    await(() -> more.stream().allMatch(AsyncResult::ready));
                    return runsOf(cut, 200) > 0;
                });
            }
        } finally {
            succeeds("ip link del " + link);
            succeeds("ip link del " + other);
            succeeds("ip netns del " + CUT);
            succeeds("ip netns del " + WHOLE);
        }
    }
}
