package io.github.procession.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Programs that a real SIGINT reaches while they run, in all their processes, as a terminal sends it. */
class CtrlCProgramsTest {
    /** What a program prints that is interrupted after its first line; it must end with status 0. */
    private static List<String> interrupted(Class<?> program) throws Exception {
        // a script in the background ignores SIGINT, and so do all that it starts
        var process = new ProcessBuilder(
                        "env",
                        "--default-signal=INT",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        program.getName())
                .redirectErrorStream(true)
                .start();
        try (var out = process.inputReader()) {
            var lines = new ArrayList<>(List.of(out.readLine()));
            var command = new ArrayList<>(List.of("kill", "-INT", Long.toString(process.pid())));
            process.descendants().map(child -> Long.toString(child.pid())).forEach(command::add);
            assertEquals(0, new ProcessBuilder(command).start().waitFor());
            out.lines().forEach(lines::add);
            assertEquals(0, process.waitFor(), lines::toString);
            return lines;
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    @Test
    void theMainThreadIsInterrupted() throws Exception {
        assertEquals(
                List.of("waiting for orders until Ctrl-C", "interrupted: no more orders"),
                interrupted(InterruptedByCtrlC.class));
    }

    @Test
    void workersFinishTheirTasks() throws Exception {
        assertEquals(
                List.of(
                        "two tasks run until Ctrl-C",
                        "interrupted: the tasks that run are finished first",
                        "task 1 is finished",
                        "task 2 is finished"),
                interrupted(WorkersIgnoreCtrlC.class));
    }
}
