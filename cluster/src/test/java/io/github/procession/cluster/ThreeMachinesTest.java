package io.github.procession.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script of the examples that counts words on three machines, which are network namespaces, and what it leaves behind. */
@Tag("full")
class ThreeMachinesTest {
    private static final Path SCRIPT = Path.of("examples", "three-machines.sh");

    @TempDir
    private Path folder;

    private static String output(String... command) throws Exception {
        java.lang.Process process =
                new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        process.waitFor();
        return output;
    }

    /** Processes with a variable in their environment. */
    private static List<Long> withVariable(String variable) {
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .filter(pid -> {
                    try {
                        return Files.readString(
                                        Path.of("/proc", pid.toString(), "environ"), StandardCharsets.ISO_8859_1)
                                .contains(variable);
                    } catch (IOException _) { // it has ended, or is another user's, which the script's are not
                        return false;
                    }
                })
                .toList();
    }

    private static boolean mayMakeNamespaces() throws Exception {
        String name = "procession-probe-" + ProcessHandle.current().pid();
        try {
            boolean made =
                    new ProcessBuilder("ip", "netns", "add", name).start().waitFor() == 0;
            return made
                    && new ProcessBuilder("ip", "netns", "del", name).start().waitFor() == 0;
        } catch (IOException _) { // there is no such command
            return false;
        }
    }

    @Test
    void wordsAreCountedAndNothingIsLeft() throws Exception {
        assumeTrue(mayMakeNamespaces(), "network namespaces take root and the command ip");
        for (int i = 0; i < 30; i++) {
            Files.writeString(folder.resolve(i + ".txt"), "the more the merrier ".repeat(i + 1));
        }
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("test-classes"))
                .collect(Collectors.joining(File.pathSeparator));
        ProcessBuilder builder = new ProcessBuilder(
                        "bash",
                        (Files.exists(SCRIPT) ? SCRIPT : Path.of("cluster").resolve(SCRIPT)).toString(),
                        classPath,
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        String mark = "THREE_MACHINES_TEST=" + UUID.randomUUID();
        builder.environment().put(mark.split("=")[0], mark.split("=")[1]);
        java.lang.Process script = builder.start();
        assertTrue(withVariable(mark).contains(script.pid()), "the script has it, and so has all that it starts");
        List<String> lines = new java.util.ArrayList<>();
        try (BufferedReader output = script.inputReader()) {
            for (String line; (line = output.readLine()) != null; ) {
                lines.add(line);
            }
        } finally {
            script.destroy(); // then it cleans up
        }
        assertEquals(0, script.waitFor(), lines::toString);
        assertEquals(List.of("930 the", "465 merrier", "465 more"), lines.subList(0, 3));
        List<String> workers =
                lines.stream().filter(line -> line.startsWith("worker ")).toList();
        assertEquals(
                30,
                workers.stream()
                        .mapToInt(line -> Integer.parseInt(line.split(" ")[3]))
                        .sum());

        PoolTest.await(() -> withVariable(mark).isEmpty());
        assertFalse(output("ip", "netns", "list").matches("(?s).*\\bprocession[123]\\b.*"));
        assertFalse(output("ip", "link", "show").contains("procession0"));
    }
}
