package io.github.procession.ipc.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The options of a JVM are the same wherever they are read. */
class StartOptionsTest {
    @TempDir
    private Path directory;

    /** Prints what the library reads, and fails when the JVM itself has other options. */
    static final class Child {
        public static void main(String[] arguments) {
            List<String> options = StartOptions.get();
            List<String> all = ManagementFactory.getRuntimeMXBean().getInputArguments();
            if (!options.equals(all)) {
                throw new AssertionError(options + " instead of " + all);
            }
            System.out.println(String.join("\n", options));
        }
    }

    private List<String> read(Map<String, String> environment, String... options) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Child.class.getName(), "-Dof=program"));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().keySet().removeAll(List.of(InheritedOptions.VARIABLES));
        builder.environment().putAll(environment);
        java.lang.Process child = builder.start();
        String printed = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, child.waitFor(), printed);
        return printed.lines().toList();
    }

    @Test
    void ofACommandLine() throws Exception {
        assertEquals(
                List.of(
                        "-Xmx64m",
                        "-Da=b c",
                        "--add-modules=java.sql",
                        "-ea:x...",
                        "--add-opens=java.base/java.util=ALL-UNNAMED"),
                read(
                        Map.of(),
                        "-Xmx64m",
                        "-Da=b c",
                        "--add-modules",
                        "java.sql",
                        "-ea:x...",
                        "--add-opens",
                        "java.base/java.util=ALL-UNNAMED"));
    }

    @Test
    void ofVariablesAndFiles() throws Exception {
        Path file = Files.writeString(directory.resolve("options"), "-Dfrom.file=1");
        assertEquals(
                List.of("-Dfrom.tool=1", "-Dfrom.java=1", "-Dfrom.file=1", "-Dfrom.underscore=1"),
                read(
                        Map.of(
                                "JAVA_TOOL_OPTIONS", "-Dfrom.tool=1",
                                "JDK_JAVA_OPTIONS", "-Dfrom.java=1",
                                "_JAVA_OPTIONS", "-Dfrom.underscore=1"),
                        "@" + file));
        Path flags = Files.writeString(directory.resolve("flags"), "+UseSerialGC");
        assertTrue(read(Map.of(), "-XX:Flags=" + flags).contains("-XX:Flags=" + flags));
        Path more = Files.writeString(directory.resolve("more"), "-Dfrom.vm=1");
        assertTrue(read(Map.of(), "-XX:VMOptionsFile=" + more).contains("-Dfrom.vm=1"));
    }

    @Test
    void aCommandLineAloneIsEnoughForALauncherWithoutFiles() {
        assertTrue(StartOptions.isPlain(List.of("/jdk/bin/java", "-Da=b", "Main")));
        assertTrue(StartOptions.isPlain(List.of("java", "Main")));
        assertFalse(StartOptions.isPlain(List.of()));
        assertFalse(StartOptions.isPlain(List.of("/opt/app/bin/app", "-Da=b")));
        assertFalse(StartOptions.isPlain(List.of("java", "@options", "Main")));
        assertFalse(StartOptions.isPlain(List.of("java", "-XX:Flags=f", "Main")));
        assertFalse(StartOptions.isPlain(List.of("java", "-XX:VMOptionsFile=f", "Main")));
    }
}
