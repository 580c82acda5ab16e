package io.github.procession.ipc.sync;

/**
 * The beginning of the first file of a cell that names its companions: other shared objects, which a process that has the cell
 * holds too.
 *
 * <pre>
 *    0  magic (int) | version (int) | number of addresses (int)
 *   16  addresses (long)
 * </pre>
 */
final class CompanionsLayout {
    /** First word of the file. */
    static final int MAGIC = 0x4E_41_4D_45;

    static final int VERSION = 1;

    /** The file that the addresses are in. */
    static final int FILE = 1;

    static final long MAGIC_OFFSET = 0;
    static final long VERSION_OFFSET = 4;

    /** Offset of the number of addresses (int). */
    static final long COUNT_OFFSET = 8;

    /** Offset of the first address (long each). */
    static final long ADDRESSES_OFFSET = 16;

    /** The least size of the files. */
    static final long MIN_BYTES = 4096;

    private CompanionsLayout() {}
}
