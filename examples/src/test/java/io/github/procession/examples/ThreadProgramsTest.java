package io.github.procession.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** The programs about threads print what their tutorials say. */
class ThreadProgramsTest {
    private static long balance(Class<?> program) throws Exception {
        var run = Run.ofHealthy(program);
        assertEquals(1, run.out().size(), run::toString);
        assertTrue(run.out().getFirst().matches("The account balance is: \\d+ yuan"), run::toString);
        return Long.parseLong(run.out().getFirst().replaceAll("\\D+", ""));
    }

    @Test
    void withoutALockMoneyIsLostAndWithOneItIsNot() throws Exception {
        long balance = balance(BankAccountOfThreads.class);
        assertTrue(balance < 100, () -> "the balance is " + balance);
        assertEquals(100, balance(BankAccountOfThreadsWithLock.class));
    }

    @Test
    void downloadsInTwoThreads() throws Exception {
        var run = Run.ofHealthy(DownloadInTwoThreads.class);
        run.assertPrinted(2, "Start downloading .*\\.\\.\\.");
        run.assertPrinted(2, ".* downloaded, it took .* seconds");
        assertTrue(run.out().getLast().matches("It took [0-9.]+ seconds in total\\."), run::toString);
    }

    @Test
    void aClassIsAThread() throws Exception {
        var run = Run.ofHealthy(DownloadTasks.class);
        run.assertPrinted(1, "download of Peking Hot.avi starts");
        run.assertPrinted(2, ".* downloaded, it took .* seconds");
        run.assertPrinted(1, "Both threads together worked [0-9.]+ seconds\\.");
    }

    @Test
    void eachThreadHasItsStudent() throws Exception {
        var run = Run.ofHealthy(StudentsOfThreads.class);
        run.assertPrinted(1, "Hello, Alice \\(in Thread-A\\)");
        run.assertPrinted(1, "Hello, Bob \\(in Thread-B\\)");
        assertEquals("main has a student: false", run.out().getLast());
    }

    @Test
    void timersCallLaterUnlessTheyAreCancelled() throws Exception {
        var run = Run.ofHealthy(Timers.class);
        assertEquals(4, run.out().size(), run::toString);
        run.assertPrintedInOrder("Three timers run.", "One was cancelled.");
        run.assertPrinted(1, "tea!");
        run.assertPrinted(1, "cake! cake! cake!");
    }
}
