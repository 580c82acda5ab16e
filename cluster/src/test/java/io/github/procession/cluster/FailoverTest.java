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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
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

    private static String replication(TestServer replica) {
        return Request.text(replica.command(Command.INFO, "replication"));
    }

    private static void awaitLink(TestServer replica, String status) {
        await(() -> replication(replica).contains("master_link_status:" + status));
    }

    /** Has the replica take over that has more: only one of them needs to have what was acknowledged. Returns its port. */
    private static int failOver(TestServer one, TestServer other) {
        awaitLink(one, "down"); // it has read all that the dead server had sent
        awaitLink(other, "down");
        boolean oneIsAhead = offset(one) > offset(other);
        TestServer next = oneIsAhead ? one : other;
        TestServer behind = oneIsAhead ? other : one;
        next.command(Command.REPLICAOF, "NO", "ONE");
        behind.command(Command.REPLICAOF, "127.0.0.1", next.port());
        awaitLink(behind, "up");
        return next.port();
    }

    private static long offset(TestServer replica) {
        return Long.parseLong(replication(replica).replaceAll("(?s).*slave_repl_offset:(\\d+).*", "$1"));
    }

    /** Waits until a replica has read all that its primary has written up to now. */
    private static void awaitAllOf(TestServer primary, TestServer replica) {
        long written = Long.parseLong(replication(primary).replaceAll("(?s).*master_repl_offset:(\\d+).*", "$1"));
        await(() -> offset(replica) >= written);
    }

    private static ClusterBuilder builder(BreakingProxy proxy) {
        return Leases.builder(proxy.url("failover")).waitReplicas(1);
    }

    @Test
    void whatWasAcknowledgedIsThereAndIsThereOnce(@TempDir Path folder) throws Exception {
        try (var _ = new ReplicaLimit(ReplicaLimit.LONG);
                TestServer primary = TestServer.with("--save", "", "--repl-diskless-sync-delay", "0");
                TestServer one = replicaOf(primary);
                TestServer other = replicaOf(primary);
                BreakingProxy proxy = new BreakingProxy(primary.port())) {
            awaitLink(one, "up");
            awaitLink(other, "up");
            try (Cluster cluster = builder(proxy).connect();
                    Cluster machine = builder(proxy).role(WorkerInfo.role(2, 0)).connect();
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
                        proxy.leadTo(failOver(one, other));
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

    /** As when a primary dies between its reply and the word of its replicas. */
    @Test
    void aCallThatNoReplicaHasIsDoneAtTheNextServer() throws Exception {
        try (var _ = new ReplicaLimit(ReplicaLimit.LONG);
                TestServer primary = TestServer.with("--save", "", "--repl-diskless-sync-delay", "0");
                TestServer next = replicaOf(primary);
                TestServer replica = replicaOf(primary);
                BreakingProxy proxy = new BreakingProxy(primary.port())) {
            awaitLink(next, "up");
            awaitLink(replica, "up");
            try (Cluster cluster = builder(proxy).connect();
                    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                assertEquals(1, cluster.counter("c").add(1));
                awaitAllOf(primary, next);
                next.command(Command.REPLICAOF, "NO", "ONE");
                replica.command(Command.REPLICAOF, "127.0.0.1", next.port());
                awaitLink(replica, "up");
                Future<Long> second = threads.submit(() -> cluster.counter("c").add(1));
                await(() -> Request.text(primary.command(Command.CLIENT, "LIST"))
                        .lines()
                        .anyMatch(client -> client.contains(" flags=b ") && client.contains(" cmd=wait ")));
                primary.kill();
                proxy.leadTo(next.port());
                assertEquals(2, second.get());
                assertEquals(2, cluster.counter("c").get());
            }
        }
    }

    /** As a replica's whose clock is behind, the ids that the next server gives are smaller than the last one that was read. */
    @Test
    void grantsOfANextServerWhoseClockIsBehindAreRead() throws Exception {
        try (TestServer primary = TestServer.with("--save", "", "--repl-diskless-sync-delay", "0");
                TestServer next = replicaOf(primary);
                BreakingProxy proxy = new BreakingProxy(primary.port())) {
            awaitLink(next, "up");
            String url = proxy.url("clock");
            try (Cluster waits = Leases.connect(url);
                    Cluster sets = Leases.connect(url);
                    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                awaitAndSet(threads, waits, sets, primary, "first");
                awaitAllOf(primary, next); // WAIT would wait for what its own connection has written, which is nothing
                next.command(Command.REPLICAOF, "NO", "ONE");
                CountDownLatch read = new CountDownLatch(1);
                waits.session().onStrayGrant((_, _) -> read.countDown());
                byte[] inbox = waits.session().key("in:" + waits.session().id());
                primary.command(Command.XADD, inbox, "99999999999999-0", "t", "0");
                assertTrue(read.await(60, TimeUnit.SECONDS));
                proxy.leadTo(next.port());
                awaitAndSet(threads, waits, sets, next, "second");
            }
        }
    }

    private static void awaitAndSet(
            ExecutorService threads, Cluster waits, Cluster sets, TestServer server, String name) throws Exception {
        Future<Boolean> came = threads.submit(() -> waits.event(name).await(Duration.ofSeconds(60)));
        byte[] waiters = waits.session().key("ew:" + name);
        await(() -> (Long) server.command(Command.LLEN, waiters) == 1);
        sets.event(name).set();
        assertTrue(came.get(), name);
    }
}
