package io.github.procession.ipc.sync;

/**
 * The beginning of the first file of a cell that keeps other shared objects alive by naming them.
 *
 * <pre>
 *    0  magic (int) | version (int) | number of names (int)
 *   16  addresses (long)
 * </pre>
 */
public final class NamesLayout {
    /** First word of the file. */
    public static final int MAGIC = 0x4E_41_4D_45;

    static final int VERSION = 1;

    /** The file that the names are in. */
    public static final int FILE = 1;

    static final long MAGIC_OFFSET = 0;
    static final long VERSION_OFFSET = 4;

    /** Where the number of names is (int). */
    public static final long COUNT_OFFSET = 8;

    /** Where the names begin (long each). */
    public static final long NAMES_OFFSET = 16;

    /** Files are at least that long, as those of queues are. */
    static final long MIN_BYTES = 4096;

    private NamesLayout() {}
}
