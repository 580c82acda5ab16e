package io.github.procession.stress.kill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.ipc.memory.Session;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Processes that produce, consume and lock are killed at random, for a minute or, with {@code procession.soak}, for an
 * hour. Every item is counted, nobody waits for the dead, and nothing is left of the tree when its root is killed as well.
 */
class RandomKillTest {
    private static final int SECONDS =
            Integer.getInteger("procession.killSeconds", Boolean.getBoolean("procession.soak") ? 3600 : 60);

    @ParameterizedTest
    @ValueSource(strings = {"ipc", "core"})
    void everyItemIsReceivedOnceAndNobodyWaitsForTheDead(String layer) throws Exception {
        long seed = Long.getLong("procession.seed", System.nanoTime());
        Process root = start(KillRoot.class, Integer.toString(SECONDS), Long.toString(seed), layer);
        Path folder;
        try (BufferedReader output = root.inputReader()) {
            String report = output.readLine();
            assertTrue(report != null, "the root failed (the reason is on stderr); seed " + seed);
            IO.println(report + " | seed " + seed);
            String directory = output.readLine();
            assertTrue(directory != null, "the root failed after its report (the reason is on stderr)");
            folder = Path.of(directory);
            assertTrue(Files.isDirectory(folder));
        } finally {
            root.descendants().forEach(ProcessHandle::destroyForcibly);
            root.destroyForcibly();
        }
        assertTrue(root.waitFor(60, TimeUnit.SECONDS));
        assertTrue(Files.isDirectory(folder), "who is killed cannot tidy up");
        Process next = start(NextRoot.class);
        assertTrue(next.waitFor(60, TimeUnit.SECONDS));
        assertEquals(0, next.exitValue());
        assertFalse(Files.exists(folder), "the next root sweeps");
    }

    private static Process start(Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx1g",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Opens a session and ends. */
    static final class NextRoot {
        private NextRoot() {}

        static void main() {
            Session.current();
        }
    }
}
