package io.github.procession.ipc.jvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExitReportTest {
    private static final int TOKEN = 77;
    private static final int NO_SIGNAL = 0;

    @Test
    void numbersUpTo128AreExitCodes(@TempDir File folder) {
        for (int value : new int[] {0, 1, 127, 128}) {
            assertEquals(value, ExitReport.take(folder, TOKEN, value, NO_SIGNAL));
            assertEquals(value, ExitReport.take(folder, TOKEN, value, 15));
        }
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
