package io.github.procession.ipc.jvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.procession.ipc.sync.Uninterruptibly;
import java.io.File;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExitReportTest {
    private static final int TOKEN = 77;
    private static final int NO_SIGNAL = 0;

    /** A dead process of which the JDK tells only at the fourth look. */
    private static final class ToldLate extends Process {
        private final Process process;
        private int looks;

        ToldLate(Process process) {
            this.process = process;
        }

        @Override
        public boolean waitFor(long timeout, TimeUnit unit) {
            return ++looks == 4;
        }

        @Override
        public int exitValue() {
            return process.exitValue();
        }

        @Override
        public long pid() {
            return process.pid();
        }

        @Override
        public OutputStream getOutputStream() {
            throw new UnsupportedOperationException();
        }

        @Override
        public InputStream getInputStream() {
            throw new UnsupportedOperationException();
        }

        @Override
        public InputStream getErrorStream() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int waitFor() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void destroy() {
            throw new UnsupportedOperationException();
        }
    }

    private static int awaitedLate(String reaper) throws Exception {
        Process process = new ProcessBuilder("sh", "-c", "exit 7").start();
        process.waitFor();
        while (ExitReport.hasReaper(process.pid())) { // it wakes those who wait before it is done
            Thread.sleep(1);
        }
        CountDownLatch over = new CountDownLatch(1);
        Thread thread = Thread.ofPlatform()
                .name(reaper.formatted(process.pid()))
                .start(() -> Uninterruptibly.call(() -> {
                    over.await();
                    return null;
                }));
        try {
            return ExitReport.await(new ToldLate(process));
        } finally {
            over.countDown();
            thread.join();
        }
    }

    @Test
    void aReaperThatIsSlowLosesNoExitValue() throws Exception {
        assertEquals(7, awaitedLate("process reaper (pid %d)"));
    }

    @Test
    void withoutAReaperTheExitValueIsLost() throws Exception {
        assertEquals(-1, awaitedLate("another thread, %d"));
    }

    @Test
    void theReaperHasTheNameThatIsLookedFor() throws Exception {
        Process process = new ProcessBuilder("cat").start();
        try {
            while (!ExitReport.hasReaper(process.pid())) {
                Thread.sleep(1);
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        while (ExitReport.hasReaper(process.pid())) {
            Thread.sleep(1);
        }
    }

    @Test
    void numbersUpTo128AreExitCodes(@TempDir File folder) {
        for (int value : new int[] {0, 1, 127, 128}) {
            assertEquals(value, ExitReport.take(folder, TOKEN, value, NO_SIGNAL));
            assertEquals(value, ExitReport.take(folder, TOKEN, value, 15));
        }
    }

    @Test
    void numbersAboveThoseOfSignalsAreExitCodes(@TempDir File folder) throws Exception {
        for (int value : new int[] {193, 200, 255}) {
            assertEquals(value, ExitReport.take(folder, TOKEN, value, NO_SIGNAL));
            assertEquals(value, ExitReport.take(folder, TOKEN, value, 15));
            ExitReport.leave(folder, TOKEN);
            assertEquals(value, ExitReport.take(folder, TOKEN, value, NO_SIGNAL));
        }
        assertEquals(-64, ExitReport.take(folder, TOKEN, 192, NO_SIGNAL), "SIGRTMAX");
    }

    @Test
    void aboveThatTheyAreSignalsUnlessTheChildReportedAnOrderlyExit(@TempDir File folder) throws Exception {
        assertEquals(-15, ExitReport.take(folder, TOKEN, 143, NO_SIGNAL));
        assertEquals(-9, ExitReport.take(folder, TOKEN, 137, NO_SIGNAL));
        ExitReport.leave(folder, TOKEN);
        assertEquals(143, ExitReport.take(folder, TOKEN, 143, NO_SIGNAL));
        ExitReport.leave(folder, TOKEN);
        assertEquals(137, ExitReport.take(folder, TOKEN, 137, 15), "another signal than the one that was sent");
    }

    @Test
    void aSignalSentWhileTheChildEndsInOrderCounts(@TempDir File folder) throws Exception {
        ExitReport.leave(folder, TOKEN);
        assertEquals(-15, ExitReport.take(folder, TOKEN, 143, 15));
    }

    @Test
    void takingTheReportRemovesIt(@TempDir File folder) throws Exception {
        ExitReport.leave(folder, TOKEN);
        ExitReport.leave(folder, TOKEN + 1);
        ExitReport.take(folder, TOKEN, 0, NO_SIGNAL);
        assertArrayEquals(new String[] {"exit-" + (TOKEN + 1)}, folder.list());
    }
}
