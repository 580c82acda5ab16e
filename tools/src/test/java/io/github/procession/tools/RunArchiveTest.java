package io.github.procession.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From its second run on, a program of "run" takes its classes from an archive, as far as all of them are in jars. */
@Tag("full")
class RunArchiveTest {
    @TempDir
    private Path folder;

    @Test
    void secondRunTakesTheClassesOfTheFirstFromAnArchive() throws Exception {
        Files.writeString(folder.resolve("Count.java"), """
            import io.github.procession.multiprocessing.Multiprocessing;

            class Count {
                void main() {
                    IO.println(Multiprocessing.cpuCount() > 0);
                }
            }
            """);
        String jars = jars();
        assertEquals("true\n", run(jars));
        try (Stream<Path> files = Files.walk(folder.resolve("cache"))) {
            assertEquals(
                    1, files.filter(file -> file.toString().endsWith(".jsa")).count(), "archives");
        }
        Path log = folder.resolve("classes.log");
        assertEquals("true\n", run(jars, "-J=-Xlog:class+load:file=" + log));
        String loaded = Files.readString(log);
        for (String name : List.of("Count", "io.github.procession.multiprocessing.Multiprocessing")) {
            assertTrue(
                    loaded.contains(" " + name + " source: shared objects file (top)"), () -> name + " in " + loaded);
        }
    }

    /** The class path of this JVM with a jar in the place of each folder. */
    private String jars() throws IOException {
        List<String> jars = new ArrayList<>();
        for (String entry : System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                .split(File.pathSeparator)) {
            Path path = Path.of(entry);
            if (Files.isDirectory(path)) {
                path = jar(path, folder.resolve("jar-" + jars.size() + ".jar"));
            }
            if (Files.exists(path)) {
                jars.add(path.toString());
            }
        }
        return String.join(File.pathSeparator, jars);
    }

    private static Path jar(Path classes, Path jar) throws IOException {
        try (OutputStream out = Files.newOutputStream(jar);
                ZipOutputStream entries = new ZipOutputStream(out);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                entries.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
                Files.copy(file, entries);
            }
        }
        return jar;
    }

    private String run(String jars, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                jars,
                Main.class.getName(),
                "run"));
        command.addAll(List.of(options));
        command.add("Count.java");
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
        java.lang.Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), output);
        return output;
    }
}
