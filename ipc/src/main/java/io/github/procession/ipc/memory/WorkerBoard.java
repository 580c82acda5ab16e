package io.github.procession.ipc.memory;

/**
 * The words in which a worker of a pool shows tools what it does, in the cell by which it claims its tasks. One thread writes
 * them, with plain stores.
 */
public final class WorkerBoard {
    private final Region region;
    private final Cell cell;
    private long done;
    private long failed;

    /**
     * Begins to show this process as a worker.
     *
     * @param claims address of the cell, which this process holds
     */
    public WorkerBoard(long claims) {
        Session session = Session.current();
        cell = session.cells().at(claims);
        region = cell.region();
        region.putInt(cell.word(PoolBoardLayout.TOKEN_OFFSET), session.token());
        region.putIntRelease(cell.word(PoolBoardLayout.MAGIC_OFFSET), PoolBoardLayout.WORKER_MAGIC);
    }

    /** Notes that a task begins. */
    public void begin() {
        region.putLong(cell.word(PoolBoardLayout.SINCE_OFFSET), System.currentTimeMillis());
    }

    /**
     * Notes that the task has ended.
     *
     * @param success whether it has a result
     */
    public void end(boolean success) {
        if (success) {
            region.putLong(cell.word(PoolBoardLayout.WORKER_DONE_OFFSET), ++done);
        } else {
            region.putLong(cell.word(PoolBoardLayout.WORKER_FAILED_OFFSET), ++failed);
        }
        region.putLong(cell.word(PoolBoardLayout.SINCE_OFFSET), 0);
    }
}
