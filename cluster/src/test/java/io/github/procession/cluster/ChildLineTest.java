package io.github.procession.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import redis.clients.jedis.Protocol.Command;

/** The way of a child to the server through its worker: whatever goes wrong there ends each call with a reason. */
class ChildLineTest {
    private static final int SECONDS = 120;

    private final ExecutorService threads = Executors.newCachedThreadPool();

    private Process child;

    @BeforeEach
    void startChild() throws Exception {
        child = new ProcessBuilder("sleep", "1000").start();
    }

    @AfterEach
    void endChild() {
        child.destroyForcibly();
        ChildLine.begin(null);
        threads.shutdownNow();
    }

    private ChildLine open() {
        return ChildLine.open(child.pid());
    }

    /** While there is a way to the server to say so. */
    private void endChild(Session session) {
        child.destroyForcibly();
        PoolTest.await(() -> session.lost() != null);
    }

    private static MachineObjects objects(Cluster cluster) {
        MachineObjects objects = new MachineObjects(cluster.session(), cluster.payloads(), "pool", "pool");
        objects.start();
        ChildLine.begin(objects.lines());
        return objects;
    }

    @Test
    void whatIsNoLineKeepsNoChildFromItsOwn() throws Exception {
        try (Cluster cluster = Leases.connect(TestServer.shared().url("lines"))) {
            MachineObjects objects = objects(cluster);
            objects.lines().put(new Object[] {"no line"});
            objects.lines().put(new Object[0]);
            ChildLine line = threads.submit(this::open).get(SECONDS, TimeUnit.SECONDS);
            String name = "@" + line.session().id() + ".1";
            assertEquals(1L, line.session().call("draw", name));
            assertEquals(5, new ClusterCounter(line.session(), name).add(5));
            EngineException refused =
                    assertThrows(EngineException.class, () -> line.session().call("add", "named", 1));
            assertTrue(refused.getMessage().contains("made without a name"), refused.getMessage());
            String other = "@" + line.session().id() + ".2";
            line.session().call("draw", other);
            ClusterTable table = new ClusterTable(line.session(), line.payloads(), other);
            assertNull(table.put("key", 1, false));
            assertEquals(1, table.get("key")[0]);
            for (Executable named : List.<Executable>of(
                    () -> new ClusterTable(line.session(), line.payloads(), "named").get("key"),
                    () -> line.payloads().encode(1, ClusterContents.WHAT + "named"),
                    () -> new ClusterElements(line.session(), "named").read(0, 1),
                    () -> new ClusterSequence(line.session(), line.payloads(), "named").size())) {
                refused = assertThrows(EngineException.class, named);
                assertTrue(refused.getMessage().contains("made without a name"), refused.getMessage());
            }
            objects.end();
        }
    }

    @Test
    void aWorkerThatLosesTheServerSaysSoToWhoeverWaits() throws Exception {
        try (TestServer server = TestServer.with("--save", "");
                Cluster cluster = Leases.connect(server.url("lost"))) {
            MachineObjects objects = objects(cluster);
            ChildLine line = open();
            Session session = line.session();
            String name = "@" + session.id() + ".1";
            session.call("draw", name);
            Future<?> waits = threads.submit(() -> new ClusterEvent(session, name).await(null));
            PoolTest.await(() ->
                    (Long) server.command(Command.LLEN, cluster.session().key("ew:" + name)) == 1);
            server.kill();
            server.start(); // without what the worker had there: that ends its sessions before their leases
            assertIsTold(waits);
            assertIsTold(threads.submit(() -> session.call("add", name, 1)));
            PoolTest.await(() ->
                    cluster.session().lost() != null); // else its close() waits for the server as long as its lease
            server.kill();
            assertIsTold(threads.submit(this::open));
            objects.end();
        }
    }

    private static boolean isPausing(String thread) {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(each -> each.getKey().getName().equals(thread))
                .flatMap(each -> Arrays.stream(each.getValue()))
                .anyMatch(frame -> frame.getClassName().equals(Pause.class.getName()));
    }

    @Test
    void aServerThatComesBackIsWaitedFor() throws Exception {
        try (BreakingProxy proxy = new BreakingProxy(TestServer.shared().port());
                Cluster cluster = Leases.connect(proxy.url("away"))) {
            MachineObjects objects = objects(cluster);
            proxy.cut(true);
            Future<ChildLine> opened = threads.submit(this::open);
            PoolTest.await(() -> opened.isDone() || isPausing("procession-objects"));
            proxy.cut(false);
            Session session = opened.get(SECONDS, TimeUnit.SECONDS).session();
            assertEquals(1L, session.call("draw", "@" + session.id() + ".1"));
            endChild(session);
            objects.end();
        }
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    /** Encryption that once lacks memory to open a value. */
    private static final class SmallSealer implements Sealer {
        private final Seal seal = new Seal("memory", null);
        private final AtomicBoolean isFull = new AtomicBoolean();

        @Override
        public byte[] seal(byte[] value, String object) {
            return seal.seal(value, object);
        }

        @Override
        public byte[] open(byte[] sealed, String object) {
            if (isFull.getAndSet(false)) {
                throw new OutOfMemoryError("of this test");
            }
            return seal.open(sealed, object);
        }

        @Override
        public byte[] field(byte[] key, String object) {
            return seal.field(key, object);
        }
    }

    @Test
    void anItemThatAWorkerHasNoMemoryToOpenGoesBack() throws Exception {
        SmallSealer sealer = new SmallSealer();
        try (Cluster cluster = Leases.connect(TestServer.shared().url("memory"))) {
            MachineObjects objects = new MachineObjects(cluster.session(), new Payloads(sealer), "pool", "pool");
            objects.start();
            ChildLine.begin(objects.lines());
            ChildLine line = open();
            String name = "@" + line.session().id() + ".1";
            line.session().call("draw", name);
            ClusterQueue<byte[]> queue = new ClusterQueue<>(line.session(), line.payloads(), name, 0, false);
            List<byte[]> items = List.of(random(3 << 20), random(1), random(2 << 20));
            queue.putAll(items);
            sealer.isFull.set(true);
            EngineException failed = assertThrows(EngineException.class, queue::get);
            assertEquals(3, queue.qsize());
            assertTrue(failed.getMessage().contains("no memory"), failed::getMessage);
            sealer.isFull.set(true);
            assertThrows(EngineException.class, () -> queue.getAvailable(3));
            assertEquals(3, queue.qsize());
            for (byte[] item : items) {
                assertArrayEquals(item, queue.get());
            }
            assertTrue(queue.join(Duration.ofSeconds(SECONDS)));
            objects.end();
        }
    }

    @Test
    void aLockThatNoReplicaConfirmsIsFree() throws Exception {
        try (var _ = new ReplicaLimit(ReplicaLimit.SHORT);
                TestServer server = TestServer.with("--save", "");
                Cluster cluster =
                        Leases.builder(server.url("line")).waitReplicas(1).connect()) {
            MachineObjects objects = objects(cluster);
            Session session = open().session();
            String name = "@" + session.id() + ".1";
            assertThrows(EngineException.class, () -> session.call("draw", name));
            ClusterLock lock = new ClusterLock(session, name, false);
            assertThrows(EngineException.class, lock::acquire);
            boolean isHeld = lock.locked();
            endChild(session);
            objects.end();
            assertFalse(isHeld);
        }
    }

    private static void assertIsTold(Future<?> call) {
        ExecutionException failed = assertThrows(ExecutionException.class, () -> call.get(SECONDS, TimeUnit.SECONDS));
        assertTrue(failed.getCause() instanceof EngineException, failed.toString());
    }
}
