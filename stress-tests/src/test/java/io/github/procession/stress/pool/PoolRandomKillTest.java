package io.github.procession.stress.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Four workers that are killed at random while they work, for some seconds or, with {@code procession.soak}, for two
 * minutes and 100,000 tasks.
 */
class PoolRandomKillTest {
    private static final boolean SOAK = Boolean.getBoolean("procession.soak");
    private static final int TASKS = Integer.getInteger("procession.poolTasks", SOAK ? 100_000 : 1000);
    private static final int SECONDS = Integer.getInteger("procession.poolSeconds", SOAK ? 120 : 20);
    private static final int KILL_MILLIS = Integer.getInteger("procession.poolKillMillis", 400);

    @Test
    void everyTaskGivesItsResultOrTheReasonAndThePoolStaysWhole() throws Exception {
        long seed = Long.getLong("procession.seed", System.nanoTime());
        Process root = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx1g",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PoolKillRoot.class.getName(),
                        Integer.toString(SECONDS),
                        Integer.toString(TASKS),
                        Integer.toString(KILL_MILLIS),
                        Long.toString(seed))
                .inheritIO()
                .start();
        try {
            assertTrue(root.waitFor(20, TimeUnit.MINUTES), "the root hangs; seed " + seed);
            assertEquals(0, root.exitValue(), "the reason is on stderr; seed " + seed);
        } finally {
            root.descendants().forEach(ProcessHandle::destroyForcibly);
            root.destroyForcibly();
        }
    }
}
