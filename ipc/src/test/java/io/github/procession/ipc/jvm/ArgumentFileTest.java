package io.github.procession.ipc.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What may be secret goes to a child in a file that only the user can read. */
class ArgumentFileTest {
    @TempDir
    Path folder;

    private static Launch launch(String... options) {
        return new Launch(
                "java.lang.Object", Object.class, "child", false, null, List.of(options), false, "Task", List.of());
    }

    private List<String> line(Launch launch) throws IOException {
        return ArgumentFile.line(JvmCommand.of(launch), List.of("-Xshare:auto"), folder);
    }

    private Path onlyFile() throws IOException {
        try (var files = Files.list(folder)) {
            List<Path> all = files.toList();
            assertEquals(1, all.size(), all::toString);
            return all.getFirst();
        }
    }

    @Test
    void valuesOfTheUserAreNotOnTheCommandLine() throws Exception {
        List<String> line = line(launch(
                "-Dpassword=hunter2",
                "-Dprocession.jvmOptions=-Dpassword=hunter2",
                "-Xss2m",
                "-javaagent:a.jar=hunter2"));
        Path file = onlyFile();
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertFalse(line.toString().contains("hunter2"), line::toString);
        assertTrue(line.contains("-Xss2m"), line::toString);
        assertTrue(line.indexOf("@" + file) < line.indexOf("-cp"), line::toString);
        String text = Files.readString(file);
        assertTrue(text.contains("\"-Dpassword=hunter2\"\n"), text);
        assertTrue(text.contains("\"-javaagent:a.jar=hunter2\"\n"), text);
        assertTrue(text.contains("\"-Dprocession.argumentFile=" + file + "\"\n"), text);
    }

    @Test
    void aLineThatIsTooLongIsInTheFileAsAWhole() throws Exception {
        List<String> line = line(launch("-Dlong=" + "x".repeat(40_000)));
        Path file = onlyFile();
        assertEquals(List.of(line.get(0), "@" + file), line);
        assertTrue(Files.readString(file).contains(Object.class.getName()));
    }

    @Test
    void theFileOfAChildThatCouldNotRemoveItGoesWithTheChild() throws Exception {
        line(launch("-Dpassword=hunter2"));
        Path file = onlyFile();
        ProcessBuilder builder = new ProcessBuilder("true", "@" + file);
        ArgumentFile.removeAtEnd(builder, builder.start());
        for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(180); Files.exists(file); ) {
            assertTrue(System.nanoTime() < end, "it is still there");
            Thread.sleep(1);
        }
    }

    @Test
    void whatIsPrintedOfALaunchHasNoOptions() {
        assertFalse(launch("-Dpassword=hunter2").toString().contains("hunter2"));
    }
}
