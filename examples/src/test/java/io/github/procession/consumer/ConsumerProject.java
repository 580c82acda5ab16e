package io.github.procession.consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;

/**
 * A project that has nothing in common with this one but a Maven dependency on {@code procession-core}, and a local
 * repository of its own into which this reactor's artifacts are installed.
 */
final class ConsumerProject {
    /** Guards against hangs only. */
    private static final long LIMIT_MINUTES = 8;

    private static final String VERSION = System.getProperty("procession.version");
    private static final Path BASE = Path.of(System.getProperty("basedir")).toAbsolutePath();
    private static final Path TEMPLATE = BASE.resolve("target/test-classes/consumer");

    private final Path folder;
    private final Path repository;

    /** Copies the template into a folder and installs the library for it. */
    ConsumerProject(Path folder) throws IOException {
        this.folder = folder;
        this.repository = folder.resolve("repository");
        copy(TEMPLATE, folder);
        install("procession", BASE.getParent().resolve("pom.xml"));
        install("procession-bom", BASE.getParent().resolve("bom/pom.xml"));
        install("procession-ipc", BASE.getParent().resolve("ipc/pom.xml"), jarOf("procession-ipc", "ipc"));
        install("procession-core", BASE.getParent().resolve("core/pom.xml"), jarOf("procession-core", "core"));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (var file : (Iterable<Path>) files::iterator) {
                var copy = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    /** Does what {@code mvn install} does: puts POM and jar where a local repository has them. */
    private void install(String artifact, Path pom, Path... jar) throws IOException {
        var place = Files.createDirectories(repository.resolve("io/github/procession/" + artifact + "/" + VERSION));
        Files.copy(pom, place.resolve(artifact + "-" + VERSION + ".pom"));
        for (var file : jar) {
            Files.copy(file, place.resolve(artifact + "-" + VERSION + ".jar"));
        }
    }

    /** The jar that these tests run with; made from a folder of classes where the build has not packed one. */
    private Path jarOf(String artifact, String module) throws IOException {
        var classPath = System.getProperty("java.class.path").split(File.pathSeparator);
        var classes = BASE.getParent().resolve(module).resolve("target/classes");
        for (var entry : classPath) {
            if (Path.of(entry).getFileName().toString().equals(artifact + "-" + VERSION + ".jar")) {
                return Path.of(entry);
            }
        }
        assertTrue(Arrays.asList(classPath).contains(classes.toString()), () -> artifact + " is not on the class path");
        var jar = folder.resolve(artifact + ".jar");
        int status = ToolProvider.findFirst("jar")
                .orElseThrow()
                .run(System.out, System.err, "--create", "--file", jar.toString(), "-C", classes.toString(), ".");
        assertEquals(0, status, "jar");
        return jar;
    }

    /** Compiles and runs the project with Maven, the one that builds this project, and returns what it printed. */
    List<String> run(String javaArguments) throws IOException, InterruptedException {
        var name = File.separatorChar == '\\' ? "mvn.cmd" : "mvn";
        var command = List.of(
                Path.of(System.getProperty("maven.home"), "bin", name).toString(),
                "-B",
                "--no-transfer-progress",
                "-gs",
                folder.resolve("settings.xml").toString(),
                "-Dmaven.repo.local=" + repository,
                "compile",
                "exec:exec",
                "-Dexec.args=" + javaArguments,
                "-Dexec.outputFile=printed.txt");
        var log = folder.resolve("maven.log");
        var maven = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!maven.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
            maven.descendants().forEach(ProcessHandle::destroyForcibly);
            maven.destroyForcibly().waitFor();
            fail("Maven hangs; it printed\n" + Files.readString(log));
        }
        var printed = folder.resolve("printed.txt");
        if (maven.exitValue() != 0) {
            fail(String.join(" ", command) + "\n" + Files.readString(log)
                    + (Files.exists(printed) ? "\nThe program printed\n" + Files.readString(printed) : ""));
        }
        // The project has no logger, and SLF4J mentions that once if something is to be logged.
        return Files.readAllLines(printed).stream()
                .filter(line -> !line.startsWith("SLF4J(W)"))
                .toList();
    }
}
