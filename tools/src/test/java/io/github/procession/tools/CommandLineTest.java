package io.github.procession.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** What is wrong with a command line is said in one line, which names the help. */
class CommandLineTest {
    private static void assertRefused(String line, String... args) {
        Running.Outcome outcome = Running.procession(args);
        assertEquals(2, outcome.status(), outcome::out);
        assertEquals(line + "\n", outcome.err());
        assertEquals("", outcome.out());
    }

    @Test
    void mistakesAreNamed() {
        assertRefused("procession: Unmatched argument at index 0: 'sp' (see procession --help)", "sp");
        assertRefused("procession: Missing required subcommand (see procession --help)");
        assertRefused("procession run: Missing required parameter: 'FILE' (see procession run --help)", "run");
        assertRefused(
                "procession new: The name '../up' must be of small letters, digits and hyphens, such as word-count."
                        + " (see procession new --help)",
                "new",
                "../up");
        assertRefused(
                "procession ps: Unknown option: '--\\u001b[31m' (see procession ps --help)", "ps", "--\u001b[31m");
    }

    @Test
    void helpNamesTheOptions() {
        Running.Outcome outcome = Running.procession("top", "--help");
        assertEquals(0, outcome.status());
        assertTrue(outcome.out().contains("--interval"), outcome::out);
    }
}
