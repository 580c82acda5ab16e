package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.support.Children;
import io.github.procession.support.Eventually;
import io.github.procession.support.JarFiles;
import io.github.procession.support.RootJvm;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The JVM that a child gets: launcher, options, class path, surroundings. */
class ChildJvmTest {
    static void nothing() {}

    @Test
    @Conformance("PROC-02")
    void theLauncherCanBeSet() throws Exception {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        for (Path path : List.of(java, Path.of(java.toString()), java.toFile().toPath())) {
            Multiprocessing.setExecutable(path);
            try {
                Children.join(Children.start(new Process(ChildJvmTest::nothing)));
            } finally {
                Multiprocessing.setExecutable(null);
            }
        }
    }

    static void report(Queue<Object> queue) throws Exception {
        queue.put(Map.of(
                "options", ManagementFactory.getRuntimeMXBean().getInputArguments(),
                "heap", Runtime.getRuntime().maxMemory(),
                "folder", new File("").getAbsolutePath(),
                "assertions", ChildJvmTest.class.desiredAssertionStatus(),
                "environment", System.getenv("PATH"),
                "collectors",
                        ManagementFactory.getGarbageCollectorMXBeans().stream()
                                .map(Object::toString)
                                .toList()
                                .size()));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> reportOf(Queue<Object> queue, Process process) throws Exception {
        process.start();
        Map<String, Object> report = (Map<String, Object>) queue.get();
        Children.join(process);
        return report;
    }

    @SuppressWarnings("unchecked")
    private static List<String> options(Map<String, Object> report) {
        return (List<String>) report.get("options");
    }

    @Test
    void folderAndEnvironmentAreInheritedButNotTheHeap() throws Exception {
        try (Queue<Object> queue = new Queue<>()) {
            Map<String, Object> report = reportOf(queue, new Process(ChildJvmTest::report, queue));
            assertEquals(new File("").getAbsolutePath(), report.get("folder"));
            assertEquals(System.getenv("PATH"), report.get("environment"));
            // a test runner may switch assertions on through its class loader, without an option that could be passed
            // on
            boolean enabled =
                    ManagementFactory.getRuntimeMXBean().getInputArguments().contains("-ea");
            assertEquals(enabled, report.get("assertions"));
            assertFalse(options(report).stream().anyMatch(option -> option.startsWith("-Xmx")), report::toString);
        }
    }

    @Tag("full")
    @Test
    void optionsOfAProcessWinOverThoseForAllChildren() throws Exception {
        Multiprocessing.setJvmOptions("-Xmx100m", "-Dfor.all=1");
        try (Queue<Object> queue = new Queue<>()) {
            Map<String, Object> all = reportOf(queue, new Process(ChildJvmTest::report, queue));
            assertTrue((Long) all.get("heap") <= 100 << 20, all::toString);
            assertTrue(options(all).contains("-Dfor.all=1"));
            Map<String, Object> one = reportOf(
                    queue,
                    Process.target(ChildJvmTest::report)
                            .args(queue)
                            .jvmOptions(
                                    "-Xmx50m",
                                    "-XX:+UseParallelGC",
                                    "-Dtext=with a space",
                                    "-XX:AOTCache=is-not-there") // the JVM refuses it beside any -Xshare
                            .build());
            assertTrue((Long) one.get("heap") <= 50 << 20, one::toString);
            assertTrue(options(one).contains("-Dtext=with a space"));
            Map<String, Object> grandchild = reportOf(queue, new Process(ChildJvmTest::startReport, queue));
            assertTrue((Long) grandchild.get("heap") <= 100 << 20, grandchild::toString);
        } finally {
            Multiprocessing.setJvmOptions();
        }
        assertThrows(IllegalArgumentException.class, () -> Multiprocessing.setJvmOptions("-Xmx1g -Xms1g"));
        assertThrows(IllegalArgumentException.class, () -> Multiprocessing.setJvmOptions(""));
    }

    static void startReport(Queue<Object> queue) throws Exception {
        Children.join(Children.start(new Process(ChildJvmTest::report, queue)));
    }

    /** Prints the options of a child. */
    static final class OptionsRoot {
        public static void main(String[] args) throws Exception {
            Children.join(Children.start(new Process(OptionsRoot::print)));
        }

        static void print() {
            ManagementFactory.getRuntimeMXBean().getInputArguments().forEach(System.out::println);
            System.out.println("assertions " + ChildJvmTest.class.desiredAssertionStatus());
            System.out.println("heap " + (Runtime.getRuntime().maxMemory() >> 20));
        }
    }

    @Test
    void whatShapesTheProgramIsInheritedAndWhatBelongsToOneJvmIsNot() throws Exception {
        List<String> inherited = List.of(
                "-Dmy.property=a b", "--add-opens=java.base/java.lang=ALL-UNNAMED", "--add-modules=java.sql", "-ea");
        List<String> own = List.of(
                "-Xmx300m",
                "-Dcom.sun.management.jmxremote.host=127.0.0.1",
                "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0");
        RootJvm.Result result = new RootJvm(OptionsRoot.class)
                .options(inherited.toArray(String[]::new))
                .options(own.toArray(String[]::new))
                .run()
                .succeeded();
        List<String> options = result.out().lines().toList();
        assertTrue(options.containsAll(inherited), result.out());
        assertTrue(options.contains("assertions true"), result.out());
        own.forEach(option -> assertFalse(options.contains(option), option));
        assertTrue(heap(result) > 200 && heap(result) <= 300, result.out());
        assertEquals("", result.err());
    }

    /** Prints the heaps of this JVM, a child, a grandchild, a worker, and a worker that is given a share. */
    static final class HeapsRoot {
        public static void main(String[] args) throws Exception {
            print();
            Children.join(Children.start(new Process(HeapsRoot::startChild)));
            try (Pool pool = new Pool(2)) {
                pool.apply(HeapsRoot::print);
            }
            try (Pool pool = Pool.builder().processes(1).heapPercent(10).build()) {
                pool.apply(HeapsRoot::print);
            }
        }

        static void startChild() throws Exception {
            print();
            Children.join(Children.start(new Process(HeapsRoot::print)));
        }

        static void print() {
            System.out.println(Runtime.getRuntime().maxMemory());
        }
    }

    /** Where the JVM finds the bound is none of the library's business: the machine has gigabytes, each bound is some megabytes. */
    @ParameterizedTest
    @ValueSource(strings = {"-XX:MaxRAM=160m", "-XX:MaxRAMPercentage=0.2", "-XX:ErgoHeapSizeLimit=40m", "-XX:Flags="})
    void noHeapIsLargerThanThatOfTheParentButForAShareThatIsAskedFor(String option, @TempDir Path folder)
            throws Exception {
        Path flags = Files.writeString(folder.resolve("flags"), "MaxHeapSize=40000000");
        RootJvm.Result result = new RootJvm(HeapsRoot.class)
                .options(option.endsWith("Flags=") ? option + flags : option)
                .run()
                .succeeded();
        List<Long> heaps = result.out().lines().map(Long::valueOf).toList();
        long parent = heaps.getFirst();
        assertTrue(parent < 150 << 20, result.out());
        for (long heap : heaps.subList(1, 4)) {
            assertTrue(heap <= parent && heap > parent * 3 / 4, result.out());
        }
        // of this machine, or of what the parent takes for it
        assertEquals(option.startsWith("-XX:MaxRAM="), heaps.getLast() <= parent, result.out());
    }

    private static int heap(RootJvm.Result result) {
        return result.out()
                .lines()
                .filter(line -> line.startsWith("heap "))
                .mapToInt(line -> Integer.parseInt(line.substring(5)))
                .max()
                .orElseThrow();
    }

    @Tag("full")
    @Test
    void optionsForAllChildrenMayHoldBlanksInQuotes() throws Exception {
        RootJvm.Result result = new RootJvm(GrandchildRoot.class)
                .options("-Dprocession.jvmOptions=-Xmx40m '-Dof.all=a b' -Dquote=\"'\"")
                .run()
                .succeeded();
        List<String> options = result.out().lines().toList();
        assertTrue(options.containsAll(List.of("-Dof.all=a b", "-Dquote='")), result.out());
        assertTrue(heap(result) <= 40, result.out());
    }

    /** An agent that leaves a mark in the system properties. */
    public static final class Agent {
        public static void premain(String arguments) {
            System.setProperty("agent.was.here", arguments);
        }

        static void print() {
            System.out.println("agent " + System.getProperty("agent.was.here"));
        }
    }

    static final class AgentRoot {
        public static void main(String[] args) throws Exception {
            Children.join(Children.start(new Process(Agent::print)));
        }
    }

    @Test
    void agentsReachChildrenWhenTheProgramSaysSo(@TempDir Path folder) throws Exception {
        Path jar = folder.resolve("agent.jar");
        String agent = Agent.class.getName();
        JarFiles.create(jar, JarFiles.manifest("Premain-Class: " + agent)).close();
        String option = "-javaagent:" + jar + "=x";
        RootJvm.Result without =
                new RootJvm(AgentRoot.class).options(option).run().succeeded();
        assertEquals("agent null", without.out().strip());
        RootJvm.Result with = new RootJvm(AgentRoot.class)
                .options(option, "-Dprocession.agents=true")
                .run()
                .succeeded();
        assertEquals("agent x", with.out().strip());
    }

    /** Prints the options of a grandchild, for each start method. */
    static final class GrandchildRoot {
        public static void main(String[] args) throws Exception {
            for (String method : Multiprocessing.getAllStartMethods()) {
                Multiprocessing.setStartMethod(method, true);
                Children.join(Children.start(new Process(GrandchildRoot::startChild)));
            }
        }

        static void startChild() throws Exception {
            Children.join(Children.start(new Process(OptionsRoot::print)));
        }
    }

    @Tag("full")
    @Test
    @Conformance("FLAGS-01")
    void grandchildrenInheritWhatChildrenDo() throws Exception {
        List<String> inherited =
                List.of("-Dmy.property=a b", "--add-opens=java.base/java.lang=ALL-UNNAMED", "-ea", "-Xss2m");
        RootJvm.Result result = new RootJvm(GrandchildRoot.class)
                .options(inherited.toArray(String[]::new))
                .options("-Xmx300m")
                .run()
                .succeeded();
        for (String option : inherited) {
            assertEquals(2, result.out().lines().filter(option::equals).count(), result.out());
        }
        assertFalse(result.out().contains("-Xmx300m"), result.out());
        assertTrue(heap(result) > 200 && heap(result) <= 300, result.out());
        assertEquals("", result.err());
    }

    @Test
    void optionsFromTheEnvironmentArriveOnceAndSilently() throws Exception {
        RootJvm.Result result = new RootJvm(OptionsRoot.class)
                .wrappedIn(List.of("env", "JAVA_TOOL_OPTIONS=-Dfrom.environment=1 -Xmx200m"))
                .run()
                .succeeded();
        assertEquals(
                1, result.out().lines().filter("-Dfrom.environment=1"::equals).count(), result.out());
        assertFalse(result.out().contains("-Xmx200m"), result.out());
        assertEquals(
                1,
                result.err().lines().count(),
                () -> "the root says it picked them up, the child does not: " + result.err());
    }

    @Test
    void aClassPathOfAnyLengthFits(@TempDir Path folder) throws Exception {
        String entry = folder.resolve("a folder with a \"quote\", a \\ and much more in its name")
                .toString();
        String classPath = System.getProperty("java.class.path") + (File.pathSeparator + entry).repeat(3_000);
        assertTrue(classPath.length() > 200_000);
        Path arguments = Files.writeString(
                folder.resolve("arguments"),
                "-cp \"" + classPath.replace("\\", "\\\\").replace("\"", "\\\"") + "\"");
        RootJvm.Result result = new RootJvm(LengthRoot.class)
                .options("@" + arguments)
                .wrappedIn(List.of("env", "-u", "NO"))
                .run();
        assertEquals(
                Integer.toString(LengthRoot.EXPECTED), result.succeeded().out().strip());
    }

    /** Checks that a child has the class path of its parent. */
    static final class LengthRoot {
        static final int EXPECTED = 0;

        public static void main(String[] args) throws Exception {
            Process process =
                    new Process(LengthRoot::compare, entries().size(), entries().hashCode());
            process.start();
            process.join();
            System.out.println(process.exitCode().getAsInt());
        }

        static void compare(int length, int hash) {
            System.exit(entries().size() == length && entries().hashCode() == hash ? EXPECTED : 1);
        }

        /** In no order: the child's library may stand in front of folders. */
        private static List<String> entries() {
            return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                    .sorted()
                    .toList();
        }
    }

    @Test
    @Conformance("BOMB-01")
    void aChildDoesNotRunMainAgain() throws Exception {
        RootJvm.Result result = new RootJvm(OnceRoot.class).run().succeeded();
        assertEquals("main\nchild false\n", result.out());
    }

    /** Knows whether its main has run. */
    static final class OnceRoot {
        private static boolean mainRan;

        public static void main(String[] args) throws Exception {
            mainRan = true;
            System.out.println("main");
            Process process = Children.start(new Process(() -> System.out.println("child " + mainRan)));
            assertTrue(process.join(Eventually.LIMIT));
        }
    }
}
