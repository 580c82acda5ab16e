package io.github.procession.cluster;

import static io.github.procession.cluster.PoolTest.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.internal.pool.RemoteSettings;
import io.github.procession.internal.pool.RemoteTasks;
import io.github.procession.ipc.report.LibraryLogger;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;
import redis.clients.jedis.Protocol.Command;

/** Lines of children that a full server does not take are counted, at the worker and at the program. */
class LostLinesTest {
    private static final Pattern WARNING =
            Pattern.compile("\\[WARN/MainProcess] (\\d+) lines that children printed are lost");

    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
    private final CompletableFuture<Long> begun = new CompletableFuture<>();
    private TestServer server;
    private Cluster program;
    private Cluster worker;
    private Output output;
    private String pool;

    @BeforeEach
    void start() throws Exception {
        server = TestServer.with("--save", "");
        program = Leases.connect(server.url("lines"));
        worker = Leases.connect(server.url("lines"));
        output = new Output(worker.session(), worker.payloads());
        program.pools().open("processes", RemoteSettings.forProcesses(), new RemoteTasks.Results() {
            @Override
            public void begun(long id, long pid) {
                begun.complete(pid);
            }

            @Override
            public void ended(long id, byte[] outcome) {}

            @Override
            public void lost(long id, String machine) {}

            @Override
            public void failed(long id, Throwable reason) {}

            @Override
            public void closed() {}

            @Override
            public void broken(Throwable reason) {}
        });
        pool = program.session().id() + ".1";
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(errors, true, StandardCharsets.UTF_8));
        LibraryLogger.setStderrLevel(Level.WARN);
    }

    @AfterEach
    void end() {
        LibraryLogger.setStderrLevel(null);
        System.setOut(out);
        System.setErr(err);
        worker.close();
        program.close();
        server.close();
    }

    private void full(boolean is) {
        server.command(Command.CONFIG, "SET", "maxmemory", is ? "1" : "0");
    }

    private void print(String... lines) {
        for (String line : lines) {
            output.line(pool + Output.SEPARATOR + "child", false, line);
        }
        output.flush();
    }

    @Test
    void theyAreCounted() {
        full(true);
        print("one", "two", "three");
        print("four", "five");
        full(false);
        print("six");
        await(() -> printed.toString(StandardCharsets.UTF_8).contains("six"));
        output.end();
        String said = errors.toString(StandardCharsets.UTF_8);
        List<MatchResult> warnings = WARNING.matcher(said).results().toList();
        assertEquals(
                5,
                warnings.stream()
                        .mapToInt(each -> Integer.parseInt(each.group(1)))
                        .sum(),
                said);
        assertTrue(said.contains("is full"), said);
        assertFalse(said.contains("\tat "), said);
        assertTrue(
                said.lines()
                        .anyMatch(
                                ("[" + Session.host() + "] 5 lines are lost, as the server did not take them")::equals),
                said);
        assertEquals(
                List.of("[child] six"),
                printed.toString(StandardCharsets.UTF_8).lines().toList());
    }

    @Test
    void thatAProcessRunsIsSaidLater() throws Exception {
        full(true);
        output.begun(pool, "1", 4711);
        full(false);
        output.flush();
        assertEquals(4711, begun.get());
    }
}
