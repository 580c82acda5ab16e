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
