package io.github.procession.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
        java.lang.Process script = builder.start();
        Set<ProcessHandle> started = new HashSet<>();
        boolean server = false;
        List<String> lines = new java.util.ArrayList<>();
        try (BufferedReader output = script.inputReader()) {
            for (String line; (line = output.readLine()) != null; ) {
                lines.add(line);
                for (ProcessHandle each : script.descendants().toList()) {
                    started.add(each);
                    server |= each.info().command().orElse("").contains("redis");
                }
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

        assertTrue(server && started.size() >= 5, "a server, three workers and the program: " + started);
        PoolTest.await(() -> started.stream().noneMatch(ProcessHandle::isAlive));
        assertFalse(output("ip", "netns", "list").matches("(?s).*\\bprocession[123]\\b.*"));
        assertFalse(output("ip", "link", "show").contains("procession0"));
    }
}
