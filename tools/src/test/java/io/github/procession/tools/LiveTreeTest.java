package io.github.procession.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Looks at one real tree with all commands; the last test ends it while a command looks. */
@TestMethodOrder(OrderAnnotation.class)
class LiveTreeTest {
    private static Running busy;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void start() throws Exception {
        busy = new Running(Busy.class);
        Running.await(() -> isBusy(ps()));
        Running.await(() -> Pattern.compile("(?s)\"done\": 1,\\s*\"failed\": 1,")
                .matcher(Running.procession("ps", busy.pid(), "--json").out())
                .find());
    }

    private static boolean isBusy(String ps) {
        return ps.contains("Deadlock")
                && ps.contains("task 3 of Pool-1")
                && ps.contains("waiting for an item of Queue");
    }

    @AfterAll
    static void end() {
        busy.close();
    }

    private static String ps() {
        return Running.procession("ps", busy.pid()).out();
    }

    @Test
    @Order(1)
    void psShowsNamesAgesTimesMemoryAndWhatEachDoes() throws Exception {
        Running.awaitMatches(
                LiveTreeTest::ps,
                "(?m)^ *" + busy.pid() + " +\\d.* [0-9.]+ MiB +MainProcess",
                "─ left +waiting for Lock \\d+ for ",
                "─ Pool-1-Worker-1 +task 3 of Pool-1 for ",
                "evil.* +waiting for an item of Queue \\d+ for ");
    }

    @Test
    @Order(1)
    void deadlockOfTwoProcessesIsNamed() throws Exception {
        Running.awaitMatches(
                LiveTreeTest::ps,
                "Deadlock of 2 processes:",
                "left \\(pid \\d+\\) waits for Lock \\d+, which right \\(pid \\d+\\) holds",
                "right \\(pid \\d+\\) waits for Lock \\d+, which left \\(pid \\d+\\) holds");
    }

    @Test
    @Order(1)
    void namesCannotHarmTheTerminal() {
        String text = ps();
        assertTrue(text.contains("evil\\u001b[31m\\u000a</script>"), text);
        assertEquals(-1, text.indexOf(0x1b), text);
    }

    @Test
    @Order(1)
    void whatIsElsewhereIsNamed() {
        String note = "on a cluster\\u001b[31m: look there";
        assertTrue(ps().contains("\n" + note + "\n"), LiveTreeTest::ps);
        String top = Running.procession("top", busy.pid(), "--once").out();
        assertTrue(top.contains("\n" + note + System.lineSeparator()), top);
        String json = Running.procession("ps", busy.pid(), "--json").out();
        assertTrue(json.contains("on a cluster"), json);
    }

    @Test
    @Order(1)
    void jsonHasTheWholeTree() throws Exception {
        String json = Running.awaitMatches(
                () -> Running.procession("ps", busy.pid(), "--json").out(),
                "(?s)\"deadlocks\": \\[\\s*\\[\\s*\\{\\s*\"pid\": \\d+,\\s*\"waitsFor\": \"Lock");
        assertTrue(json.contains("\"name\": \"evil\\u001b[31m\\u000a\\u003c/script\\u003e\\\"\\u003cb\\u003e\""), json);
        Running.assertMatches("\"rootPid\": " + busy.pid(), json);
        Running.assertMatches(
                "(?s)\"pools\": \\[\\s*\\{\\s*\"name\": \"Pool-1\",\\s*\"done\": 1,\\s*\"failed\": 1,", json);
        Running.assertMatches(
                "(?s)\"items\": 2,\\s*\"bytes\": \\d+,\\s*\"bound\": 2,\\s*\"put\": 2,\\s*\"taken\": 0", json);
    }

    @Test
    @Order(1)
    void topShowsPoolsQueuesAndLocks() throws Exception {
        Running.awaitMatches(
                () -> {
                    Running.Outcome top = Running.procession("top", busy.pid(), "--once", "--sort", "cpu");
                    assertEquals(0, top.status(), top::err);
                    return top.out();
                },
                "(?m)^Pool-1 +1 +1 ",
                "(?m)^Queue \\d+ +2 .* 2$",
                "(?m)^Lock \\d+ +held by left \\(pid \\d+\\) +right \\(pid \\d+\\) for ",
                "(?m)^Event \\d+ +set$");
    }

    @Test
    @Order(2)
    void dumpHasThreadsOfAllProcessesAndSaysWhichIsStopped() throws Exception {
        Running.await(() -> dump("-").out().contains("a line of the taker")); // it comes through a pipe
        String stopped = Long.toString(pidOf("right"));
        signal("STOP", stopped);
        try {
            Running.await(() -> SystemProcess.of(Long.parseLong(stopped)).isStopped());
            Path file = folder.resolve("dump.txt");
            Running.Outcome dump = dump(file.toString());
            assertEquals(0, dump.status(), dump::err);
            String text = Files.readString(file);
            Running.assertMatches("(?s)==== MainProcess \\(pid .*Busy\\.main.*==== left \\(pid .*Busy\\.left", text);
            Running.assertMatches("(?s)==== Pool-1-Worker-1 \\(pid .*Busy\\.task", text);
            Running.assertMatches("==== right \\(pid \\d+\\)\nNo answer: the process is stopped by a signal", text);
            Running.assertMatches("right +stopped by a signal, waiting for Lock", text);
            Running.assertMatches(
                    "(?s)children that have failed.*failer \\(pid \\d+\\), exit code 1, at .*a failure of the failer",
                    text);
            Running.assertMatches("(?s)last lines of the error output of evil.*a line of the taker", text);
            assertTrue(text.contains("Deadlock of 2 processes"), text);
            assertEquals(
                    "rw-------",
                    java.nio.file.attribute.PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        } finally {
            signal("CONT", stopped);
        }
        try (var files = Files.list(Sessions.one(busy.pid()))) {
            assertFalse(files.anyMatch(left -> left.getFileName().toString().startsWith("dump")));
        }
    }

    private static Running.Outcome dump(String output) {
        return Running.procession("dump", busy.pid(), "-o", output, "--timeout", "600");
    }

    private static long pidOf(String name) throws Exception {
        return Tree.of(Sessions.one(busy.pid())).nodes.values().stream()
                .filter(node -> node.member.name().equals(name))
                .findFirst()
                .orElseThrow()
                .member
                .pid();
    }

    private static void signal(String name, String pid) throws Exception {
        new ProcessBuilder("kill", "-" + name, pid).inheritIO().start().waitFor();
    }

    private static PseudoTerminal top(int columns, int rows, String interval) throws Exception {
        PseudoTerminal terminal = new PseudoTerminal(folder, columns, rows, "top", busy.pid(), "--interval", interval);
        terminal.await(lines -> lines.getLast().equals("s: sort by cpu   d: dump   q: quit"));
        return terminal;
    }

    private static void assertScreenIsGivenBack(List<String> lines, int status) {
        assertTrue(lines.contains("status " + status), lines::toString);
        String state = String.join(" ", lines);
        assertTrue(state.contains(" icanon") && state.contains(" echo ") && !state.contains("procession top"), state);
    }

    @Test
    @Order(2)
    void onTerminalTopObeysKeysAndFollowsTheWindow()
            throws Exception { // it looks once an hour: all that is drawn is due to those
        try (PseudoTerminal terminal = top(110, 14, "3600")) {
            List<String> lines = terminal.lines();
            assertEquals(14, lines.size());
            Running.assertMatches(
                    "^procession top - .* tree of process " + busy.pid() + ": 5 processes", lines.getFirst());
            Running.assertMatches("^\\.\\.\\. \\d+ more lines: make the window higher$", lines.get(12));

            terminal.type("sss");
            lines = terminal.await(page -> page.getLast().startsWith("s: sort by tree"));
            Running.assertMatches(
                    "(?s)MainProcess.*Pool-1-Worker-1.*evil.* left .* right ", String.join("\n", lines.subList(2, 9)));

            terminal.resize(120, 40);
            lines = terminal.await(page -> page.size() == 40 && page.getLast().startsWith("s: sort"));
            Running.assertMatches("(?s)\nSYNCHRONIZER .*\nLock \\d+ +held by left", String.join("\n", lines));
            terminal.resize(30, 3);
            lines = terminal.await(
                    page -> page.getLast().startsWith("s: sort") && page.get(1).startsWith("..."));
            Running.assertMatches(
                    "^procession top - [0-9:]+, tre, \\.\\.\\. \\d+ more lines: make the wi, s: sort by tree",
                    String.join(", ", lines));
            terminal.resize(200, 20);
            terminal.await(page -> page.getLast().startsWith("s: sort by tree"));

            terminal.type("d");
            String written = terminal.await(page -> page.getLast().startsWith("written: "))
                    .getLast()
                    .substring("written: ".length());
            Running.assertMatches("Deadlock of 2 processes", Files.readString(Path.of(written)));

            terminal.type("q");
            assertScreenIsGivenBack(terminal.await(page -> page.toString().contains(" echo ")), 0);
        }
    }

    @Test
    @Order(2)
    void signalThatEndsTopGivesTheScreenBack() throws Exception {
        try (PseudoTerminal terminal = top(110, 30, "3600")) {
            terminal.terminate();
            assertScreenIsGivenBack(terminal.await(page -> page.toString().contains(" echo ")), 143);
        }
    }

    @Test
    @Order(3)
    void attachedToTreeThatIsKilledTopEndsWithClearLine() throws Exception {
        StringWriter out = new StringWriter();
        String pid = busy.pid();
        Path session = Sessions.one(pid);
        FutureTask<Integer> top = new FutureTask<>(
                () -> Main.commandLine().setOut(new PrintWriter(out, true)).execute("top", pid, "--interval", "0.05"));
        Thread.ofPlatform().daemon().start(top);
        try (PseudoTerminal terminal = top(200, 40, "0.05")) {
            Running.await(() -> out.toString().split("procession top", -1).length > 3);
            busy.process.destroyForcibly();
            List<String> lines = terminal.await(page -> page.toString().contains(" echo "));
            assertScreenIsGivenBack(lines, 0);
            Running.assertMatches("(?s)^The session .*has ended.*\nstatus", String.join("\n", lines));
        }
        assertEquals(0, top.get());
        String last = out.toString().lines().toList().getLast();
        assertTrue(last.startsWith("The session " + session + " has ended"), last);
        Running.Outcome gone = Running.procession("ps", pid);
        assertEquals(1, gone.status());
        Running.assertMatches("has ended|There is no session with a process " + pid, gone.err());
    }
}
