package io.github.procession.ipc.memory;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The cell in which a pool counts its calls, for tools. Its methods are called with the lock of the pool. */
public final class PoolBoard {
    /** The type of the cell. */
    public static final int CELL_TYPE = 26;

    private final Session session;
    private final Cell cell;
    private boolean closed;

    private PoolBoard(Session session, Cell cell) {
        this.session = session;
        this.cell = cell;
    }

    /**
     * Makes the cell of a pool.
     *
     * @param name of the pool
     * @return the board, to be closed with the pool
     */
    public static PoolBoard create(String name) {
        Session session = Session.current();
        Cell cell = session.allocate(CELL_TYPE);
        byte[] bytes = Arrays.copyOf(name.getBytes(StandardCharsets.UTF_8), PoolBoardLayout.NAME_BYTES);
        cell.region().copyIn(cell.word(PoolBoardLayout.NAME_OFFSET), MemorySegment.ofArray(bytes), 0, bytes.length);
        PoolBoard board = new PoolBoard(session, cell);
        cell.region().putLong(cell.word(PoolBoardLayout.STARTED_OFFSET), System.currentTimeMillis());
        return board;
    }

    /**
     * The address of the cell, by which a wait for the pool is shown.
     *
     * @return the address, also of a closed board
     */
    public long address() {
        return cell.address();
    }

    /**
     * Notes that a worker is ready.
     *
     * @param claims address of the cell that the worker counts in
     */
    public void addWorker(long claims) {
        Cell worker = session.cells().find(claims);
        if (worker != null) {
            worker.region().putLong(worker.word(PoolBoardLayout.POOL_OFFSET), cell.address());
        }
    }

    /**
     * Counts calls that the pool has taken.
     *
     * @param calls how many; 0 if that is not known
     */
    public void added(long calls) {
        add(PoolBoardLayout.REMAINING_OFFSET, calls);
    }

    /**
     * Counts calls that have ended.
     *
     * @param calls how many
     * @param failed whether they have failed
     * @param counted whether {@link #added} has counted them
     */
    public void ended(int calls, boolean failed, boolean counted) {
        add(failed ? PoolBoardLayout.FAILED_OFFSET : PoolBoardLayout.DONE_OFFSET, calls);
        if (counted) {
            add(PoolBoardLayout.REMAINING_OFFSET, -calls);
        }
    }

    /** Notes that nothing remains. */
    public void cleared() {
        if (!closed) {
            cell.region().putLong(cell.word(PoolBoardLayout.REMAINING_OFFSET), 0);
        }
    }

    private void add(long offset, long delta) {
        if (!closed) {
            long word = cell.word(offset);
            cell.region().putLong(word, cell.region().getLong(word) + delta);
        }
    }

    /** Gives the cell back. */
    public void close() {
        if (!closed) {
            closed = true;
            session.drop(cell.address());
        }
    }
}
