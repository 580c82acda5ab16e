package io.github.procession.ipc.memory;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A block of shared memory that any process of the same user can find by its name, as this process sees it.
 *
 * <p>The block belongs to the tree of processes that created it and is removed with that tree at the latest. Others only
 * look at it: their end changes nothing.
 */
public final class NamedBlock implements AutoCloseable {
    /*
     * Crash points of create: the block is made as the file of a cell, so it is deleted with the cell when its maker dies.
     * When it is complete the name is pointed to another place, where nothing is yet, and the file moved there by one
     * rename, which is what publishes it. The cell, which has no file any more, is dropped.
     *
     * Of unlink: the file is deleted, then its name. In between the name leads nowhere: it is free, and swept later.
     */
    /** Address of the cell that a block belongs to while it is made. */
    public static final int CELL_TYPE = 26;

    /** Beginning of the names of their files. */
    static final String FILE_PREFIX = "block-";

    private static final SecureRandom RANDOM = new SecureRandom();

    private final String name;
    private final Path file;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory;
    private boolean closed;

    private NamedBlock(String name, Path file) throws IOException {
        this.name = name;
        this.file = file;
        try {
            this.memory = MappedView.map(file, arena);
        } catch (IOException | RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    /**
     * Makes a block.
     *
     * @param name its name
     * @param size in bytes, above zero
     * @param format writes what must be there before the block can be found; the rest is zero
     * @return the block, mapped
     * @throws FileAlreadyExistsException if there is a block of that name
     * @throws IOException if there is not enough shared memory; nothing is left behind
     * @throws IllegalArgumentException if that cannot be a name
     */
    public static NamedBlock create(String name, long size, Consumer<Region> format) throws IOException {
        BlockNames.encode(name);
        Session session = Session.current();
        Path file = session.directory().resolve(FILE_PREFIX + random(8));
        Cell cell = session.allocate(CELL_TYPE);
        try {
            cell.region().putInt(cell.base() + CellLayout.LAST_FILE_OFFSET, 1);
            cell.region().putInt(cell.base() + CellLayout.FIRST_FILE_OFFSET, 1);
            Path unnamed = cell.file(session.directory(), 1);
            try (Segment segment = Segment.create(unnamed, size)) {
                format.accept(segment.region());
            }
            BlockNames.publish(name, unnamed, file);
        } finally {
            session.drop(cell.address());
        }
        return attach(name, file);
    }

    /**
     * Makes a block with a name that is not taken.
     *
     * @param names proposes names until one is free
     * @param size in bytes, above zero
     * @param format as for {@link #create(String, long, Consumer)}
     * @return the block, mapped
     * @throws IOException if there is not enough shared memory; nothing is left behind
     */
    public static NamedBlock create(Supplier<String> names, long size, Consumer<Region> format) throws IOException {
        while (true) {
            try {
                return create(names.get(), size, format);
            } catch (FileAlreadyExistsException _) {
                continue; // the next name
            }
        }
    }

    /**
     * A new random name.
     *
     * @return a short name
     */
    public static String randomName() {
        return "psm_" + random(4);
    }

    private static String random(int bytes) {
        byte[] random = new byte[bytes];
        RANDOM.nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    /**
     * Maps a block that exists.
     *
     * @param name its name
     * @return the block
     * @throws NoSuchFileException if there is none of that name
     * @throws IOException if it cannot be mapped
     * @throws IllegalArgumentException if that cannot be a name
     */
    public static NamedBlock attach(String name) throws IOException {
        BlockNames.encode(name);
        Session.current(); // a root sweeps the blocks of dead trees first
        return attach(name, BlockNames.find(name));
    }

    private static NamedBlock attach(String name, Path file) throws IOException {
        try {
            return new NamedBlock(name, file);
        } catch (NoSuchFileException e) {
            throw BlockNames.missing(name); // unlinked just now
        }
    }

    /**
     * The name of the block.
     *
     * @return its name
     */
    public String name() {
        return name;
    }

    /**
     * The size of the block, also when it is closed.
     *
     * @return bytes
     */
    public long size() {
        return memory.byteSize();
    }

    /**
     * The memory itself, accessible until this block is closed.
     *
     * @return the memory
     * @throws IllegalStateException if this block is closed
     */
    public synchronized MemorySegment memory() {
        if (closed) {
            throw new IllegalStateException("the shared memory \"" + name + "\" is closed");
        }
        return memory;
    }

    /** Unmaps the memory in this process; the block stays. Further calls do nothing. */
    @Override
    public synchronized void close() {
        if (!closed) {
            arena.close();
            closed = true;
        }
    }

    /**
     * Removes the block and its name. Processes that have it mapped keep their view.
     *
     * @throws NoSuchFileException if it is removed already
     * @throws IOException if it cannot be removed
     */
    public void unlink() throws IOException {
        BlockNames.remove(name, file);
    }
}
