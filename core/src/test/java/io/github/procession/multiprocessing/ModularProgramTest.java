package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.support.Eventually;
import io.github.procession.support.NativeAccess;
import java.io.File;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program on the module path has children on the module path. */
class ModularProgramTest {
    private static final Set<String> MODULES = Set.of(
            "io.github.procession",
            "io.github.procession.ipc",
            "org.slf4j",
            "org.slf4j.simple",
            "com.esotericsoftware.kryo.kryo5");

    private static final String DESCRIPTOR = """
        module my.app {
            requires io.github.procession;
            opens my.app.open to io.github.procession, io.github.procession.ipc;
        }
        """;

    private static final String CLOSED = """
        package my.app;

        import io.github.procession.multiprocessing.Multiprocessing;
        import io.github.procession.multiprocessing.Process;
        import my.app.open.Counter;
        import org.slf4j.LoggerFactory;

        public class Main {
            private static void show(String text, int number) {
                System.out.println(text + number + " in " + Main.class.getModule());
            }

            private static void log() {
                LoggerFactory.getLogger("my.app").info("logged by {}", Main.class.getModule());
            }

            public static void main(String[] args) throws Exception {
                run(new Process(Main::show, "method ", 1));
                String captured = "lambda";
                run(new Process(() -> System.out.println(captured)));
                run(new Counter(3));
                Multiprocessing.setLogForwarding(true);
                run(new Process(Main::log));
            }

            private static void run(Process process) throws Exception {
                process.start();
                process.join();
                System.out.println(process.exitCode().getAsInt());
            }
        }
        """;

    private static final String OPEN = """
        package my.app.open;

        import io.github.procession.multiprocessing.Process;

        public class Counter extends Process {
            private final int loops;

            public Counter(int loops) { this.loops = loops; }

            @Override
            protected void run() { System.out.println("loops " + loops); }
        }
        """;

    private static String modulePath() {
        List<String> entries = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path path = Path.of(entry).toAbsolutePath();
            if (Files.exists(path)
                    && ModuleFinder.of(path).findAll().stream()
                            .anyMatch(module ->
                                    MODULES.contains(module.descriptor().name()))) {
                entries.add(path.toString());
            }
        }
        assertEquals(MODULES.size(), entries.size(), () -> "not all modules are on the class path: " + entries);
        return String.join(File.pathSeparator, entries);
    }

    @Tag("full")
    @Test
    @Conformance("MAIN-09")
    void methodsLambdasAndSubclassesOfANamedModuleRunInChildrenAndLogHere(@TempDir Path folder) throws Exception {
        Path sources =
                Files.createDirectories(folder.resolve("src/my/app/open")).getParent();
        Path descriptor = Files.writeString(folder.resolve("src/module-info.java"), DESCRIPTOR);
        Path main = Files.writeString(sources.resolve("Main.java"), CLOSED);
        Path counter = Files.writeString(sources.resolve("open/Counter.java"), OPEN);
        String path = modulePath();
        int status = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        Stream.of("-p", path, "-d", folder.resolve("app"), descriptor, main, counter)
                                .map(Object::toString)
                                .toArray(String[]::new));
        assertEquals(0, status);

        Path output = folder.resolve("output");
        java.lang.Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-p",
                        path + File.pathSeparator + folder.resolve("app"),
                        NativeAccess.isEnabled()
                                ? "--enable-native-access=io.github.procession.ipc"
                                : NativeAccess.option(),
                        "-m",
                        "my.app/my.app.Main")
                .redirectOutput(output.toFile())
                .redirectErrorStream(true)
                .start();
        try {
            assertTrue(process.waitFor(Eventually.LIMIT.toSeconds() * 3, TimeUnit.SECONDS));
        } finally {
            process.destroyForcibly();
        }
        assertEquals("""
            method 1 in module my.app
            0
            lambda
            0
            loops 3
            0
            [Process-4/main] INFO my.app - logged by module my.app
            0
            """, Files.readString(output));
    }
}
