package io.github.procession.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.multiprocessing.Lock;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a command cannot write what it has to say, it ends as other tools do, and harms no file that is there. */
class OutputThatFailsTest {
    private static final String OWN_PID = Long.toString(ProcessHandle.current().pid());

    @TempDir
    private Path folder;

    @BeforeAll
    static void makeSession() {
        new Lock();
    }

    /** Runs a shell, in which {@code $TOOL} is the command, once its standard output is as wanted. */
    private record Shell(java.lang.Process process) {
        static Shell start(String script, Class<?> main) throws IOException {
            List<String> java = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-XX:-UsePerfData",
                    "-cp",
                    System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                    main.getName()));
            ProcessBuilder builder = new ProcessBuilder("sh", "-c", "read _; " + script);
            builder.environment().put("TOOL", String.join(" ", java));
            return new Shell(builder.start());
        }

        void go() throws IOException {
            process.getOutputStream().write('\n');
            process.getOutputStream().close();
        }

        String errors() throws IOException {
            return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void readerThatHasGoneEndsTheCommandInSilence() throws Exception {
        Shell shell = Shell.start("exec $TOOL --help", Main.class);
        shell.process().getInputStream().close();
        shell.go();
        assertEquals("", shell.errors());
        assertEquals(141, shell.process().waitFor());
    }

    @Test
    void fullOutputIsAnError() throws Exception {
        Shell shell = Shell.start("exec $TOOL --help > /dev/full", Main.class);
        shell.go();
        assertEquals("procession: Cannot write to standard output: No space left on device\n", shell.errors());
        assertEquals(1, shell.process().waitFor());
    }

    /** Writes a file over one that is there. */
    static final class Overwrite {
        private Overwrite() {}

        public static void main(String[] args) {
            try {
                TargetFile.write(Path.of(args[0]), "long ".repeat(10_000), false);
            } catch (IOException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    @Test
    void withoutSpaceTheOldFileStays() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "old");
        Shell shell = Shell.start("ulimit -f 2; exec $TOOL " + file, Overwrite.class);
        shell.go();
        String said = new String(shell.process().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals("Cannot write " + file + ": File too large\n", said, shell.errors());
        assertEquals("old", Files.readString(file));
        try (var files = Files.list(folder)) {
            assertEquals(List.of(file), files.toList());
        }
    }

    private static String refusal(String... args) {
        Running.Outcome outcome = Running.procession(args);
        assertEquals(1, outcome.status(), outcome::out);
        assertEquals(1, outcome.err().lines().count(), outcome::err);
        return outcome.err();
    }

    @Test
    void folderAndDeviceAreNotReplacedByADump() throws Exception {
        assertTrue(refusal("dump", OWN_PID, "--timeout", "0", "-o", folder.toString())
                .contains("Is a directory"));
        assertTrue(Files.isDirectory(folder));
        Path device = Files.createSymbolicLink(folder.resolve("device"), Path.of("/dev/full"));
        assertTrue(refusal("dump", OWN_PID, "--timeout", "0", "-o", device.toString())
                .contains("No space left on device"));
        assertTrue(Files.isSymbolicLink(device));
        Files.delete(device);
        assertEquals(
                "procession: Cannot write " + folder + "/none/dump: There is no file or folder " + folder + "/none.\n",
                refusal("dump", OWN_PID, "--timeout", "0", "-o", folder + "/none/dump"));
    }

    @Test
    void theFileThatALinkLeadsToIsReplacedAsAWhole() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "a text that is longer than the next");
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        TargetFile.write(link, "short", false);
        assertEquals("short", Files.readString(file));
        assertTrue(Files.isSymbolicLink(link));
    }

    @Test
    void terminalsThatCannotDrawGetPlainLines() {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(PlainLines.over(text, StandardCharsets.US_ASCII));
        out.print("├─ a");
        out.print('│');
        out.print("└─ b".toCharArray());
        out.flush();
        assertEquals("|- a|`- b", text.toString());
        assertEquals(text, PlainLines.over(text, StandardCharsets.UTF_8));
    }
}
