package io.github.procession.subprocess;

import static io.github.procession.subprocess.Subprocess.PIPE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs named without a slash are found in the PATH of the environment that a command gives them. */
class ProgramInItsOwnPathTest {
    private static final String SYSTEM = ":/bin:/usr/bin";

    @TempDir
    Path folder;

    private Path bin;

    private static void script(Path file, String text, String mode) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + text + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    @BeforeEach
    void tool() throws IOException {
        bin = folder.resolve("bin");
        script(bin.resolve("mytool"), "echo mine $1", "rwxr-xr-x");
    }

    @Test
    void aProgramIsFoundInThePathOfItsEnvironment() throws Exception {
        var whole = Subprocess.command("mytool", "a").env(Map.of("PATH", bin + SYSTEM));
        assertEquals("mine a\n", whole.checkOutput());
        assertEquals(List.of("mytool", "a"), whole.stdout(PIPE).run().args());
        assertEquals(
                "mine b\n",
                Subprocess.command("mytool", "b").addEnv("PATH", bin + SYSTEM).checkOutput());
    }

    @Test
    void soIsOneOfAPipeline() throws Exception {
        var programs = Subprocess.pipeline(
                Subprocess.command("mytool", "c").addEnv("PATH", bin + SYSTEM),
                Subprocess.command("cat").stdout(PIPE));
        assertEquals("mine c\n", programs.getLast().communicate().stdout());
    }

    @Test
    void theFirstFolderWinsThoughTheJvmKnowsAnotherProgramOfThatName() throws Exception {
        script(bin.resolve("cat"), "echo not a cat", "rwxr-xr-x");
        assertEquals(
                "not a cat\n",
                Subprocess.command("cat").env(Map.of("PATH", bin + SYSTEM)).checkOutput());
    }

    @Test
    void thePathOfTheJvmDoesNotCountThen() throws Exception {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        var command = Subprocess.command("cat").env(Map.of("PATH", empty.toString()));
        var missing = assertThrows(NoSuchFileException.class, command::run);
        assertEquals("cat: no such program in the PATH of its environment", missing.getMessage());
        assertThrows(NoSuchFileException.class, () -> Subprocess.pipeline(command));
    }

    @Test
    void withoutAPathInItsEnvironmentThatOfTheJvmCounts() throws Exception {
        assertEquals("A=1\n", Subprocess.command("env").env(Map.of("A", "1")).checkOutput());
    }

    @Test
    void whatMayNotBeRunIsPassedOverAndNamedIfThereIsNothingElse() throws Exception {
        Path other = folder.resolve("other");
        script(other.resolve("mytool"), "echo other", "rw-r--r--");
        Files.createDirectories(folder.resolve("third/mytool"));
        String path = other + ":" + folder.resolve("third");
        assertEquals(
                "mine d\n",
                Subprocess.command("mytool", "d")
                        .addEnv("PATH", path + ":" + bin + SYSTEM)
                        .checkOutput());
        var command = Subprocess.command("mytool").addEnv("PATH", path);
        assertEquals(
                "mytool",
                assertThrows(AccessDeniedException.class, command::run).getFile());
    }

    @Test
    void foldersThatAreNotAbsoluteAreBelowThatInWhichItWorks() throws Exception {
        assertEquals(
                "mine e\n",
                Subprocess.command("mytool", "e")
                        .cwd(folder)
                        .addEnv("PATH", "bin")
                        .checkOutput());
        assertEquals(
                "mine f\n",
                Subprocess.command("mytool", "f")
                        .cwd(bin)
                        .addEnv("PATH", "/nowhere:")
                        .checkOutput());
    }

    @Test
    void aProgramThatIsTheSameInBothKeepsTheNameThatWasGiven() throws Exception {
        String path = System.getenv("PATH") + ":" + bin;
        assertEquals(
                "sh\n",
                Subprocess.command("sh", "-c", "echo $0").addEnv("PATH", path).checkOutput());
    }

    @Test
    void aProgramOfAPipelineThatCannotBeStartedIsNamed() throws Exception {
        Path broken = bin.resolve("broken");
        Files.writeString(broken, "#!/no/such/interpreter\n");
        Files.setPosixFilePermissions(broken, PosixFilePermissions.fromString("rwxr-xr-x"));
        var command = Subprocess.command("broken").addEnv("PATH", bin + SYSTEM);
        for (var failure : List.of(
                assertThrows(NoSuchFileException.class, command::run),
                assertThrows(NoSuchFileException.class, () -> Subprocess.pipeline(command)))) {
            assertEquals("broken", failure.getFile());
            assertTrue(failure.getMessage().endsWith("no such program"), failure::getMessage);
        }
    }
}
