package io.github.procession.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.multiprocessing.AsyncResult;
import io.github.procession.multiprocessing.BrokenPoolException;
import io.github.procession.multiprocessing.Pool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster for a first try is its program's alone: other users of the machine reach its port. */
class LocalClusterTest {
    /** A file of a process; empty if that has ended meanwhile, as what an earlier test started does at any time. */
    private static String read(ProcessHandle process, String file) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), file), StandardCharsets.ISO_8859_1);
        } catch (IOException _) {
            PoolTest.await(() -> !process.isAlive());
            return "";
        }
    }

    @Test
    void strangersCanNeitherCallNorSendNorReadTheSecrets() throws Exception {
        LocalSecrets secrets = LocalSecrets.draw();
        try (Cluster cluster = LocalCluster.start(1, secrets);
                Pool pool = cluster.pool(1)) {
            assertEquals(3, pool.apply((Integer n) -> n + 1, 2)); // so a child of the worker runs, too
            String url = cluster.session().server().address().toString();
            assertTrue(assertThrows(EngineException.class, () -> Cluster.connect(url))
                    .getMessage()
                    .contains("NOAUTH"));
            cluster.value("sealed", 0).set(1);
            try (Cluster guesses = Cluster.builder()
                    .address(url)
                    .password(secrets.password())
                    .authkey(new byte[32])
                    .connect()) {
                assertThrows(
                        EngineException.class, () -> guesses.value("sealed", 0).get());
            }
            List<ProcessHandle> all = ProcessHandle.current().descendants().toList();
            assertTrue(all.size() >= 3, "worker, server and child: " + all);
            for (ProcessHandle process : all) {
                for (String file : List.of("cmdline", "environ")) {
                    String text = read(process, file);
                    assertFalse(text.contains(secrets.password()), file);
                    assertFalse(text.contains(secrets.authkey()), file);
                }
            }
        }
    }

    /** The process that is the worker, and all below it, the server among them. */
    private static List<ProcessHandle> processes() {
        ProcessHandle worker = ProcessHandle.current()
                .children()
                .filter(child -> read(child, "cmdline").contains(LocalCluster.COMMAND + "\0"))
                .findFirst()
                .orElseThrow();
        List<ProcessHandle> all = new ArrayList<>(List.of(worker));
        worker.descendants().forEach(all::add);
        return all;
    }

    private static String session(ProcessHandle process) {
        String stat = read(process, "stat");
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ")[3];
    }

    @Test
    void ctrlCInTheTerminalReachesTheProgramAlone() throws Exception {
        try (Cluster cluster = LocalCluster.start(1);
                Pool pool = cluster.pool(1)) {
            assertEquals(3, pool.apply((Integer n) -> n + 1, 2));
            List<ProcessHandle> all = processes();
            assertTrue(all.size() >= 3, "worker, server and child: " + all);
            for (ProcessHandle process : all) {
                assertNotEquals(session(ProcessHandle.current()), session(process), process::toString);
            }
        }
    }

    /** A program with a local cluster, until it is killed. */
    static final class Program {
        private Program() {}

        public static void main(String[] args) throws Exception {
            try (Cluster cluster = LocalCluster.start(1);
                    Pool pool = cluster.pool(1)) {
                pool.apply((Integer n) -> n + 1, 2);
                IO.println("ready");
                Thread.sleep(Duration.ofDays(1));
            }
        }
    }

    /** Starts a program whose shared memory is in a folder that no other program sweeps. */
    private static Process program(String path, Path memory) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName());
        builder.environment().put("PATH", path);
        builder.environment().put("JDK_JAVA_OPTIONS", "-Dprocession.dir=" + memory); // of its worker, too
        return builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    /** The server of a program that is killed together with the process that is the worker. */
    private static ProcessHandle serverOfTheKilled(String path, Path memory) throws Exception {
        Process program = program(path, memory);
        try (var output = program.inputReader()) {
            assertEquals("ready", output.readLine());
            List<ProcessHandle> all = program.descendants().toList();
            ProcessHandle server = all.stream()
                    .filter(each -> each.info().command().orElse("").endsWith("-server")
                            || read(each, "comm").contains("-server"))
                    .findFirst()
                    .orElseThrow();
            ProcessHandle worker = server.parent().orElseThrow();
            program.destroyForcibly();
            worker.destroyForcibly();
            program.waitFor();
            PoolTest.await(() -> !worker.isAlive());
            return server;
        } finally {
            program.destroyForcibly();
        }
    }

    @Test
    void theServerEndsWithItsWorkerAndProgram(@TempDir Path memory) throws Exception {
        ProcessHandle server = serverOfTheKilled(System.getenv("PATH"), memory);
        PoolTest.await(() -> !server.isAlive());
    }

    @Test
    void theNextProgramEndsTheServerWhereTheSystemDoesNot(@TempDir Path path, @TempDir Path memory) throws Exception {
        Files.createSymbolicLink(path.resolve(TestServer.PROGRAM.getFileName()), TestServer.PROGRAM);
        ProcessHandle server = serverOfTheKilled(path.toString(), memory);
        Path folder = Files.readSymbolicLink(Path.of("/proc", Long.toString(server.pid()), "cwd"));
        assertTrue(server.isAlive());
        Process next = program(path.toString(), memory);
        try (var output = next.inputReader()) {
            assertEquals("ready", output.readLine());
            PoolTest.await(() -> !server.isAlive());
            assertTrue(Files.notExists(folder.getParent()));
        } finally {
            List<ProcessHandle> all = next.descendants().toList();
            next.destroyForcibly();
            all.forEach(ProcessHandle::destroyForcibly);
        }
    }

    static void sleep() throws Exception {
        Thread.sleep(Duration.ofDays(1));
    }

    @Test
    void callsEndWhenTheProcessOfItsWorkerIsKilled() throws Exception {
        try (Cluster cluster = LocalCluster.start(1);
                Pool pool = cluster.pool(1)) {
            assertEquals(3, pool.apply((Integer n) -> n + 1, 2));
            AsyncResult<?> runs = pool.applyAsync(LocalClusterTest::sleep);
            List<ProcessHandle> all = processes();
            all.getFirst().destroyForcibly();
            ExecutionException lost = assertThrows(ExecutionException.class, () -> runs.get(Duration.ofMinutes(1)));
            assertInstanceOf(BrokenPoolException.class, lost.getCause());
            PoolTest.await(() -> all.stream().noneMatch(ProcessHandle::isAlive));
        }
    }
}
