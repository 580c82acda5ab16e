package io.github.procession.multiprocessing;

import io.github.procession.ipc.memory.NamedBlock;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.io.Serializable;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A block of memory with a name, through which unrelated programs of the same user share bytes: Python's
 * {@code multiprocessing.shared_memory.SharedMemory}.
 *
 * <pre>{@code
 * try (var block = SharedMemory.create("prices", 1 << 20)) {      // in one program
 *     block.buf().putInt(0, 42);
 *     ...
 *     block.unlink();
 * }
 * try (var block = SharedMemory.attach("prices")) { ... }         // in another
 * }</pre>
 *
 * <p>{@link #close()} ends the use in this process, {@link #unlink()} removes the block. The block belongs to the tree of
 * processes that created it: it is removed when the root of that tree ends, with a warning, and if the root was killed,
 * when the next program that uses this library starts. A process that only attaches never removes it, unlike in Python without
 * {@code track=False}.
 *
 * <p>An object of this class may be sent to other processes; the name travels, and they attach. All programs that share a
 * block must have the same {@code -Dprocession.dir}, or none.
 *
 * <p><b>Memory consistency.</b> The bytes are plain memory. For an order between processes use a lock, a queue, or the
 * access modes of {@link java.lang.invoke.VarHandle} on {@link #segment()}.
 *
 * <p><b>If a process dies.</b> Its stores stay, half done or not.
 */
public final class SharedMemory implements AutoCloseable, Serializable {
    @Serial
    private static final long serialVersionUID = 1;

    private final transient NamedBlock block;

    private SharedMemory(NamedBlock block) {
        this.block = block;
    }

    /**
     * Serialized form of a block: its name.
     *
     * @param name of the block
     */
    private record Name(String name) implements Serializable {
        @Serial
        private Object readResolve() throws InvalidObjectException {
            try {
                return attach(name);
            } catch (IOException e) {
                throw new InvalidObjectException("the shared memory \"" + name + "\" cannot be attached", e);
            }
        }
    }

    /**
     * The name goes in place of this object.
     *
     * @return the name
     */
    @Serial
    private Object writeReplace() {
        return new Name(name());
    }

    /**
     * Nothing is ever read in this form.
     *
     * @param input not read
     * @throws InvalidObjectException always
     */
    @Serial
    private void readObject(ObjectInputStream input) throws InvalidObjectException {
        throw new InvalidObjectException("only its name is ever written");
    }

    /**
     * Makes a block with a new name: Python's {@code SharedMemory(create=True, size=n)}.
     *
     * @param size in bytes, exact
     * @return the block, all zero
     * @throws IOException if there is not enough shared memory; nothing is left behind
     * @throws IllegalArgumentException if the size is not above zero
     */
    public static SharedMemory create(long size) throws IOException {
        return new SharedMemory(NamedBlock.create(NamedBlock::randomName, checked(size), _ -> {}));
    }

    /**
     * Makes a block: Python's {@code SharedMemory(name, create=True, size=n)}.
     *
     * @param name any text without NUL, at most 255 letters and digits; other characters count for more; null chooses one at
     *     random
     * @param size in bytes, exact
     * @return the block, all zero
     * @throws FileAlreadyExistsException if there is a block of that name
     * @throws IOException if there is not enough shared memory; nothing is left behind
     * @throws IllegalArgumentException if the size is not above zero, or if that cannot be a name
     */
    public static SharedMemory create(@Nullable String name, long size) throws IOException {
        if (name == null) {
            return create(size);
        }
        return new SharedMemory(NamedBlock.create(name, checked(size), _ -> {}));
    }

    private static long checked(long size) {
        Homes.requireMemory("a SharedMemory", "send its content through a Queue, or as an argument of tasks");
        if (size <= 0) {
            throw new IllegalArgumentException("the size of shared memory must be above zero: " + size);
        }
        return size;
    }

    /**
     * Opens a block that exists: Python's {@code SharedMemory(name, track=False)}.
     *
     * @param name of the block
     * @return the block
     * @throws NoSuchFileException if there is none of that name
     * @throws IOException if it cannot be mapped
     * @throws IllegalArgumentException if that cannot be a name
     */
    public static SharedMemory attach(String name) throws IOException {
        return new SharedMemory(NamedBlock.attach(Objects.requireNonNull(name, "name")));
    }

    /**
     * The memory itself, in native byte order: Python's {@code buf}. Each call gives a new buffer.
     *
     * @return a view of all bytes, to be used until {@link #close()}; then it throws {@link IllegalStateException}
     * @throws IllegalStateException if this block is closed
     * @throws UnsupportedOperationException if it has more than 2 GiB: use {@link #segment()}
     */
    public ByteBuffer buf() {
        MemorySegment memory = block.memory();
        if (memory.byteSize() > Integer.MAX_VALUE) {
            throw new UnsupportedOperationException(
                    memory.byteSize() + " bytes are more than one buffer can have: use segment()");
        }
        return memory.asByteBuffer().order(ByteOrder.nativeOrder());
    }

    /**
     * The memory itself, of any size.
     *
     * @return a view of all bytes, to be used until {@link #close()}; then it throws {@link IllegalStateException}
     * @throws IllegalStateException if this block is closed
     */
    public MemorySegment segment() {
        return block.memory();
    }

    /**
     * The name, with which others {@link #attach}: Python's {@code name}.
     *
     * @return the name
     */
    public String name() {
        return block.name();
    }

    /**
     * The size: Python's {@code size}.
     *
     * @return bytes, also when this block is closed
     */
    public long size() {
        return block.size();
    }

    /**
     * Ends the use of the block in this process: Python's {@code close()}. The block stays. Further calls do nothing.
     * Without it the memory stays mapped, and views of it usable, until the process ends.
     */
    @Override
    public void close() {
        block.close();
    }

    /**
     * Removes the block and its name: Python's {@code unlink()}. Processes that have it open keep their view.
     *
     * @throws NoSuchFileException if it is removed already
     * @throws IOException if it cannot be removed
     */
    public void unlink() throws IOException {
        block.unlink();
    }

    /** Python's text form. */
    @Override
    public String toString() {
        return "SharedMemory('" + name() + "', size=" + size() + ")";
    }
}
