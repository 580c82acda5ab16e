package io.github.procession.stress;

import io.github.procession.ipc.memory.Cell;
import io.github.procession.ipc.memory.Session;
import io.github.procession.ipc.memory.Shareable;
import io.github.procession.ipc.memory.Shareables;

/** The smallest shared object: a cell with a word. Its process holds it until it is closed. */
public final class SharedCell implements Shareable, AutoCloseable {
    private static final int TYPE = 99;

    static {
        Shareables.register(
                SharedCell.class, address -> new SharedCell(Session.current().hold(address)));
    }

    private final Cell cell;
    private volatile boolean closed;

    private SharedCell(Cell cell) {
        this.cell = cell;
    }

    /** A new one with that word. */
    public static SharedCell with(int word) {
        SharedCell created = new SharedCell(Session.current().allocate(TYPE));
        created.cell.region().putInt(created.cell.word(0), word);
        return Shareables.intern(created);
    }

    @Override
    public long address() {
        return cell.address();
    }

    /** The word. */
    public int word() {
        return cell.region().getIntVolatile(cell.word(0));
    }

    /** Whether the object still exists anywhere. */
    public boolean exists() {
        return Session.current().cells().isCurrent(cell);
    }

    @Override
    public boolean isReleased() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
        Session.current().drop(cell.address());
    }
}
