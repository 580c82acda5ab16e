package io.github.procession.tools;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A wait for results, for the end of a process, for a manager or a socket is named as one for a lock is. */
class WaitsAreNamedTest {
    private static Running waiting;

    @BeforeAll
    static void start() throws Exception {
        waiting = new Running(Waiting.class);
        Running.awaitMatches(
                () -> Running.procession("ps", waiting.pid(), "--json").out(),
                "(?s)MainProcess.*Event \\d+.*Event \\d+.*Event \\d+.*\"mapper\"");
        letMainWait();
    }

    /** The main thread, whose wait speaks for its process, begins to wait when others already do. */
    private static void letMainWait() throws IOException {
        waiting.process.getOutputStream().write('\n');
        waiting.process.getOutputStream().flush();
    }

    @AfterAll
    static void end() {
        waiting.close();
    }

    @Test
    void psNamesWhatTheMainThreadsWaitFor() throws Exception {
        Running.awaitMatches(
                () -> Running.procession("ps", waiting.pid()).out(),
                "MainProcess +waiting for the end of locker \\(pid \\d+\\) for ",
                "─ mapper +waiting for results of Pool-\\d+ \\(3 remaining\\) for ",
                "─ streamer +waiting for results of Pool-\\d+ \\(2 remaining\\) for ",
                "─ caller +waiting for an answer of SyncManager-\\d+ \\(pid \\d+\\) for (\\d\\d\\.\\d s|\\d+:\\d+ min)",
                "─ locker +waiting for Lock \\d+ for ");
    }

    @Test
    void jsonNamesWhatFurtherThreadsWaitFor() throws Exception {
        Running.awaitMatches(
                () -> Running.procession("ps", waiting.pid(), "--json").out(),
                "\"for\": \"the end of napper \\(pid \\d+\\)\"",
                "\"for\": \"the end of Pool-\\d+\"",
                "\"for\": \"a client of its listener\"",
                "\"for\": \"a message from a socket\"",
                "\"for\": \"a future\"");
    }

    @Test
    void threadThatLooksAfterAChildIsInNoCircle() throws Exception {
        Running.awaitMatches(
                () -> Running.procession("ps", waiting.pid(), "--json").out(),
                "\"for\": \"the end of stuck \\(pid \\d+\\)\"");
        String text = Running.awaitMatches(
                () -> Running.procession("ps", waiting.pid()).out(), "─ stuck +waiting for Lock \\d+ for [\\d.]+ s");
        assertFalse(text.contains("waits for the end of stuck"), text);
    }

    @Test
    void circleOfALockAndAJoinIsADeadlock() throws Exception {
        Running.awaitMatches(
                () -> Running.procession("ps", waiting.pid()).out(),
                "Deadlock of 2 processes:\n",
                "  MainProcess \\(pid \\d+\\) waits for the end of locker \\(pid \\d+\\), for ",
                "  locker \\(pid \\d+\\) waits for Lock \\d+, which MainProcess \\(pid \\d+\\) holds, for ");
    }
}
