package io.github.procession.cluster;

import static io.github.procession.cluster.PoolTest.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.multiprocessing.Pool;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.util.JedisClusterCRC16;

/** A server in cluster mode: a program finds the master that has its namespace, and goes on when another one has it. */
class ClusterModeTest {
    private static final String NAMESPACE = "mode";
    private static final int SLOTS = 16_384;

    /** Time without an answer after which the others take a master for dead. */
    private static final String NODE_TIMEOUT_MILLIS = "1000";

    private final List<TestServer> nodes = new ArrayList<>();
    private TestServer first; // a master that does not have the namespace
    private TestServer owner; // the master that has
    private TestServer third; // another one
    private int slot;

    @BeforeEach
    void start() throws Exception {
        slot = JedisClusterCRC16.getSlot("procession:{" + NAMESPACE + "#0}:");
        for (int i = 0; i < 5; i++) {
            nodes.add(node());
        }
        first = nodes.get(0);
        owner = nodes.get(1);
        third = nodes.get(2);
        for (TestServer node : nodes) {
            cluster(first, "MEET", "127.0.0.1", node.port(), busPort(node));
        }
        addSlots(first, 0, slot - 1);
        addSlots(owner, slot, slot);
        addSlots(third, slot + 1, SLOTS - 1);
        for (TestServer node : nodes) {
            await(() -> info(node).contains("cluster_known_nodes:5"));
        }
        for (TestServer replica : nodes.subList(3, 5)) {
            await(() -> Request.text(cluster(replica, "NODES")).contains(id(owner)));
            cluster(replica, "REPLICATE", id(owner));
        }
        for (TestServer node : nodes) {
            await(() -> info(node).contains("cluster_state:ok"));
        }
        for (TestServer replica : nodes.subList(3, 5)) {
            await(() ->
                    Request.text(replica.command(Command.INFO, "replication")).contains("master_link_status:up"));
        }
    }

    @AfterEach
    void end() {
        nodes.forEach(TestServer::close);
    }

    private static TestServer node() throws IOException {
        int bus;
        try (ServerSocket free = new ServerSocket(0)) {
            bus = free.getLocalPort();
        }
        return TestServer.with(
                "--cluster-enabled",
                "yes",
                "--cluster-port",
                Integer.toString(bus),
                "--cluster-node-timeout",
                NODE_TIMEOUT_MILLIS,
                "--repl-diskless-sync-delay",
                "0",
                "--save",
                "");
    }

    private static Object cluster(TestServer node, Object... arguments) {
        return node.command(Command.CLUSTER, arguments);
    }

    private static String info(TestServer node) {
        return Request.text(cluster(node, "INFO"));
    }

    private static String id(TestServer node) {
        return Request.text(cluster(node, "MYID"));
    }

    /** From "id ip:port@bus flags ...", the line of a node about itself. */
    private static String busPort(TestServer node) {
        return Request.text(cluster(node, "NODES")).replaceAll("(?s).*:\\d+@(\\d+)[ ,].*myself.*", "$1");
    }

    private static void addSlots(TestServer to, int from, int last) {
        if (from <= last) {
            cluster(to, "ADDSLOTSRANGE", from, last);
        }
    }

    private ClusterBuilder builder() {
        return Leases.builder(first.url(NAMESPACE));
    }

    private static Set<Object> keys(TestServer node) {
        return Set.copyOf((List<?>) node.command(Command.KEYS, "*"));
    }

    @Test
    void aNamespaceIsAtItsMasterAndAtAReplicaWhenThatDies() throws Exception {
        try (var _ = new ReplicaLimit(ReplicaLimit.LONG);
                Cluster program = builder().waitReplicas(1).connect();
                Cluster machine =
                        builder().waitReplicas(1).role(WorkerInfo.role(2, 0)).connect();
                Pool pool = program.pool(2)) {
            Worker worker = new Worker(
                    machine, new WorkerOptions(2, 0, List.of(), List.of(), Duration.ZERO), JarStore.ofUser());
            Thread serves = Thread.ofPlatform().start(worker::serve);
            ClusterLock lock = program.lock("lock");
            ClusterQueue<Integer> queue = program.queue("q");
            List<Integer> numbers = IntStream.range(0, 100).boxed().toList();
            List<Integer> got = new ArrayList<>();
            long fence = 0;
            for (int n : pool.imap((Integer n) -> n + 1, numbers)) {
                lock.acquire();
                assertTrue(lock.fence() > fence);
                fence = lock.fence();
                queue.put(n);
                assertEquals(got.size() + 1, program.counter("c").add(1));
                got.add(queue.get());
                lock.release();
                if (got.size() == 20) {
                    assertFalse(keys(owner).isEmpty());
                    assertTrue(keys(first).isEmpty() && keys(third).isEmpty());
                    owner.kill();
                }
            }
            assertEquals(numbers.stream().map(n -> n + 1).toList(), got);
            assertNull(program.session().lost());
            assertNull(machine.session().lost(), "the worker is the same one");
            worker.end();
            serves.join();
        }
    }

    @Test
    void callsWaitWhileTheNamespaceIsMovedToAnotherMaster() throws Exception {
        try (Cluster program = builder().connect();
                Cluster other = builder().connect();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            program.queue("q").put("an item");
            Future<Boolean> waits = threads.submit(() -> other.event("moved").await(Duration.ofMinutes(1)));
            await(() -> (Long) owner.command(Command.LLEN, program.session().key("ew:moved")) == 1);
            cluster(third, "SETSLOT", slot, "IMPORTING", id(owner));
            cluster(owner, "SETSLOT", slot, "MIGRATING", id(third));
            Future<Long> counts = threads.submit(() -> program.counter("c").add(1));
            List<?> keys = (List<?>) cluster(owner, "GETKEYSINSLOT", slot, 1_000);
            for (Object key : keys) {
                owner.command(Command.MIGRATE, "127.0.0.1", third.port(), key, 0, 60_000);
            }
            await(() -> Request.text(owner.command(Command.INFO, "errorstats")).contains("errorstat_ASK"));
            assertFalse(counts.isDone(), "it was done at one of two masters that have a part each");
            cluster(third, "SETSLOT", slot, "NODE", id(third)); // the others learn it from this one
            assertEquals(1, counts.get());
            assertEquals("an item", program.queue("q").get());
            program.event("moved").set();
            assertTrue(waits.get());
            assertEquals(
                    "1",
                    Request.text(third.command(
                            Command.GET, new String(program.session().key("v:c"), StandardCharsets.UTF_8))));
        }
    }
}
