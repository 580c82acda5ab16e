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

    @Test
    void twoNamedThreadsPlayBoth() throws Exception {
        var run = Run.ofHealthy(MusicAndMovieInThreads.class);
        run.assertPrintedInOrder("music: song 1", "music: song 2", "music: song 3");
        run.assertPrintedInOrder("movie: scene 1", "movie: scene 2", "movie: scene 3");
        assertEquals("main: both have ended", run.out().getLast());
    }

    @Test
    void twoObjectsOfAThreadClassPrintTheirWords() throws Exception {
        var run = Run.ofHealthy(TwoObjectsOfAThreadClass.class);
        run.assertPrinted(3, "cool");
        run.assertPrinted(3, "hair gone");
    }

    @Test
    void aNamedThreadCountsToFive() throws Exception {
        var run = Run.ofHealthy(NamedThreadLoop.class);
        run.assertPrintedInOrder(
                "thread main is running",
                "thread counter is running",
                "thread counter >> 1",
                "thread counter >> 5",
                "thread counter is ending",
                "thread main is ending");
        run.assertPrinted(5, "this round took [0-9.]+ s");
    }

    @Test
    void withALockTheBalanceIsZero() throws Exception {
        var run = Run.ofHealthy(BalanceOfTwoThreads.class);
        run.assertPrinted(1, "balance without a lock: -?\\d+");
        assertEquals("balance with a lock: 0", run.out().getLast());
    }

    @Test
    void endlessThreadsEndWithTheProgram() throws Exception {
        var run = Run.ofHealthy(EndlessLoopThreads.class);
        run.assertPrinted(1, "\\d+ endless threads use [0-9.]+ of \\d+ processors");
        assertEquals("over, and the threads with it", run.out().getLast());
    }
}
