package io.github.procession.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The programs with managers print what their tutorials say. */
class ManagerProgramsTest {
    @Test
    void theCopyReportsEachFile() throws Exception {
        var run = Run.ofHealthy(CopyWithManager.class);
        run.assertPrinted(20, "Copy progress [0-9.]+ %");
        assertEquals("Copy progress 100.00 %", run.out().getLast());
    }

    @Test
    void noWordIsLost() throws Exception {
        var run = Run.ofHealthy(CountWithManager.class);
        assertEquals(
                "{be=2, die=1, is=1, not=1, or=1, question=1, sleep=1, that=1, the=1, to=4}",
                run.out().getLast());
    }

    /** Three programs as on three machines. */
    @Test
    void tasksGoFromTheProducerThroughTheServerToWorkers() throws Exception {
        var server = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        TaskServer.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (var out = server.inputReader()) {
            String first = out.readLine();
            assertTrue(first.startsWith("serving at /"), first);
            Path socket = Path.of(first.substring("serving at ".length()));
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket.getParent())));
            String folder = socket.getParent().getFileName().toString();
            assertTrue(
                    folder.startsWith("procession-"), "what a killed server leaves, later programs remove: " + folder);
            String place = socket.toString();
            var worker = CompletableFuture.supplyAsync(() -> run(TaskWorker.class, place));
            Run producer = run(TaskProducer.class, place, "1");
            producer.assertPrinted(20, "1\\d\\d\\d = [0-9* ]+");
            producer.assertPrinted(1, "1001 = 7 \\* 11 \\* 13");
            assertEquals("did 20 tasks", worker.get().out().getLast());
        } finally {
            server.destroyForcibly().waitFor();
        }
    }

    @Test
    void theServerNeedsAKeyWhereOtherUsersCanConnect() {
        String message = assertThrows(IllegalArgumentException.class, () -> TaskServer.manager("localhost:0"))
                .getMessage();
        assertTrue(message.contains("set PROCESSION_KEY"), message);
    }

    private static Run run(Class<?> program, String... arguments) {
        try {
            return Run.ofHealthy(program, arguments);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
