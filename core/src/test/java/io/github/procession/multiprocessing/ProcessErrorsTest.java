package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.support.Children;
import io.github.procession.support.Eventually;
import io.github.procession.support.ProcessesOnly;
import io.github.procession.support.ThreadsToo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** The mistakes that users make: each gives one clear exception, at the call. */
@ThreadsToo
class ProcessErrorsTest {
    static void download(String file, int seconds) {}

    static void nothing() {}

    static void park() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    private static String stateError(Executable call) {
        return assertThrows(IllegalStateException.class, call).getMessage();
    }

    private static String argumentError(ProcessTarget target) {
        return assertThrows(IllegalArgumentException.class, target::build).getMessage();
    }

    private static void assertContains(String part, String text) {
        assertTrue(text.contains(part), () -> "\"" + part + "\" is not in: " + text);
    }

    @Test
    void startingTwiceIsAnError() throws Exception {
        Process process = Children.start(new Process(ProcessErrorsTest::nothing));
        assertContains(
                "has been started and cannot be started again: make a new Process for each start",
                stateError(process::start));
        Children.join(process);
        assertContains("stopped exitcode=0> has been started", stateError(process::start));
    }

    @Test
    void whatNeedsAStartedProcessSaysSo() {
        Process process = new Process(ProcessErrorsTest::nothing);
        process.setName("P");
        String unstarted = process + " has not been started: call start() before ";
        assertEquals(unstarted + "join()", stateError(process::join));
        assertEquals(unstarted + "join()", stateError(() -> process.join(Duration.ofSeconds(1))));
        assertEquals(unstarted + "terminate()", stateError(process::terminate));
        assertEquals(unstarted + "kill()", stateError(process::kill));
        assertEquals(unstarted + "interrupt()", stateError(process::interrupt));
        assertEquals(unstarted + "pid()", stateError(process::pid));
        assertFalse(process.isAlive());
        assertEquals(OptionalInt.empty(), process.exitCode());
    }

    @Test
    @Conformance("PROC-16")
    void thereIsNoSentinelBeforeTheStart() {
        assertContains("call start() before sentinel()", stateError(new Process(ProcessErrorsTest::nothing)::sentinel));
    }

    @Test
    void theDaemonFlagCannotChangeAfterTheStart() throws Exception {
        Process process = Children.start(new Process(ProcessErrorsTest::nothing));
        assertContains("has been started and cannot be made a daemon", stateError(() -> process.setDaemon(true)));
        process.setName("renamed");
        assertEquals("renamed", process.getName());
        Children.join(process);
    }

    @Test
    @Conformance("PROC-17")
    void aRunningProcessCannotBeClosedAndAClosedOneCannotBeUsed() throws Exception {
        Process process = Children.start(new Process(ProcessErrorsTest::park));
        assertContains("cannot be closed while it runs: call join() or terminate() first", stateError(process::close));
        assertTrue(process.isAlive());
        Children.kill(process);
        process.close();
        List<Executable> uses = List.of(
                process::isAlive,
                process::join,
                process::terminate,
                process::kill,
                process::interrupt,
                process::exitCode,
                process::pid,
                process::sentinel,
                process::start,
                process::authKey);
        for (Executable use : uses) {
            assertContains(" closed> cannot be used any more", stateError(use));
        }
        process.close();
        new Process(ProcessErrorsTest::nothing).close();
    }

    @Test
    void theCurrentProcessIsNoChildOfItself() {
        Process current = Multiprocessing.currentProcess();
        String noChild =
                "<_MainProcess name='MainProcess' parent=None started> is not a child of this process and cannot be ";
        assertEquals(noChild + "joined", stateError(current::join));
        assertEquals(noChild + "started", stateError(current::start));
        assertEquals(noChild + "terminated", stateError(current::terminate));
        assertEquals(noChild + "closed", stateError(current::close));
        assertEquals(noChild + "waited for", stateError(current::sentinel));
    }

    @Test
    void aProcessObjectIsOfNoUseElsewhere() throws Exception {
        Process other = new Process(ProcessErrorsTest::nothing);
        try (Queue<Object> queue = new Queue<>()) {
            Process process = Children.start(new Process(ProcessErrorsTest::use, queue, new Process[] {other}));
            assertEquals(
                    "this object belongs to a process that another process has created, and only that one can use it",
                    queue.get());
            assertEquals("<Process unknown>", queue.get());
            Children.join(process);
        }
    }

    static void use(Queue<Object> queue, Process[] processes) throws InterruptedException {
        try {
            processes[0].start();
        } catch (IllegalStateException e) {
            queue.put(e.getMessage());
        }
        queue.put(processes[0].toString());
    }

    @Test
    void argumentsThatCannotTravelAreNamedByStart() throws IOException {
        record Order(String id, Socket socket) {}
        try (Socket socket = new Socket()) {
            Process process = new Process(ProcessErrorsTest::take, "x", new Order("1", socket));
            String message =
                    assertThrows(IllegalArgumentException.class, process::start).getMessage();
            assertContains(
                    "argument 2 of ProcessErrorsTest.take(Object one, Object other), socket:"
                            + " java.net.Socket cannot be sent to another process",
                    message);
            assertFalse(process.isAlive());
            assertContains(" initial>", process.toString());
        }
    }

    static void take(Object one, Object other) {}

    @Test
    void captureThatCannotTravelIsNamedByStart() {
        Thread thread = Thread.currentThread();
        Process process = new Process(() -> System.out.println(thread));
        String message =
                assertThrows(IllegalArgumentException.class, process::start).getMessage();
        assertContains(
                "captured argument 1 of lambda in " + ProcessErrorsTest.class.getName() + ".captureThat", message);
        assertContains("java.lang.Thread cannot be sent to another process", message);
    }

    @Test
    void aFieldOfASubclassThatCannotTravelIsNamedByStart() {
        class Worker extends Process {
            private final Thread helper = Thread.currentThread();

            @Override
            protected void run() {
                System.out.println(helper);
            }
        }
        String message = assertThrows(IllegalArgumentException.class, new Worker()::start)
                .getMessage();
        assertContains("helper", message);
        assertContains("java.lang.Thread cannot be sent to another process", message);
    }

    @Test
    void kwargsMustMatchTheParameters() {
        String method = "ProcessErrorsTest.download(String file, int seconds)";
        assertEquals(
                method + " has no parameter named \"sec\"",
                argumentError(
                        Process.target(ProcessErrorsTest::download).args("a").kwargs(Map.of("sec", 7))));
        assertEquals(
                method + " takes 2 arguments, but 1 is given: nothing for parameter \"seconds\"",
                argumentError(Process.target(ProcessErrorsTest::download).kwargs(Map.of("file", "a"))));
        assertEquals(
                "parameter \"file\" of " + method + " is given twice, in args and in kwargs",
                argumentError(Process.target(ProcessErrorsTest::download)
                        .args("a")
                        .kwargs(Map.of("file", "a", "seconds", 7))));
        assertEquals(
                "parameter \"seconds\" of " + method + " is of type int, but is given a java.lang.String: 7",
                argumentError(
                        Process.target(ProcessErrorsTest::download).args("a").kwargs(Map.of("seconds", "7"))));
        assertEquals(
                "parameter 1 of System.exit(int) is of type int, but is given a java.lang.String: 7",
                argumentError(Process.target(System::exit).args("7")));
        Map<String, Object> nothing = new HashMap<>();
        nothing.put("seconds", null);
        assertEquals(
                "parameter \"seconds\" of " + method + " is of type int, but is given null",
                argumentError(
                        Process.target(ProcessErrorsTest::download).args("a").kwargs(nothing)));
    }

    @Test
    void theNumberOfArgumentsMustFit() {
        String method = "ProcessErrorsTest.download(String file, int seconds)";
        assertEquals(
                method + " takes 2 arguments, but 3 are given",
                argumentError(Process.target(ProcessErrorsTest::download).args("a", 7, 8)));
        assertEquals(
                method + " takes 2 arguments, but 0 are given: nothing for parameter \"file\"",
                argumentError(Process.target(ProcessErrorsTest::download)));
        assertEquals(
                "ProcessErrorsTest.nothing() takes no arguments, but 1 is given",
                argumentError(Process.target(ProcessErrorsTest::nothing).args("a")));
    }

    @Test
    void kwargsOfAClassWithoutParameterNamesSayHowToCompileIt(@TempDir Path folder) throws Exception {
        Path source = folder.resolve("Nameless.java");
        Files.writeString(source, """
            import io.github.procession.multiprocessing.Process;
            import java.util.Map;
            public class Nameless implements Runnable {
                static void work(int value) {}
                public void run() { Process.target(Nameless::work).kwargs(Map.of("value", 1)).build(); }
            }
            """);
        int status = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        folder.toString(),
                        source.toString());
        assertEquals(0, status);
        try (var loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            Runnable nameless = assertInstanceOf(
                    Runnable.class,
                    loader.loadClass("Nameless").getDeclaredConstructor().newInstance());
            String message =
                    assertThrows(IllegalArgumentException.class, nameless::run).getMessage();
            assertEquals(
                    "kwargs need the names of parameters, but Nameless was compiled without them: compile with javac"
                            + " -parameters or javac -g (Maven: <parameters>true</parameters> in maven-compiler-plugin;"
                            + " Gradle: options.compilerArgs.add(\"-parameters\"))",
                    message);
        }
    }

    @Test
    @ProcessesOnly("threads have no launcher")
    void aMissingLauncherIsAnErrorOfStartAndTheProcessCanBeStartedLater() throws Exception {
        Process process = new Process(ProcessErrorsTest::nothing);
        Multiprocessing.setExecutable(Path.of("/no/such/java"));
        try {
            String message =
                    assertThrows(UncheckedIOException.class, process::start).getMessage();
            assertContains("/no/such/java", message);
        } finally {
            Multiprocessing.setExecutable(null);
        }
        process.start();
        Children.join(process);
    }

    @Test
    @ProcessesOnly("a process in a thread has no options")
    void aStartThatFailsLeavesNoFileWithSecretOptions() {
        Process process = new Process(ProcessErrorsTest::nothing);
        process.setJvmOptions("-Dpassword=secret");
        Multiprocessing.setExecutable(Path.of("/no/such/java"));
        try {
            assertThrows(UncheckedIOException.class, process::start);
        } finally {
            Multiprocessing.setExecutable(null);
        }
    }

    @Test
    @ProcessesOnly("a process in a thread has all classes of this JVM")
    void aClassThatTheChildCannotLoadIsNamedOnce() throws Exception {
        String printed = Capture.err(() -> {
            Process process = Children.start(new Process(ProcessErrorsTest::take, "x", Hidden.instance()));
            assertTrue(process.join(Eventually.LIMIT));
            assertEquals(OptionalInt.of(1), process.exitCode());
        });
        List<String> lines = printed.lines().toList();
        assertEquals(2, lines.size(), printed);
        assertTrue(lines.get(0).matches("Process Process-\\d+:"), printed);
        assertContains(
                "class Unknown of the target or its arguments cannot be loaded in the child process", lines.get(1));
    }

    /** Makes an object of a class that exists in the memory of this JVM alone, though its loader knows of a file. */
    private static final class Hidden extends ClassLoader {
        private final byte[] bytes;
        private final URL file;

        private Hidden(byte[] bytes, URL file) {
            this.bytes = bytes;
            this.file = file;
        }

        @Override
        protected URL findResource(String name) {
            return file;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (!name.equals("Unknown")) {
                throw new ClassNotFoundException(name);
            }
            return defineClass(name, bytes, 0, bytes.length);
        }

        static Object instance() throws Exception {
            Path folder = Files.createTempDirectory("procession-test");
            Path source = folder.resolve("Unknown.java");
            Path compiled = folder.resolve("Unknown.class");
            Files.writeString(source, "public class Unknown implements java.io.Serializable { public int value = 1; }");
            try {
                assertEquals(0, ToolProvider.getSystemJavaCompiler().run(null, null, null, source.toString()));
                return new Hidden(Files.readAllBytes(compiled), compiled.toUri().toURL())
                        .loadClass("Unknown")
                        .getDeclaredConstructor()
                        .newInstance();
            } finally {
                Files.deleteIfExists(compiled);
                Files.delete(source);
                Files.delete(folder);
            }
        }
    }
}
