package io.github.procession.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Protocol.Command;

/** A program that knows nothing of a cluster does the same with its objects at a server, by a system property alone. */
class UnchangedProgramTest {
    private static List<String> run(Path program, String... options) throws IOException, InterruptedException {
        java.lang.Process process = SourceProgram.start(List.of(options), program);
        try (BufferedReader output = new BufferedReader(new InputStreamReader(process.getInputStream()))) {
            List<String> lines = output.lines().toList();
            assertEquals(0, process.waitFor(), () -> "it said " + lines);
            return lines;
        }
    }

    private static Path program(String name) throws Exception {
        return Path.of(UnchangedProgramTest.class.getResource(name).toURI());
    }

    @Test
    void itSaysTheSameOnAServerAndLeavesNothingThere() throws Exception {
        Path tutorial = program("Tutorial.java");
        List<String> here = run(tutorial);
        assertTrue(here.size() > 15 && here.contains("counted 100"), here::toString);
        String url = TestServer.shared().url("unchanged");
        try (WorkerProcess worker = WorkerProcess.start(url, null, "--slots", "2")) {
            assertEquals(here, run(tutorial, "-Dprocession.cluster=" + url));
            worker.terminate();
        }
        assertEquals(
                List.of("procession:{unchanged#0}:n"),
                ((List<?>) TestServer.shared().command(Command.KEYS, "*unchanged*"))
                        .stream().map(Request::text).toList());
    }

    @Test
    void itNeedsNoServerForAFirstTry() throws Exception {
        List<String> lines = run(program("FirstTry.java"), "-Dprocession.cluster=local");
        List<String> expected = List.of(
                "UnsupportedOperationException a SharedMemory is memory of one machine, ",
                "UnsupportedOperationException a ShareableList is memory of one machine, ",
                "UnsupportedOperationException a buffer of an Array is memory of one machine, ",
                "IllegalArgumentException length=134217728: an array of a cluster has at most ",
                "UnsupportedOperationException a Pipe ends when no process has its other end any more, ",
                "UnsupportedOperationException a barrier of a cluster has no action, ",
                "UnsupportedOperationException a manager on a cluster has no server without an address, ",
                "[" + Session.host() + ":Process-1] hello",
                "Process-1 0",
                "NotSendableException ", // a local lock in an item
                "NotSendableException argument 2: ", // a local lock in a task
                "MaybeEncodingError ", // a local lock in an outcome
                "true",
                "[" + Session.host() + ":Process-2] hello"); // after the end of main
        assertEquals(expected.size(), lines.size(), lines::toString);
        for (int i = 0; i < lines.size(); i++) {
            assertTrue(lines.get(i).startsWith(expected.get(i)), lines.get(i));
        }
    }
}
