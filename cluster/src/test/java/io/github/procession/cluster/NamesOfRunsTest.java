package io.github.procession.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Protocol.Command;

/** The name by which a worker's option {@code --runs} knows a program that says nothing of it. */
class NamesOfRunsTest {
    private static final String PROGRAM = """
        import io.github.procession.cluster.Cluster;

        void main(String[] args) throws Exception {
            try (var cluster = Cluster.connect(args[0]); var pool = cluster.pool(1)) {
                IO.println("ready");
                System.in.read();
            }
        }
        """;

    @Test
    void aProgramThatRunsFromItsSourceHasTheNameOfItsFile(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(
                Files.createDirectory(folder.resolve("a folder")).resolve("Report.java"), PROGRAM);
        java.lang.Process program =
                SourceProgram.start(file, TestServer.shared().url("names"));
        try (BufferedReader output = new BufferedReader(new InputStreamReader(program.getInputStream()))) {
            assertEquals("ready", output.readLine());
            List<?> pools = (List<?>) TestServer.shared().command(Command.KEYS, "procession:{names#0}:p:*");
            assertEquals("Report", Request.text(TestServer.shared().command(Command.HGET, pools.getFirst(), "r")));
        } finally {
            program.getOutputStream().close();
            program.waitFor();
        }
    }
}
