package io.github.procession.ipc.memory;

import java.nio.file.Path;

/**
 * One allocated cell as this process sees it.
 *
 * @param address packed index and generation, as in {@link Shareable#address()}
 * @param region the slab that the cell is in
 * @param base offset of the cell in the slab
 */
public record Cell(long address, Region region, long base) {
    /**
     * Offset in {@link #region()} of a word of the cell's type.
     *
     * @param offset of the word, from 0 to 63
     * @return the offset in the region
     */
    public long word(long offset) {
        return base + CellLayout.WORDS_OFFSET + offset;
    }

    /**
     * The kind of object that the cell belongs to.
     *
     * @return one of the numbers of the cells' types
     */
    public int type() {
        return region.getInt(base + CellLayout.TYPE_OFFSET);
    }

    /**
     * The number of the cell, by which tools call it.
     *
     * @return its index
     */
    public int number() {
        return (int) (address >>> 32);
    }

    /**
     * A file that belongs to the cell and is deleted with it.
     *
     * @param folder the session folder
     * @param number from {@link CellLayout#FIRST_FILE_OFFSET} to one above {@link CellLayout#LAST_FILE_OFFSET}
     * @return its path
     */
    public Path file(Path folder, int number) {
        return folder.resolve("cell-" + (address >>> 32) + "-" + (int) address + "." + number);
    }

    /** The address of the cell that a file of the session belongs to; 0 if it is no such file. */
    static long addressIn(Path file) {
        String[] parts = file.getFileName().toString().split("[-.]");
        return parts.length == 4 && parts[0].equals("cell")
                ? Long.parseLong(parts[1]) << 32 | Integer.parseInt(parts[2])
                : 0;
    }
}
