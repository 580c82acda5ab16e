package io.github.procession.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.ipc.memory.Ownership;
import io.github.procession.multiprocessing.Pool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A project as {@code new} writes it is built, tested and run by Maven, with this library from a local repository of its own. */
@Tag("full") // Maven takes half a minute: in the profile "full" alone
class NewProjectIsBuiltByMavenTest {
    private static final String VERSION = System.getProperty("procession.version");
    private static final Path BASE = Path.of(System.getProperty("basedir", "")).toAbsolutePath();

    @TempDir
    private Path folder;

    @Test
    void itsTestPassesAndItsProgramRuns() throws Exception {
        install("procession", BASE.resolveSibling("pom.xml"));
        install("procession-bom", BASE.resolveSibling("bom/pom.xml"));
        install("procession-ipc", BASE.resolveSibling("ipc/pom.xml"), jarWith(Ownership.class));
        install("procession-core", BASE.resolveSibling("core/pom.xml"), jarWith(Pool.class));
        Path settings = folder.resolve("settings.xml");
        Files.writeString(
                settings,
                Files.readString(BASE.resolveSibling("examples/src/test/resources/consumer/settings.xml"))
                        .replace("@settings.localRepository@", System.getProperty("maven.downloads")));
        NewCommand.write(folder.resolve("word-count"), "word-count");

        java.lang.Process maven = new ProcessBuilder(
                        Path.of(System.getProperty("maven.home"), "bin", "mvn").toString(),
                        "-B",
                        "--no-transfer-progress",
                        "-gs",
                        settings.toString(),
                        "-Dmaven.repo.local=" + folder.resolve("repository"),
                        "verify",
                        "exec:exec")
                .directory(folder.resolve("word-count").toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(maven.getInputStream().readAllBytes());
        assertEquals(0, maven.waitFor(), output);
        assertTrue(output.contains("Tests run: 1, Failures: 0, Errors: 0, Skipped: 0"), output);
        assertTrue(output.contains("primes below 1,000,000: 78498"), output);
        List<String> warnings = output.lines()
                .dropWhile(line -> !line.contains("Scanning for projects")) // before it, the JVM warns of Maven itself
                .filter(line -> line.contains("WARN"))
                .toList();
        assertEquals(List.of(), warnings, output);
    }

    private void install(String artifact, Path pom, Path... jar) throws IOException {
        Path place = folder.resolve("repository/io/github/procession/" + artifact + "/" + VERSION);
        Files.createDirectories(place);
        Files.copy(pom, place.resolve(artifact + "-" + VERSION + ".pom"));
        for (Path file : jar) {
            Files.copy(file, place.resolve(artifact + "-" + VERSION + ".jar"));
        }
    }

    /** The jar that this test runs with; made from a folder of classes where the build has not packed one. */
    private Path jarWith(Class<?> type) throws Exception {
        Path place =
                Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        if (Files.isRegularFile(place)) {
            return place;
        }
        Path jar = folder.resolve(type.getSimpleName() + ".jar");
        int status = ToolProvider.findFirst("jar")
                .orElseThrow()
                .run(System.out, System.err, "--create", "--file", jar.toString(), "-C", place.toString(), ".");
        assertEquals(0, status, "jar");
        return jar;
    }
}
