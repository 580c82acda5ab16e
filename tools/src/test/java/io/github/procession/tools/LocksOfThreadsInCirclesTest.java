package io.github.procession.tools;

import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Locks of several threads of a process: it is in a circle only where the thread that holds the lock may be. */
class LocksOfThreadsInCirclesTest {
    private static Running program;

    @BeforeAll
    static void start() throws Exception {
        program = new Running(LocksOfThreads.class);
    }

    @AfterAll
    static void end() {
        program.close();
    }

    private static String awaitPs(String pattern) throws InterruptedException {
        return Running.awaitMatches(
                () -> Running.procession("ps", program.pid()).out(), pattern);
    }

    @Test
    void waitForAnotherThreadThatGoesOnIsNoDeadlock() throws Exception {
        String text = awaitPs("─ owner +waiting for RLock \\d+ for (\\d+\\.\\d s|\\d+:\\d+ min)");
        assertFalse(text.contains("owner (pid " + pidOf("owner", text) + ") waits"), text);
    }

    @Test
    void waitForALockThatAnyThreadOfTheProcessMayHaveIsAPossibleDeadlock() throws Exception {
        awaitPs("Possible deadlock of one process:\n"
                + "  lender \\(pid \\d+\\) waits for Lock \\d+, which it holds itself, in this thread or another,"
                + " for ");
    }

    @Test
    void twoThreadsOfOneProcessThatWaitForEachOtherAreADeadlock() throws Exception {
        awaitPs("(?m)^Deadlock of one process:\n"
                + "  crossed \\(pid \\d+\\) waits for RLock \\d+, which its thread \\d+ holds, for .*\n"
                + "  crossed \\(pid \\d+\\), thread \\d+, waits for RLock \\d+, which its thread \\d+ holds, for"
                + " ");
    }

    @Test
    void dumpNamesWhichThreadHoldsALockBetweenThreads() throws Exception {
        Running.awaitMatches(
                () -> Running.procession("dump", program.pid(), "-o", "-").out(),
                "(?s)==== friends.*waits for locks between threads:\n"
                        + "    #3 \"main\" waits for \\S+ReentrantLock\\S+, held by #(\\d+) \"Thread-1[^\"]*\"\n"
                        + "    #\\1 \"Thread-1[^\"]*\" waits for \\S+threading.Mutex@\\S+, held by #3 \"main\"\n"
                        + "    Possible deadlock of threads #3 \"main\", #\\1 \"Thread-1[^\"]*\", unless ");
    }

    private static String pidOf(String name, String text) {
        return text.lines()
                .filter(line -> line.contains("─ " + name + " "))
                .map(line -> line.strip().split(" ")[0])
                .findFirst()
                .orElseThrow();
    }
}
