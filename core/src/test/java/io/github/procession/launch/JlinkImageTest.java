package io.github.procession.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.support.Eventually;
import io.github.procession.support.JarFiles;
import io.github.procession.support.Tools;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program that is linked with the library, as named modules, into an image of its own. */
class JlinkImageTest {
    /** What users of jlink add to Kryo, which has no descriptor. */
    private static final String KRYO = """
        module com.esotericsoftware.kryo.kryo5 {
            requires static java.desktop;
            requires static java.sql;
            requires jdk.unsupported;
            exports com.esotericsoftware.kryo.kryo5;
            exports com.esotericsoftware.kryo.kryo5.io;
            exports com.esotericsoftware.kryo.kryo5.minlog;
            exports com.esotericsoftware.kryo.kryo5.serializers;
            exports com.esotericsoftware.kryo.kryo5.util;
            exports com.esotericsoftware.kryo.kryo5.objenesis.instantiator;
            exports com.esotericsoftware.kryo.kryo5.objenesis.strategy;
        }
        """;

    private static final String APP = """
        module my.app {
            requires io.github.procession;
            opens my.app to io.github.procession, io.github.procession.ipc;
        }
        """;

    private static final String MAIN = """
        package my.app;

        import io.github.procession.multiprocessing.Pool;
        import io.github.procession.multiprocessing.Process;
        import java.util.List;

        public class Main {
            record Order(String id, List<Integer> lines) {}

            static class Bad extends Exception {
                final int code;
                Bad(int code) { this.code = code; }
            }

            static String count(Order order) throws Bad {
                if (order.lines().isEmpty()) {
                    throw new Bad(7);
                }
                return order.id() + order.lines().size() + System.getProperty("of.the.parent");
            }

            public static void main(String[] args) throws Exception {
                try (Pool pool = new Pool(1)) {
                    System.out.println(pool.apply(Main::count, new Order("a", List.of(1, 2))));
                    try {
                        pool.apply(Main::count, new Order("b", List.of()));
                    } catch (java.util.concurrent.ExecutionException e) {
                        System.out.println(((Bad) e.getCause()).code);
                    }
                } catch (java.io.UncheckedIOException e) {
                    System.out.println(e.getMessage());
                }
            }
        }
        """;

    @TempDir
    private Path folder;

    private String run(String tool, Object... arguments) throws Exception {
        List<String> texts = new ArrayList<>();
        for (Object argument : arguments) {
            texts.add(argument.toString());
        }
        return new Tools(folder).run(tool, texts);
    }

    private String modulePath() throws Exception {
        List<Path> modules = new ArrayList<>(JarFiles.library());
        Path kryo = JarFiles.placeOf("com.esotericsoftware.kryo.kryo5.Kryo");
        modules.remove(kryo);
        Path named = Files.copy(kryo, folder.resolve("kryo5.jar"));
        Path source = Files.createDirectories(folder.resolve("kryo")).resolve("module-info.java");
        Files.writeString(source, KRYO);
        run(
                "javac",
                "-Xlint:-module",
                "-d",
                folder.resolve("kryo"),
                "--patch-module",
                "com.esotericsoftware.kryo.kryo5=" + named,
                source);
        run("jar", "uf", named, "-C", folder.resolve("kryo"), "module-info.class");
        modules.add(named);
        return JarFiles.path(modules);
    }

    private Path link() throws Exception {
        String path = modulePath();
        Path sources = Files.createDirectories(folder.resolve("src/my/app"));
        Path descriptor = Files.writeString(folder.resolve("src/module-info.java"), APP);
        Path main = Files.writeString(sources.resolve("Main.java"), MAIN);
        assertEquals("", run("javac", "-p", path, "-d", folder.resolve("app"), descriptor, main));
        Path image = folder.resolve("image");
        String all = path + File.pathSeparator + folder.resolve("app");
        assertEquals("", run("jlink", "-p", all, "--add-modules", "my.app", "--output", image));
        return image;
    }

    private String start(Path launcher) throws Exception {
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(
                        launcher.toString(),
                        "--enable-native-access=io.github.procession.ipc",
                        "-Dof.the.parent= yes",
                        "-m",
                        "my.app/my.app.Main")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertTrue(process.waitFor(Eventually.LIMIT.toSeconds() * 3, TimeUnit.SECONDS), "the program hangs");
            return Files.readString(output);
        } finally {
            process.destroyForcibly();
        }
    }

    @Tag("full")
    @Test
    void poolsRunInAnImageWithoutModulesThatTheProgramDoesNotUseAndWithoutALauncherTheySayWhatIsMissing()
            throws Exception {
        Path image = link();
        Path java = image.resolve("bin/java");
        assertEquals(
                List.of("java.base", "jdk.unsupported"),
                run(java.toString(), "--list-modules")
                        .lines()
                        .filter(module -> module.startsWith("j"))
                        .map(module -> module.replaceFirst("@.*", ""))
                        .toList());
        assertEquals("""
            a2 yes
            7
            """, start(java));

        Path own = Files.move(java, java.resolveSibling("my-program"));
        assertTrue(
                start(own)
                        .contains("cannot start Pool-1-Worker-1: the image " + image + " has no launcher " + java
                                + ", which starts children: link it without --strip-native-commands"),
                () -> "said nothing of the launcher");
    }
}
