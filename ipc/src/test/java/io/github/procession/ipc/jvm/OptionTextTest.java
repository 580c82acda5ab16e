package io.github.procession.ipc.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** JVM options in one text, and in front of a main class. */
class OptionTextTest {
    @Test
    void whiteSpaceSeparatesAndQuotesKeepIt() {
        assertEquals(
                List.of("-Da=b c", "-Xmx1g", "-Dd=e'f", "-Dg=", "a b", ""),
                OptionText.split("  -Da=\"b c\"\t-Xmx1g\n -Dd=\"e'f\" -Dg= 'a b' '' "));
        assertEquals(List.of(), OptionText.split(" \n"));
        assertEquals(List.of("C:\\jdk"), OptionText.split("C:\\jdk"), "a backslash is one");
    }

    @Test
    void aQuoteThatIsNotClosedIsRefused() {
        assertEquals(
                "the quote ' is not closed in: -Da='b",
                assertThrows(IllegalArgumentException.class, () -> OptionText.split("-Da='b"))
                        .getMessage());
    }

    @Test
    void whatIsJoinedIsTakenApartAgain() {
        List<String> options = List.of("-Xmx1g", "-Da=b c", "-Dq=\"x\"", "-Dr='y'", "-Ds=\"'\" \t", "", "-Dt=\\ ");
        assertEquals(options, OptionText.split(OptionText.join(options)));
        assertEquals("-Xmx1g -Da=b", OptionText.join(List.of("-Xmx1g", "-Da=b")));
    }

    @Test
    void argumentFilesHaveCommentsAndBackslashesToo() {
        assertEquals(
                List.of("-Da=b\"c", "-De=\n", "f\\g", "h#i"),
                OptionText.splitFile("# -Dno=comment\n\"-Da=b\\\"c\" # more\n'-De=\\n' f\\g h#i"));
    }

    @Test
    void optionsOfACommandLineEndAtTheProgram(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("args"), "-Dfrom.file='a b' --add-opens x/y=z");
        List<String> options = new ArrayList<>();
        StartOptions.select(
                List.of(
                        "-ea",
                        "-cp",
                        "a.jar",
                        "@" + file,
                        "--add-modules",
                        "m",
                        "-Xss1m",
                        "-m",
                        "app/Main",
                        "-Dof=app"),
                options);
        assertEquals(List.of("-ea", "-Dfrom.file=a b", "--add-opens=x/y=z", "--add-modules=m", "-Xss1m"), options);
        options.clear();
        StartOptions.select(List.of("-ea", "--module=app/Main", "-Dof=app"), options);
        assertEquals(List.of("-ea"), options);
        options.clear();
        StartOptions.select(List.of("-Da=b", "Main.java", "-Dof=app"), options);
        assertEquals(List.of("-Da=b"), options);
    }
}
