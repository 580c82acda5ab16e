package io.github.procession.subprocess;

import static io.github.procession.subprocess.Subprocess.DEVNULL;
import static io.github.procession.subprocess.Subprocess.PIPE;
import static io.github.procession.subprocess.Subprocess.STDOUT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Programs of which each reads what the one before writes. */
class PipelineTest {
    @Test
    void eachReadsWhatTheOneBeforeWrites() throws Exception {
        String lines = IntStream.range(0, 100_000)
                .mapToObj(i -> "line " + (i % 1000))
                .collect(Collectors.joining("\n", "", "\n"));
        var source = new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8));
        var programs = Subprocess.pipeline(
                Subprocess.command("cat").stdin(Redirect.from(source)),
                Subprocess.command("sort"),
                Subprocess.command("uniq", "-c"),
                Subprocess.command("wc", "-l").stdout(PIPE));
        assertEquals("1000", programs.getLast().communicate().stdout().strip());
        for (var program : programs) {
            assertEquals(0, program.await());
        }
    }

    @Test
    void whoseReaderHasGoneIsTold() throws Exception {
        var programs = Subprocess.pipeline(
                Subprocess.command("yes"), Subprocess.command("head", "-n", "1").stdout(PIPE));
        assertEquals("y\n", programs.getLast().communicate().stdout());
        assertEquals(-13, programs.getFirst().await(), "SIGPIPE");
    }

    @Test
    void eachHasItsOwnReturnCodeAndErrorOutput() throws Exception {
        var programs = Subprocess.pipeline(
                Subprocess.shell("echo a; echo problem >&2; exit 3").stderr(PIPE),
                Subprocess.shell("cat; exit 4").stdout(PIPE));
        assertEquals("a\n", programs.getLast().communicate().stdout());
        assertEquals(4, programs.getLast().await());
        var first = programs.getFirst().communicate();
        assertEquals("problem\n", first.stderr());
        assertEquals(3, first.returnCode());
        assertThrows(IllegalStateException.class, () -> programs.getFirst().stdout());
        assertThrows(IllegalStateException.class, () -> programs.getLast().stdin());
    }

    @Test
    void errorOutputMayGoTheSameWay() throws Exception {
        var programs = Subprocess.pipeline(
                Subprocess.shell("echo a; echo b >&2").stderr(STDOUT),
                Subprocess.command("sort", "-r").stdout(PIPE));
        assertEquals("b\na\n", programs.getLast().communicate().stdout());
    }

    @Test
    void aMissingProgramIsNamedAndNoneIsLeft() {
        Set<ProcessHandle> before = ProcessHandle.current().children().collect(Collectors.toSet());
        var missing = assertThrows(
                NoSuchFileException.class,
                () -> Subprocess.pipeline(
                        Subprocess.command("sleep", "1000"),
                        Subprocess.command("no-such-program"),
                        Subprocess.command("cat")));
        assertEquals("no-such-program", missing.getFile());
        List<ProcessHandle> left = ProcessHandle.current()
                .children()
                .filter(child -> !before.contains(child)
                        && !child.info().command().orElse("").endsWith("/java")) // such as a spare of the library
                .toList();
        assertEquals(List.of(), left);
    }

    @Test
    void whatBelongsToTheNeighboursIsRefused() {
        assertThrows(IllegalArgumentException.class, Subprocess::pipeline);
        assertThrows(
                IllegalArgumentException.class,
                () -> Subprocess.pipeline(Subprocess.command("cat").stdout(DEVNULL), Subprocess.command("cat")));
        assertThrows(
                IllegalArgumentException.class,
                () -> Subprocess.pipeline(
                        Subprocess.command("cat"), Subprocess.command("cat").stdin(DEVNULL)));
        assertThrows(
                IllegalArgumentException.class,
                () -> Subprocess.pipeline(Subprocess.command("cat").check()));
    }
}
