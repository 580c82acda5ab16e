package io.github.procession.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
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
        try (BreakingProxy proxy =
                        new BreakingProxy(TestServer.shared().port());
                Cluster cluster = Leases.connect(proxy.url("away"))) {
            MachineObjects objects = objects(cluster);
            proxy.cut(true);
            Future<ChildLine> opened = threads.submit(this::open);
            PoolTest.await(() -> opened.isDone() || isPausing("procession-objects"));
            proxy.cut(false);
            Session session = opened.get(SECONDS, TimeUnit.SECONDS).session();
            assertEquals(1L, session.call("draw", "@" + session.id() + ".1"));
            child.destroyForcibly();
            PoolTest.await(() -> session.lost() != null); // while there is a way to the server to say so
            objects.end();
        }
    }

    private static void assertIsTold(Future<?> call) {
        ExecutionException failed = assertThrows(ExecutionException.class, () -> call.get(SECONDS, TimeUnit.SECONDS));
        assertTrue(failed.getCause() instanceof EngineException, failed.toString());
    }
}
