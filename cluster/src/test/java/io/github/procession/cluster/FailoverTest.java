package io.github.procession.cluster;

import static io.github.procession.cluster.PoolTest.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.multiprocessing.Pool;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Protocol.Command;

/** A server that dies, and one of its two replicas in its place: sessions that wait for a replica go on and miss nothing. */
class FailoverTest {
    private static TestServer replicaOf(TestServer primary) throws Exception {
        return TestServer.with("--save", "", "--replicaof", "127.0.0.1 " + primary.port());
    }

    private static void awaitLink(TestServer replica) {
        await(() -> Request.text(replica.command(Command.INFO, "replication")).contains("master_link_status:up"));
    }

    private static ClusterBuilder builder(BreakingProxy proxy) {
        return Cluster.builder().address(proxy.url("failover")).waitReplicas(1);
    }

    @Test
    void whatWasAcknowledgedIsThereAndIsThereOnce(@TempDir Path folder) throws Exception {
        try (TestServer primary = TestServer.with("--save", "", "--repl-diskless-sync-delay", "0");
                TestServer next = replicaOf(primary);
                TestServer other = replicaOf(primary);
                BreakingProxy proxy = new BreakingProxy(primary.port())) {
            awaitLink(next);
            awaitLink(other);
            try (Cluster cluster = builder(proxy).connect();
                    Cluster machine = builder(proxy).role("worker slots=2").connect();
                    Pool pool = cluster.pool(2)) {
                Worker worker = new Worker(
                        machine, new WorkerOptions(2, 2, List.of(), List.of(), Duration.ZERO), JarStore.ofUser());
                Thread serves = Thread.ofPlatform().start(worker::serve);
                AtomicBoolean enough = new AtomicBoolean();
                AtomicLong added = new AtomicLong();
                List<Throwable> failures = new ArrayList<>();
                Thread adds = Thread.ofPlatform().start(() -> {
                    try {
                        while (!enough.get()) {
                            assertEquals(
                                    added.incrementAndGet(),
                                    cluster.counter("c").add(1));
                            cluster.queue("q").put(added.get());
                            assertEquals(added.get(), cluster.queue("q").get());
                        }
                    } catch (Throwable e) {
                        failures.add(e);
                    }
                });
                String runs = folder.toString();
                List<Integer> numbers = IntStream.range(0, 300).boxed().toList();
                List<Integer> got = new ArrayList<>();
                for (int n : pool.imap((Integer n) -> PoolDeathsTest.slowly(runs, n), numbers)) {
                    got.add(n);
                    if (got.size() == 40) {
                        primary.kill();
                        next.command(Command.REPLICAOF, "NO", "ONE");
                        other.command(Command.REPLICAOF, "127.0.0.1", next.port());
                        awaitLink(other);
                        proxy.leadTo(next.port());
                    }
                }
                assertEquals(numbers.stream().map(n -> n + 1).toList(), got);
                long before = added.get();
                await(() -> added.get() > before || !failures.isEmpty());
                enough.set(true);
                adds.join();
                assertEquals(List.of(), failures);
                assertEquals(added.get(), cluster.counter("c").get());
                assertNull(machine.session().lost(), "the worker is the same one");
                assertTrue(primary.pid() > 0);
                worker.end();
                serves.join();
            }
        }
    }
}
