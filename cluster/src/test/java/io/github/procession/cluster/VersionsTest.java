package io.github.procession.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.ipc.report.LibraryLogger;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;
import redis.clients.jedis.Protocol.Command;

/** Processes of two versions of the library are not at one namespace at the same time; who comes second is told who is there. */
class VersionsTest {
    private static final int OTHER = Protocol.NUMBER + 1;
    private static final String OTHERS =
            "is in use by processes of another version of Procession, with protocol " + OTHER;
    private static final String MINE = "This one has version " + Protocol.version() + ":";

    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.with("--save", "");
        server.command(Command.FUNCTION, "LOAD", Protocol.functions(OTHER));
    }

    @AfterAll
    static void end() {
        server.close();
    }

    private static Object other(String function, String namespace, Object... arguments) {
        Object[] all = new Object[arguments.length + 3];
        all[0] = Protocol.function(function, OTHER);
        all[1] = 1;
        all[2] = "procession:{" + namespace + "#0}:";
        System.arraycopy(arguments, 0, all, 3, arguments.length);
        return server.command(Command.FCALL, all);
    }

    private static Object openOther(String namespace, String session, String info) {
        return other("open", namespace, session, Leases.LONG.toMillis(), info, OTHER);
    }

    @Test
    void aProgramIsToldWhichVersionsAreThere() {
        for (int i = 1; i <= 4; i++) {
            assertEquals(1L, openOther("old", i + "-a", "render-" + i + " " + i + " worker 8 64 9.9/" + OTHER));
        }
        String said = assertThrows(EngineException.class, () -> Leases.connect(server.url("old")))
                .getMessage();
        assertTrue(said.contains(OTHERS), said);
        assertTrue(said.contains(": worker render-1 (pid 1, version 9.9/" + OTHER + "), worker render-2 "), said);
        assertTrue(said.contains(" and 1 others. " + MINE), said);
        Leases.connect(server.url("another")).close();
        for (int i = 1; i <= 4; i++) {
            assertEquals(1L, other("bye", "old", i + "-a"));
        }
        try (Cluster cluster = Leases.connect(server.url("old"))) {
            assertEquals(1, cluster.counter("n").add(1));
            List<?> refusal = (List<?>) openOther("old", "5-a", "late 5 program 9.9/" + OTHER);
            assertEquals(Integer.toString(Protocol.NUMBER), Request.text(refusal.get(0)));
            assertEquals(2, cluster.counter("n").add(1));
        }
        assertEquals(1L, openOther("old", "6-a", "later 6 program 9.9/" + OTHER));
    }

    @Test
    void aSessionWhoseTimeIsOverKeepsNobodyOut() {
        openOther("silent", "1-a", "render-1 1 program 9.9/" + OTHER);
        server.command(Command.ZADD, "procession:{silent#0}:ses", "XX", 1, "1-a");
        server.command(Command.HSET, "procession:{silent#0}:S:1-a", "g", 1); // it has had its one lease more
        Leases.connect(server.url("silent")).close();
    }

    private static void openSilent(String namespace, Duration lease) {
        String info = "render-1 17 worker 8 64 9.9/" + OTHER;
        assertEquals(1L, other("open", namespace, "17-a", lease.toMillis(), info, OTHER));
        server.command(Command.ZADD, "procession:{" + namespace + "#0}:ses", "XX", 1, "17-a"); // its time is over,
        server.command(Command.SET, "procession:{" + namespace + "#0}:lb", 1); // and nobody was there to see it
    }

    @Test
    void oneThatDiedUnseenKeepsNobodyOutForMoreThanALease() {
        openSilent("dead", Duration.ofMillis(500));
        PrintStream err = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        LibraryLogger.setStderrLevel(Level.INFO);
        try {
            Leases.connect(server.url("dead")).close();
        } finally {
            LibraryLogger.setStderrLevel(null);
            System.setErr(err);
        }
        assertEquals(
                "[WARN/MainProcess] processes of another version of Procession give no sign of life at "
                        + server.url("dead")
                        + ": worker render-1 (pid 17, version 9.9/" + OTHER
                        + "); this one waits until they do, or their leases are over",
                printed.toString(StandardCharsets.UTF_8).strip());
    }

    @Test
    void oneThatWasSilentAndIsThereIsNamedWithTheWayToEndIt() throws Exception {
        openSilent("back", Leases.LONG);
        FutureTask<String> refusal =
                new FutureTask<>(() -> assertThrows(EngineException.class, () -> Leases.connect(server.url("back")))
                        .getMessage());
        Thread.ofPlatform().daemon().start(refusal);
        PoolTest.await(() -> server.command(Command.HGET, "procession:{back#0}:S:17-a", "g") != null);
        other("beat", "back", "17-a", "-");
        String said = refusal.get(1, TimeUnit.MINUTES);
        assertTrue(said.contains(": worker render-1 (pid 17, version 9.9/" + OTHER + "). " + MINE), said);
        assertTrue(
                said.endsWith(
                        "; to end one that was forgotten, kill its pid on its host; one that was killed is gone when"
                                + " its lease is over, which is 10 s unless set"),
                said);
    }

    @Test
    void aWorkerSaysItOnceAndComesWhenTheOthersAreGone() throws Exception {
        openOther("machines", "1-a", "here 1 program 9.9/" + OTHER);
        java.lang.Process worker = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "worker",
                        server.url("machines"))
                .redirectErrorStream(true)
                .start();
        try (BufferedReader output = worker.inputReader()) {
            String said = output.readLine();
            assertTrue(said.contains(OTHERS + ": program here (pid 1, version 9.9/"), said);
            assertTrue(said.contains(MINE) && said.endsWith("; trying again"), said);
            long connections = connections();
            PoolTest.await(() -> connections() >= connections + 6); // it tries again, and says nothing
            assertEquals(1L, other("bye", "machines", "1-a"));
            String ready = output.readLine();
            assertTrue(ready.startsWith("worker " + Session.host()) && ready.contains("is ready"), ready);
            try (Cluster cluster = Leases.connect(server.url("machines"))) {
                PoolTest.await(() -> cluster.workers().size() == 1);
                assertEquals(Protocol.version(), cluster.workers().getFirst().version());
                String status = Status.of(cluster);
                assertTrue(status.contains(" places with processes, version " + Protocol.version() + "\n"), status);
            }
        } finally {
            worker.destroyForcibly();
        }
    }

    private static long connections() {
        String info = Request.text(server.command(Command.INFO, "stats"));
        return Long.parseLong(info.replaceAll("(?s).*total_connections_received:(\\d+).*", "$1"));
    }
}
