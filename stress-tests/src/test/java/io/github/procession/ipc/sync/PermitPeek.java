package io.github.procession.ipc.sync;

import io.github.procession.ipc.memory.Cell;
import io.github.procession.ipc.memory.ProcessTable;
import io.github.procession.ipc.memory.Segment;
import java.io.IOException;
import java.nio.file.Path;

/** What a test must see of a bounded semaphore to know whether its word agrees with its ledger. */
public final class PermitPeek {
    private PermitPeek() {}

    /** The mutex inside, as the process of a token has it. */
    public static RobustMutex mutex(Cell cell, ProcessTable processes, int token) {
        return new RobustMutex(cell.region(), cell.word(PermitLedgerLayout.MUTEX_OFFSET), processes, token);
    }

    /** How many permits all processes have, dead ones too, by the entries of the ledger. */
    public static int taken(Cell cell, Path folder) throws IOException {
        try (Segment file = Segment.open(cell.file(folder, PermitLedgerLayout.FILE))) {
            int taken = 0;
            for (int slot = 0; slot < ProcessTable.CAPACITY; slot++) {
                taken += (int) file.region().getLongAcquire(PermitLedgerLayout.entry(slot));
            }
            return taken;
        }
    }
}
