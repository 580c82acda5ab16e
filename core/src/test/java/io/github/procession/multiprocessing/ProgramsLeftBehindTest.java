package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.support.Children;
import io.github.procession.support.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A program that a child has started goes on printing to the child's output when that is dead. */
class ProgramsLeftBehindTest {
    private static final String SELDOM = "while sleep 0.1; do echo x >&2; done";
    private static final String MUCH = "yes x >&2";

    @TempDir
    private Path folder;

    static void leave(String program, Path pidFile) throws Exception {
        java.lang.Process left = new ProcessBuilder("sh", "-c", "exec sh -c '" + program + "'")
                .inheritIO()
                .start();
        Files.writeString(pidFile, "" + left.pid());
    }

    @ParameterizedTest
    @ValueSource(strings = {SELDOM, MUCH})
    void joinDoesNotWaitForIt(String program) throws Exception {
        Path pidFile = folder.resolve("pid");
        Multiprocessing.setOutputConsumer((name, error, line) -> {});
        try {
            Process process = Children.start(new Process(ProgramsLeftBehindTest::leave, program, pidFile));
            assertTrue(process.join(Eventually.LIMIT));
            assertFalse(process.isAlive());
            assertEquals(OptionalInt.of(0), process.exitCode());
            assertTrue(ProcessHandle.of(pid(pidFile)).isPresent(), "it is still there");
        } finally {
            ProcessHandle.of(pid(pidFile)).ifPresent(left -> {
                left.descendants().forEach(ProcessHandle::destroyForcibly);
                left.destroyForcibly();
            });
            Multiprocessing.setOutputConsumer(null);
        }
    }

    private static long pid(Path file) throws Exception {
        return Long.parseLong(Files.readString(file));
    }
}
