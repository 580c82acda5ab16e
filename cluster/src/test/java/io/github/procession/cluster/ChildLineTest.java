package io.github.procession.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The way of a child to the server through its worker: whatever goes wrong there ends each call with a reason. */
class ChildLineTest {
    private static final int SECONDS = 60;

    private Process child;

    @BeforeEach
    void startChild() throws Exception {
        child = new ProcessBuilder("sleep", "1000").start();
    }

    @AfterEach
    void endChild() {
        child.destroyForcibly();
        ChildLine.begin(null);
    }

    private ChildLine open() {
        return ChildLine.open(child.pid());
    }

    private static MachineObjects objects(Cluster cluster) {
        MachineObjects objects = new MachineObjects(cluster.session(), cluster.payloads(), "pool");
        objects.start();
        ChildLine.begin(objects.lines());
        return objects;
    }

    @Test
    void whatIsNoLineKeepsNoChildFromItsOwn() throws Exception {
        try (Cluster cluster = Cluster.connect(TestServer.shared().url("lines"))) {
            MachineObjects objects = objects(cluster);
            objects.lines().put(new Object[] {"no line"});
            objects.lines().put(new Object[0]);
            ChildLine line = CompletableFuture.supplyAsync(this::open).get(SECONDS, TimeUnit.SECONDS);
            String name = "@" + line.session().id() + ".1";
            assertEquals(1L, line.session().call("draw", name));
            assertEquals(5, new ClusterCounter(line.session(), name).add(5));
            EngineException refused =
                    assertThrows(EngineException.class, () -> line.session().call("add", "named", 1));
            assertTrue(refused.getMessage().contains("made without a name"), refused.getMessage());
            objects.end();
        }
    }

    private static boolean await(Session session, String event) {
        try {
            return new ClusterEvent(session, event).await(null);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aWorkerThatLosesTheServerSaysSoToWhoeverWaits() throws Exception {
        try (TestServer server = TestServer.with("--save", "");
                Cluster cluster = Cluster.builder()
                        .address(server.url("lost"))
                        .lease(Duration.ofSeconds(2))
                        .connect()) {
            objects(cluster);
            ChildLine line = open();
            Session session = line.session();
            String name = "@" + session.id() + ".1";
            session.call("draw", name);
            CompletableFuture<?> waits = CompletableFuture.supplyAsync(() -> await(session, name));
            server.kill();
            for (CompletableFuture<?> each : List.of(
                    waits,
                    CompletableFuture.supplyAsync(() -> session.call("add", name, 1)),
                    CompletableFuture.supplyAsync(this::open))) {
                ExecutionException failed =
                        assertThrows(ExecutionException.class, () -> each.get(SECONDS, TimeUnit.SECONDS));
                assertTrue(failed.getCause() instanceof EngineException, failed.toString());
            }
        }
    }
}
