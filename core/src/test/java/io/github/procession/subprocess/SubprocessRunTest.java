package io.github.procession.subprocess;

import static io.github.procession.subprocess.Subprocess.DEVNULL;
import static io.github.procession.subprocess.Subprocess.PIPE;
import static io.github.procession.subprocess.Subprocess.STDOUT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** run and its kin: return codes, capture, redirects, folder, environment, and what is refused. */
class SubprocessRunTest {
    @TempDir
    Path folder;

    @Test
    void returnCodesArePythons() throws Exception {
        assertEquals(0, Subprocess.run("true").returnCode());
        assertEquals(3, Subprocess.shell("exit 3").call());
        assertEquals(-9, Subprocess.shell("kill -9 $$").call());
        assertEquals(-15, Subprocess.shell("kill -15 $$").call());
        assertEquals(-2, Subprocess.shell("kill -2 $$").call());
        assertEquals(255, Subprocess.shell("exit 255").call(), "there is no signal 127");
        assertEquals(128, Subprocess.shell("exit 128").call(), "there is no signal 0");
        assertEquals(145, Subprocess.shell("exit 145").call(), "nobody dies of SIGCHLD");
        assertEquals(-15, Subprocess.shell("exit 143").call(), "Java cannot tell this from SIGTERM");
        assertEquals(1, Subprocess.call("false"));
    }

    @Test
    void captureHasBothOutputsAsTextAndBytes() throws Exception {
        var done = Subprocess.shell("printf 'Fluß\\r\\n'; printf error >&2; exit 4")
                .captureOutput()
                .run();
        assertEquals("Fluß\r\n", done.stdout());
        assertEquals("error", done.stderr());
        assertArrayEquals("Fluß\r\n".getBytes(StandardCharsets.UTF_8), done.stdoutBytes());
        assertArrayEquals("error".getBytes(StandardCharsets.UTF_8), done.stderrBytes());
        assertEquals(4, done.returnCode());
        assertEquals(List.of("/bin/sh", "-c"), done.args().subList(0, 2));
        assertTrue(done.toString().endsWith("returncode=4, stdout=7 bytes, stderr=5 bytes)"), done::toString);
    }

    @Test
    void whatWasNotCapturedSaysHowToGetIt() throws Exception {
        var done = Subprocess.run("true");
        assertEquals(
                "stdout was not captured: ask for it with captureOutput() or stdout(Subprocess.PIPE)",
                assertThrows(IllegalStateException.class, done::stdout).getMessage());
        assertThrows(IllegalStateException.class, done::stderrBytes);
    }

    @Test
    void inputIsReadAsTextInTheEncodingOrAsBytes() throws Exception {
        assertEquals("b\na\n", Subprocess.command("cat").input("b\na\n").checkOutput());
        byte[] bytes = {0, -1, 10, 13, 127};
        assertArrayEquals(
                bytes, Subprocess.command("cat").input(bytes).stdout(PIPE).run().stdoutBytes());
        var latin = Subprocess.command("cat")
                .encoding(StandardCharsets.ISO_8859_1)
                .input("ß")
                .stdout(PIPE);
        assertEquals(1, latin.run().stdoutBytes().length);
        assertEquals("ß", latin.run().stdout());
    }

    @Test
    void aProgramNeedNotReadItsInput() throws Exception {
        assertEquals("", Subprocess.command("true").input("x".repeat(1_000_000)).checkOutput());
        assertEquals(
                "x",
                Subprocess.command("head", "-c", "1")
                        .input("x".repeat(1_000_000))
                        .checkOutput());
    }

    @Test
    void checksThrowWithWhatTheProgramSaid() throws Exception {
        var error = assertThrows(
                CalledProcessError.class,
                () -> Subprocess.shell("echo out; echo first >&2; echo no such thing >&2; exit 7")
                        .captureOutput()
                        .check()
                        .run());
        assertEquals(7, error.returnCode());
        assertEquals("out\n", error.stdout());
        assertEquals("first\nno such thing\n", error.stderr());
        assertTrue(error.getMessage().endsWith(" returned the exit code 7: no such thing"), error::getMessage);

        var killed = assertThrows(
                CalledProcessError.class, () -> Subprocess.shell("kill -9 $$").checkCall());
        assertEquals(-9, killed.returnCode());
        assertEquals("command [/bin/sh, -c, kill -9 $$] died of signal 9", killed.getMessage());
        assertEquals("", killed.stdout());

        var output = assertThrows(
                CalledProcessError.class, () -> Subprocess.checkOutput("sh", "-c", "echo partial; exit 1"));
        assertEquals("partial\n", output.stdout());
        assertThrows(CalledProcessError.class, () -> Subprocess.checkCall("false"));
        Subprocess.checkCall("true");
        assertEquals("hello\n", Subprocess.checkOutput("echo", "hello"));
    }

    @Test
    void errorOutputMayJoinTheOutput() throws Exception {
        var both = Subprocess.shell("echo a; echo b >&2; echo c")
                .stdout(PIPE)
                .stderr(STDOUT)
                .run();
        assertEquals("a\nb\nc\n", both.stdout());
        assertThrows(IllegalStateException.class, both::stderr);
    }

    @Test
    void filesAndNothing() throws Exception {
        Path in = Files.writeString(folder.resolve("in"), "text\n");
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        var copy = Subprocess.shell("cat; echo problem >&2")
                .stdin(Redirect.from(in))
                .stdout(Redirect.appendTo(out))
                .stderr(Redirect.to(err));
        assertEquals(0, copy.call());
        assertEquals(0, copy.call());
        assertEquals("text\ntext\n", Files.readString(out));
        assertEquals("problem\n", Files.readString(err));
        assertEquals("", Subprocess.command("cat").stdin(DEVNULL).checkOutput());
        assertEquals(
                0,
                Subprocess.shell("echo x; echo y >&2")
                        .stdout(DEVNULL)
                        .stderr(DEVNULL)
                        .call());
    }

    @Test
    void folderAndEnvironment() throws Exception {
        assertEquals(
                folder.toRealPath() + "\n",
                Subprocess.command("pwd", "-P").cwd(folder).checkOutput());
        assertEquals(
                "A=1\n",
                Subprocess.command("/usr/bin/env").env(Map.of("A", "1")).checkOutput());
        assertEquals(
                "1 set\n",
                Subprocess.shell("echo $A ${PATH:+set}").addEnv("A", "1").checkOutput());
    }

    @Test
    void aMissingProgramIsNamed() {
        var missing = assertThrows(NoSuchFileException.class, () -> Subprocess.run("no-such-program", "x"));
        assertEquals("no-such-program", missing.getFile());
        assertEquals("no-such-program: no such program", missing.getMessage());
        assertEquals(
                folder.toString(),
                assertThrows(AccessDeniedException.class, () -> Subprocess.run(folder.toString()))
                        .getFile());
    }

    @Test
    void aMissingFolderIsNamedAndNotTheProgram() throws Exception {
        Path missing = folder.resolve("missing");
        assertEquals(
                missing.toString(),
                assertThrows(
                                NoSuchFileException.class,
                                () -> Subprocess.command("true").cwd(missing).run())
                        .getFile());
        Path file = Files.createFile(folder.resolve("file"));
        assertThrows(
                NotDirectoryException.class,
                () -> Subprocess.command("true").cwd(file).run());
    }

    @Test
    void optionsThatContradictEachOtherAreRefused() {
        assertThrows(IllegalArgumentException.class, Subprocess::command);
        assertThrows(
                IllegalArgumentException.class,
                () -> Subprocess.command("cat").input("x").stdin(DEVNULL).run());
        assertThrows(
                IllegalArgumentException.class,
                () -> Subprocess.command("cat").captureOutput().stdout(DEVNULL).run());
        assertThrows(
                IllegalArgumentException.class,
                () -> Subprocess.command("cat").stdout(DEVNULL).checkOutput());
        assertThrows(
                IllegalArgumentException.class, () -> Subprocess.command("cat").stdout(STDOUT));
        assertThrows(
                IllegalArgumentException.class,
                () -> Subprocess.command("cat").stdin(Redirect.to(folder.resolve("x"))));
        assertThrows(
                IllegalArgumentException.class,
                () -> Subprocess.command("cat").stdout(Redirect.from(folder.resolve("x"))));
        for (var command : List.of(
                Subprocess.command("cat").input("x"),
                Subprocess.command("cat").check(),
                Subprocess.command("cat").timeout(Duration.ofSeconds(1)))) {
            assertThrows(IllegalArgumentException.class, command::start);
        }
    }
}
