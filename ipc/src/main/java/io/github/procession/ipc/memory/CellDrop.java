package io.github.procession.ipc.memory;

import org.jspecify.annotations.Nullable;

/** Drop of a cell that this process holds, which goes on where an earlier attempt had no memory to finish. By one thread at a time. */
public final class CellDrop {
    private final Session session;
    private final long address;
    private boolean isLetGo;
    private @Nullable Cell last;

    /**
     * Prepares the drop.
     *
     * @param session the session of the cell
     * @param address of the cell, held by this process
     */
    public CellDrop(Session session, long address) {
        this.session = session;
        this.address = address;
    }

    /** Does what is left of {@link Session#drop}. */
    public void run() {
        if (!isLetGo) {
            last = session.letGo(address);
            isLetGo = true;
        }
        if (last != null) {
            session.cells().dropped(last);
            last = null;
        }
    }
}
