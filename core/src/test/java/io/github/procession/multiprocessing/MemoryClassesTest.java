package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.support.Eventually;
import io.github.procession.support.NativeAccess;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs whose classes are in no file: children get them from their parent. */
class MemoryClassesTest {
    private static final String PROGRAM = """
        import io.github.procession.multiprocessing.Process;
        import io.github.procession.multiprocessing.Queue;

        record Job(String name, int number) {}

        static int square(int x) { return x * x; }

        static void handle(String text, Job job) { IO.println(text + job + Helper.suffix()); }

        void main() throws Exception {
            var queue = new Queue<Object>();
            var first = new Process(() -> queue.put(new Job("answer", square(7))));
            first.start();
            IO.println(queue.get());
            first.join();
            var second = Process.target((String text, Job job) -> handle(text, job)).args("got ", new Job("x", 2)).build();
            second.start();
            second.join();
            var nested = new Process(() -> {
                var inner = new Process(() -> IO.println("grandchild " + new Job("z", 3)));
                inner.start();
                inner.join();
            });
            nested.start();
            nested.join();
            IO.println(nested.exitCode());
        }
        """;

    private static String run(Path folder, Path input, String tool, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", tool).toString()));
        command.addAll(List.of(arguments));
        Path output = folder.resolve("output");
        java.lang.Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(input.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertTrue(process.waitFor(Eventually.LIMIT.toSeconds() * 2, TimeUnit.SECONDS), () -> command + " hangs");
            return Files.readString(output);
        } finally {
            process.destroyForcibly();
        }
    }

    private static final String PRINTED = """
        Job[name=answer, number=49]
        got Job[name=x, number=2]!
        grandchild Job[name=z, number=3]
        OptionalInt[0]
        """;

    private static String absoluteClassPath() {
        List<String> entries = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            entries.add(Path.of(entry).toAbsolutePath().toString());
        }
        return String.join(File.pathSeparator, entries);
    }

    @Tag("full")
    @Test
    @Conformance("MAIN-01")
    void aProgramStartedFromItsSourceFileHasChildrenAndGrandchildren(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("Program.java"), PROGRAM);
        Files.writeString(folder.resolve("Helper.java"), "class Helper { static String suffix() { return \"!\"; } }");
        String printed = run(
                folder,
                Files.createFile(folder.resolve("input")),
                "java",
                NativeAccess.option(),
                "-cp",
                absoluteClassPath(),
                "Program.java");
        assertEquals(PRINTED, printed);
    }

    @Tag("full")
    @Test
    @Conformance("MAIN-02")
    void aSourceFileNeedsNoSuffix(@TempDir Path folder) throws Exception {
        String helper = "class Helper { static String suffix() { return \"!\"; } }";
        Files.writeString(folder.resolve("program"), PROGRAM + helper);
        String printed = run(
                folder,
                Files.createFile(folder.resolve("input")),
                "java",
                NativeAccess.option(),
                "-cp",
                absoluteClassPath(),
                "--source",
                "25",
                "program");
        assertEquals(PRINTED, printed);
    }

    @Tag("full")
    @Test
    void whatWasDefinedInJshellRunsInChildren(@TempDir Path folder) throws Exception {
        Path input = Files.writeString(folder.resolve("input"), """
            int square(int x) { return x * x; }
            var process = new io.github.procession.multiprocessing.Process(() -> System.out.println(square(6)));
            process.start();
            process.join();
            System.out.println(process.exitCode());
            /exit
            """);
        String printed = run(
                folder,
                input,
                "jshell",
                "-J-Djava.util.prefs.userRoot=" + folder,
                "--class-path",
                absoluteClassPath(),
                "-s",
                "-");
        assertTrue(printed.endsWith("36\nOptionalInt[0]\n"), printed);
    }
}
