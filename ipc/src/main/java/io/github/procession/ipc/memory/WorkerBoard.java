package io.github.procession.ipc.memory;

/**
 * The words in which a worker of a pool shows its pool and tools what it does, in the cell by which it claims its tasks. One
 * thread writes them.
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

    /** Notes that the function of a task is called now. */
    public void begin() {
        region.putLongRelease(cell.word(PoolBoardLayout.SINCE_OFFSET), System.currentTimeMillis());
    }

    /**
     * When the function of the task that a worker runs was called.
     *
     * @param claims address of the worker's cell
     * @return milliseconds since 1970; 0 if none runs
     */
    public static long runsSince(long claims) {
        Cell cell = Session.current().cells().at(claims);
        return cell.region().getLongAcquire(cell.word(PoolBoardLayout.SINCE_OFFSET));
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
