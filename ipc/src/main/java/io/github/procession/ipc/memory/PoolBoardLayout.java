package io.github.procession.ipc.memory;

/**
 * Words of the cells in which pools and their workers show tools what they do. Nothing else depends on them but the time limit
 * of a worker's first task, which counts from the call of its function.
 *
 * <pre>
 *   pool     0  calls done (long)
 *            8  calls failed (long)
 *           16  calls remaining (long), of those whose number is known
 *           24  started (long), milliseconds since 1970
 *           32  name, 32 bytes, UTF-8, the rest zero
 *   worker   0  number of the record that was claimed last, and a lock: a value like others
 *           16  since when the function of a task runs (long), milliseconds since 1970, 0 for none
 *           24  tasks done (long)
 *           32  tasks failed (long)
 *           40  token of the worker's process (int) | magic (int)
 *           48  address of the pool (long), 0 until the worker is ready
 * </pre>
 */
final class PoolBoardLayout {
    static final int WORKER_MAGIC = 0x57_4F_52_4B;

    static final long DONE_OFFSET = 0;
    static final long FAILED_OFFSET = 8;
    static final long REMAINING_OFFSET = 16;
    static final long STARTED_OFFSET = 24;
    static final long NAME_OFFSET = 32;
    static final int NAME_BYTES = 32;

    static final long CLAIMED_OFFSET = 0;
    static final long SINCE_OFFSET = 16;
    static final long WORKER_DONE_OFFSET = 24;
    static final long WORKER_FAILED_OFFSET = 32;
    static final long TOKEN_OFFSET = 40;
    static final long MAGIC_OFFSET = 44;
    static final long POOL_OFFSET = 48;

    private PoolBoardLayout() {}
}
