package io.github.procession.tools;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs from their source files, and new projects. */
class RunAndNewTest {
    private static final String HELLO = """
        import io.github.procession.multiprocessing.Process;
        import java.util.Map;

        class Hello {
            static void greet(String greeting, String name) {
                IO.println(greeting + " " + name + Helper.END);
            }

            void main(String[] args) throws Exception {
                var process = Process.target(Hello::greet).kwargs(Map.of("name", args[0], "greeting", "hello")).build();
                process.start();
                process.join();
                System.exit(7);
            }
        }
        """;

    @TempDir
    private Path folder;

    private record Ended(int status, String output) {}

    /** Runs the tools in a JVM of their own, whose cache is in the test's folder. */
    private Ended procession(String... args) throws Exception {
        return run(Main.class, args);
    }

    private Ended run(Class<?> main, String... args) throws Exception {
        java.lang.Process process = start(main, args);
        String output = new String(process.getInputStream().readAllBytes());
        return new Ended(process.waitFor(), output);
    }

    private java.lang.Process start(Class<?> main, String... args) throws IOException {
        return builder("-XX:TieredStopAtLevel=1", main, args).start();
    }

    private ProcessBuilder builder(String option, Class<?> main, String... args) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                option,
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                main.getName()));
        command.addAll(List.of(args));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
        return builder;
    }

    private List<Path> jars() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("cache"))) {
            return files.filter(file -> file.toString().endsWith("program.jar")).toList();
        }
    }

    @Test
    void sourceFileRunsWithItsArgumentsAndStatusAndIsCompiledOnce() throws Exception {
        Files.writeString(folder.resolve("Hello.java"), HELLO);
        Path helper = Files.writeString(folder.resolve("Helper.java"), "class Helper { static String END = \"!\"; }");
        Ended first = procession("run", "Hello.java", "--json");
        assertEquals("hello --json!\n", first.output());
        assertEquals(7, first.status());
        Object made = Files.readAttributes(jars().getFirst(), "basic:fileKey").get("fileKey");
        Path run = folder.resolve("cache/procession/run");
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(run)));

        assertEquals(0, procession("run", "--print-command", "Hello.java").status());
        assertEquals(
                made, Files.readAttributes(jars().getFirst(), "basic:fileKey").get("fileKey"));

        Files.writeString(helper, "class Helper { static String END = \"?\"; }");
        assertEquals(0, procession("run", "--print-command", "Hello.java").status());
        assertNotEquals(
                made, Files.readAttributes(jars().getFirst(), "basic:fileKey").get("fileKey"));
        assertEquals(1, jars().size());

        Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertRefused(
                "Cannot keep the compiled program in " + run
                        + " (set XDG_CACHE_HOME to a folder of this user alone, with free space): It belongs to"
                        + " another user, or others may write to it or replace it.",
                "run",
                "--print-command",
                "Hello.java");
    }

    /** A program that says where its jar is, and who may read that. */
    private static final String WHERE = """
        import module java.base;

        class Where {
            void main(String[] args) throws Exception {
                Path jar = Path.of(System.getProperty("java.class.path").split(":")[0]);
                IO.println(PosixFilePermissions.toString(Files.getPosixFilePermissions(jar.getParent())) + " " + jar);
                if (args.length > 0) {
                    IO.readln();
                }
                System.exit(7);
            }
        }
        """;

    private static final Pattern NOT_KEPT = Pattern.compile(
            "procession: The compiled program is not kept, so each run compiles it: (.*)\nrwx------ (.*)\n");

    @Test
    void programRunsAloneWhereItCannotBeKept() throws Exception {
        Files.writeString(folder.resolve("Where.java"), WHERE);
        Files.writeString(folder.resolve("cache"), "a file where the folder should be");
        Ended ended = procession("run", "Where.java");
        assertEquals(7, ended.status(), ended.output());
        Matcher said = NOT_KEPT.matcher(ended.output());
        assertTrue(said.matches(), ended.output());
        assertTrue(said.group(1).contains(folder.resolve("cache").toString()), ended.output());
        assertFalse(Files.exists(Path.of(said.group(2)).getParent()), "its folder is removed");
        assertEquals(1, procession("run", "--print-command", "Where.java").status());
    }

    @Test
    void signalRemovesTheFolderOfProgramThatRunsAlone() throws Exception {
        Files.writeString(folder.resolve("Where.java"), WHERE);
        Files.writeString(folder.resolve("cache"), "a file where the folder should be");
        java.lang.Process running = start(Main.class, "run", "Where.java", "input");
        try {
            BufferedReader lines = running.inputReader();
            Matcher said = NOT_KEPT.matcher(lines.readLine() + "\n" + lines.readLine() + "\n");
            assertTrue(said.matches(), said::toString);
            Path own = Path.of(said.group(2)).getParent();
            assertTrue(Files.exists(own));
            running.destroy(); // SIGTERM
            running.waitFor();
            assertFalse(Files.exists(own), "its folder is removed");
        } finally {
            running.destroyForcibly();
        }
    }

    @Test
    void userWithoutHomeRunsPrograms() throws Exception {
        Files.writeString(folder.resolve("Where.java"), WHERE);
        ProcessBuilder builder = builder("-Duser.home=?", Main.class, "run", "Where.java");
        builder.environment().remove("XDG_CACHE_HOME");
        java.lang.Process process = builder.start();
        Matcher said = NOT_KEPT.matcher(new String(process.getInputStream().readAllBytes()));
        assertTrue(said.matches(), said::toString);
        assertEquals("This user has no home folder.", said.group(1));
        assertEquals(7, process.waitFor());
        assertFalse(Files.exists(folder.resolve("?")));
    }

    /** Compiles one program several times at once; each run must find its jar when it is done. */
    static final class AtOnce {
        private AtOnce() {}

        public static void main(String[] args) throws Exception {
            CyclicBarrier begin = new CyclicBarrier(4);
            try (var threads = Executors.newFixedThreadPool(begin.getParties())) {
                Callable<Boolean> compile = () -> {
                    begin.await(1, TimeUnit.MINUTES);
                    Path jar = Compiled.of(Path.of(args[0]), System.getProperty("java.class.path"))
                            .jar();
                    boolean isThere = Files.exists(jar);
                    begin.await(1, TimeUnit.MINUTES);
                    return isThere && Files.exists(jar);
                };
                for (int i = 0; i < 3; i++) {
                    Files.writeString(Path.of(args[0]), HELLO + "// " + i);
                    for (Future<Boolean> each : threads.invokeAll(Collections.nCopies(begin.getParties(), compile))) {
                        System.out.print(each.get() ? "." : "its jar is gone");
                    }
                }
            }
        }
    }

    @Test
    void runsThatCompileTheSameAtOnceLeaveEachOtherTheJar() throws Exception {
        Files.writeString(folder.resolve("Helper.java"), "class Helper { static String END = \"!\"; }");
        assertEquals("............", run(AtOnce.class, "Hello.java").output());
    }

    @Test
    void programThatDoesNotCompileIsSaidSo() throws Exception {
        Files.writeString(folder.resolve("Bad.java"), "class Bad { void main() { nonsense } }");
        Ended ended = procession("run", "Bad.java");
        assertEquals(1, ended.status());
        assertTrue(ended.output().contains("The program does not compile:"), ended.output());
        assertTrue(ended.output().lines().anyMatch(line -> line.contains("Bad.java:1: error:")), ended.output());
        assertTrue(ended.output().lines().anyMatch(line -> line.matches(" +\\^")), ended.output());
        assertTrue(jars().isEmpty());
    }

    @Test
    void whatWasNotRunForLongIsRemovedUnlessItRuns() throws Exception {
        Path source = folder.resolve("Waits.java");
        String text = "class Waits { static void main(String[] args) { if (args.length > 0) IO.readln(); } } //";
        Files.writeString(source, text + 1);
        java.lang.Process running = start(Main.class, "run", "Waits.java", "input");
        try {
            Running.await(() -> running.descendants().count() == 1);
            Files.writeString(source, text + 2);
            assertEquals(0, procession("run", "Waits.java").status());
            assertEquals(2, jars().size());
            for (Path jar : jars()) {
                Files.setLastModifiedTime(
                        jar.resolveSibling("main"), FileTime.from(Instant.now().minus(Duration.ofDays(31))));
            }
            Files.writeString(source, text + 3);
            assertEquals(0, procession("run", "Waits.java").status());
            assertEquals(2, jars().size()); // the first runs, the third is new
        } finally {
            running.getOutputStream().close();
            running.waitFor();
        }
        assertEquals(0, running.exitValue());
    }

    private void assertRefused(String sentence, String... args) throws Exception {
        Ended ended = procession(args);
        assertEquals("procession: " + sentence + "\n", ended.output());
        assertEquals(1, ended.status());
    }

    @Test
    void whatIsNoProgramIsRefusedWithOneLine() throws Exception {
        Path real = folder.toRealPath();
        Files.writeString(folder.resolve("Program.txt"), "class Program {}");
        String advice = ": give a file whose name ends with .java.";
        assertRefused("There is no source file Program.txt" + advice, "run", "Program.txt");
        assertRefused("There is no source file None.java" + advice, "run", "None.java");
        Files.write(folder.resolve("Latin.java"), "class Latin { String a = \"\u00e4\"; }".getBytes(ISO_8859_1));
        assertRefused("The source file " + real + "/Latin.java is not in UTF-8.", "run", "Latin.java");
        Files.writeString(folder.resolve("Empty.java"), "// nothing");
        assertRefused("The source file " + real + "/Empty.java declares no class.", "run", "Empty.java");
        assertTrue(jars().isEmpty());
    }

    @Test
    void missingPartOfTheClassPathIsNamedWhereAProgramDoesNotCompile() throws Exception {
        Files.writeString(folder.resolve("Needs.java"), "class Needs { void main() { lib.Tool.use(); } }");
        Ended ended = procession("run", "-cp", "lib.jar", "Needs.java");
        assertEquals(1, ended.status());
        assertTrue(ended.output().endsWith("Needs.java (not there: lib.jar)\n"), ended.output());
    }

    @Test
    void mainClassIsTheFirstOfTheFileAsForJava() throws Exception {
        Path source = Files.createDirectories(folder.resolve("src/app")).resolve("Start.java");
        Files.writeString(source, """
            package app;
            class First { static void main() { IO.println("first"); } }
            class Start { static void main() { IO.println("second"); } }
            """);
        assertEquals("first\n", procession("run", source.toString()).output());
        Files.writeString(folder.resolve("Compact.java"), "void main() { IO.println(\"compact\"); }");
        assertEquals("compact\n", procession("run", "Compact.java").output());
    }

    @Test
    void newProjectCompilesAndNamesAllVersions() throws Exception {
        Ended ended = procession("new", "word-count");
        assertEquals(0, ended.status(), ended.output());
        Path project = folder.resolve("word-count");
        String pom = Files.readString(project.resolve("pom.xml"));
        assertFalse(pom.contains("@"), pom);
        assertFalse(pom.contains("${"), pom);
        assertTrue(pom.contains("<maven.compiler.parameters>true<"), pom);
        assertTrue(pom.contains("--enable-native-access=ALL-UNNAMED"), pom);
        List<String> files = List.of(
                project.resolve("src/main/java/app/Main.java").toString(),
                project.resolve("src/test/java/app/MainTest.java").toString());
        List<String> options = new ArrayList<>(List.of(
                "-Xlint:all",
                "-Werror",
                "-proc:none",
                "-d",
                folder.resolve("classes").toString(),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))));
        options.addAll(files);
        assertEquals(0, ToolProvider.getSystemJavaCompiler().run(null, null, null, options.toArray(String[]::new)));
        assertEquals(1, procession("new", "word-count").status());
        assertEquals(2, procession("new", "../up").status());
    }
}
