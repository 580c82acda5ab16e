package io.github.procession.ipc.sync;

import static io.github.procession.ipc.sync.ConditionLayout.BEFORE_OFFSET;
import static io.github.procession.ipc.sync.ConditionLayout.TICKET_OFFSET;

import io.github.procession.ipc.memory.ProcessTable;
import io.github.procession.ipc.memory.Region;

/**
 * One place of a {@link ConditionQueue}, as found in its files.
 *
 * @param region the file
 * @param offset of the place in it
 */
record ConditionPlace(Region region, long offset) {
    static final int CLAIMED = 1;
    static final int WAITING = 2;
    static final int SIGNALLED = 3;
    static final int STATE_SHIFT = 30;

    static int stateOf(int word) {
        return word >>> STATE_SHIFT;
    }

    static int tokenIn(int word) {
        return word & ProcessTable.TOKEN_MASK;
    }

    int word() {
        return region.getIntVolatile(offset);
    }

    boolean change(int from, int to) {
        return region.compareAndSetInt(offset, from, to);
    }

    long ticket() {
        return region.getLongAcquire(offset + TICKET_OFFSET);
    }

    long before() {
        return region.getLongAcquire(offset + BEFORE_OFFSET);
    }

    void free() {
        region.putIntVolatile(offset, 0);
    }
}
