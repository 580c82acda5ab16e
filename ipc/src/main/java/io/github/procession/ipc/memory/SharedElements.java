package io.github.procession.ipc.memory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * A fixed number of elements of one primitive type in shared memory: a cell with one file.
 *
 * <p>The elements are the user's. Nothing of this library depends on what they are, so they are not stored through
 * {@link Region} and have no crash points: a process may die between any two of them.
 *
 * <p>Reads and stores of one element throw {@link IndexOutOfBoundsException} if there is no such element; copies do so if
 * these elements or the array have not so many, and have copied nothing then.
 *
 * <p>The file stays mapped for as long as a buffer of it can be reached, even after the cell is dropped, since a view may
 * outlive the object that it was taken from.
 */
// Longer than most: the same methods for each primitive type.
public final class SharedElements {
    private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();
    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();
    private static final VarHandle DOUBLE = ValueLayout.JAVA_DOUBLE.varHandle();
    private static final VarHandle FLOAT = ValueLayout.JAVA_FLOAT.varHandle();
    private static final VarHandle SHORT = ValueLayout.JAVA_SHORT.varHandle();
    private static final VarHandle BYTE = ValueLayout.JAVA_BYTE.varHandle();
    private static final VarHandle CHAR = ValueLayout.JAVA_CHAR.varHandle();

    private static final long LENGTH_WORD = 0;
    private static final long WIDTH_WORD = 4;
    private static final long LOCK_WORD = 8;
    private static final int FILE = 1;

    private final Session session;
    private final Cell cell;
    private final int length;
    private final int width;
    private final MemorySegment memory;

    private SharedElements(Session session, Cell cell) throws IOException {
        this.session = session;
        this.cell = cell;
        this.length = cell.region().getInt(cell.word(LENGTH_WORD));
        this.width = cell.region().getInt(cell.word(WIDTH_WORD));
        this.memory = MappedView.map(cell.file(session.directory(), FILE), Arena.ofAuto());
    }

    /**
     * Makes elements, all zero, that this process holds once.
     *
     * @param type of the cell
     * @param length how many elements, zero or more
     * @param width bytes of one element
     * @param lock address of the lock that guards them, 0 for none
     * @return the elements
     * @throws UncheckedIOException if there is not enough shared memory
     */
    public static SharedElements create(int type, int length, int width, long lock) {
        Session session = Session.current();
        Cell cell = session.allocate(type);
        try {
            cell.region().putInt(cell.word(LENGTH_WORD), length);
            cell.region().putInt(cell.word(WIDTH_WORD), width);
            cell.region().putLong(cell.word(LOCK_WORD), lock);
            cell.region().putInt(cell.base() + CellLayout.LAST_FILE_OFFSET, FILE);
            cell.region().putInt(cell.base() + CellLayout.FIRST_FILE_OFFSET, FILE);
            Segment.create(cell.file(session.directory(), FILE), (long) length * width)
                    .close();
            return new SharedElements(session, cell);
        } catch (IOException e) {
            session.drop(cell.address());
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    /**
     * Opens elements by their address.
     *
     * @param address of the cell
     * @return the elements
     * @throws IllegalStateException if they no longer exist
     */
    public static SharedElements open(long address) {
        Session session = Session.current();
        Cell cell = session.hold(address);
        try {
            return new SharedElements(session, cell);
        } catch (IOException e) {
            session.drop(address);
            throw new UncheckedIOException("the array cannot be opened: " + e.getMessage(), e);
        }
    }

    /**
     * Lets go of the cell when an object is no longer reachable.
     *
     * @param cleaner does it
     * @param owner the object, to which these elements must have no reference
     */
    public void dropWith(DropCleaner cleaner, Object owner) {
        Session held = session;
        long address = cell.address();
        cleaner.register(owner, () -> held.drop(address));
    }

    /**
     * Address of the cell.
     *
     * @return packed, see {@link Shareable#address()}
     */
    public long address() {
        return cell.address();
    }

    /**
     * The lock that was given at creation.
     *
     * @return its address, 0 for none
     */
    public long lock() {
        return cell.region().getLong(cell.word(LOCK_WORD));
    }

    /**
     * How many elements there are.
     *
     * @return the number
     */
    public int length() {
        return length;
    }

    private long at(int index, int bytes) {
        return (long) Objects.checkIndex(index, length) * bytes;
    }

    private MemorySegment memory(int from, int count) {
        Objects.checkFromIndexSize(from, count, length);
        return memory.asSlice((long) from * width, (long) count * width);
    }

    /**
     * The memory of some elements as a buffer in native byte order.
     *
     * @param from index of the first
     * @param count how many
     * @return a view of the memory itself
     * @throws IndexOutOfBoundsException if there are no such elements
     * @throws UnsupportedOperationException if they are more than a buffer can have: 2 GiB
     */
    public ByteBuffer bytes(int from, int count) {
        MemorySegment part = memory(from, count);
        if (part.byteSize() > Integer.MAX_VALUE) {
            throw new UnsupportedOperationException(
                    part.byteSize() + " bytes are more than one buffer can have: take a part of the array");
        }
        return part.asByteBuffer().order(ByteOrder.nativeOrder());
    }

    /**
     * Opaque read.
     *
     * @param index of the element
     * @return the element
     */
    public int getInt(int index) {
        return (int) INT.getOpaque(memory, at(index, 4));
    }

    /**
     * Opaque store.
     *
     * @param index of the element
     * @param value the new element
     */
    public void setInt(int index, int value) {
        INT.setOpaque(memory, at(index, 4), value);
    }

    /**
     * Stores an element if the present one is as expected, in one step; bits are compared.
     *
     * @param index of the element
     * @param expected the element it must be now
     * @param value the new element
     * @return whether it was stored
     */
    public boolean compareAndSetInt(int index, int expected, int value) {
        return INT.compareAndSet(memory, at(index, 4), expected, value);
    }

    /**
     * Adds to an element in one step.
     *
     * @param index of the element
     * @param delta what is added
     * @return the element before
     */
    public int getAndAddInt(int index, int delta) {
        return (int) INT.getAndAdd(memory, at(index, 4), delta);
    }

    /**
     * Copies elements out, plain reads.
     *
     * @param from index of the first element
     * @param target gets the elements
     * @param offset where they begin there
     * @param count how many
     */
    public void copyOut(int from, int[] target, int offset, int count) {
        MemorySegment.copy(memory(from, count), ValueLayout.JAVA_INT, 0, target, offset, count);
    }

    /**
     * Copies elements in, plain stores.
     *
     * @param from index of the first element
     * @param source has the new elements
     * @param offset where they begin there
     * @param count how many
     */
    public void copyIn(int from, int[] source, int offset, int count) {
        MemorySegment.copy(source, offset, memory(from, count), ValueLayout.JAVA_INT, 0, count);
    }

    /**
     * Opaque read.
     *
     * @param index of the element
     * @return the element
     */
    public long getLong(int index) {
        return (long) LONG.getOpaque(memory, at(index, 8));
    }

    /**
     * Opaque store.
     *
     * @param index of the element
     * @param value the new element
     */
    public void setLong(int index, long value) {
        LONG.setOpaque(memory, at(index, 8), value);
    }

    /**
     * Stores an element if the present one is as expected, in one step; bits are compared.
     *
     * @param index of the element
     * @param expected the element it must be now
     * @param value the new element
     * @return whether it was stored
     */
    public boolean compareAndSetLong(int index, long expected, long value) {
        return LONG.compareAndSet(memory, at(index, 8), expected, value);
    }

    /**
     * Adds to an element in one step.
     *
     * @param index of the element
     * @param delta what is added
     * @return the element before
     */
    public long getAndAddLong(int index, long delta) {
        return (long) LONG.getAndAdd(memory, at(index, 8), delta);
    }

    /**
     * Copies elements out, plain reads.
     *
     * @param from index of the first element
     * @param target gets the elements
     * @param offset where they begin there
     * @param count how many
     */
    public void copyOut(int from, long[] target, int offset, int count) {
        MemorySegment.copy(memory(from, count), ValueLayout.JAVA_LONG, 0, target, offset, count);
    }

    /**
     * Copies elements in, plain stores.
     *
     * @param from index of the first element
     * @param source has the new elements
     * @param offset where they begin there
     * @param count how many
     */
    public void copyIn(int from, long[] source, int offset, int count) {
        MemorySegment.copy(source, offset, memory(from, count), ValueLayout.JAVA_LONG, 0, count);
    }

    /**
     * Opaque read.
     *
     * @param index of the element
     * @return the element
     */
    public double getDouble(int index) {
        return (double) DOUBLE.getOpaque(memory, at(index, 8));
    }

    /**
     * Opaque store.
     *
     * @param index of the element
     * @param value the new element
     */
    public void setDouble(int index, double value) {
        DOUBLE.setOpaque(memory, at(index, 8), value);
    }

    /**
     * Stores an element if the present one is as expected, in one step; bits are compared.
     *
     * @param index of the element
     * @param expected the element it must be now
     * @param value the new element
     * @return whether it was stored
     */
    public boolean compareAndSetDouble(int index, double expected, double value) {
        return DOUBLE.compareAndSet(memory, at(index, 8), expected, value);
    }

    /**
     * Copies elements out, plain reads.
     *
     * @param from index of the first element
     * @param target gets the elements
     * @param offset where they begin there
     * @param count how many
     */
    public void copyOut(int from, double[] target, int offset, int count) {
        MemorySegment.copy(memory(from, count), ValueLayout.JAVA_DOUBLE, 0, target, offset, count);
    }

    /**
     * Copies elements in, plain stores.
     *
     * @param from index of the first element
     * @param source has the new elements
     * @param offset where they begin there
     * @param count how many
     */
    public void copyIn(int from, double[] source, int offset, int count) {
        MemorySegment.copy(source, offset, memory(from, count), ValueLayout.JAVA_DOUBLE, 0, count);
    }

    /**
     * Opaque read.
     *
     * @param index of the element
     * @return the element
     */
    public float getFloat(int index) {
        return (float) FLOAT.getOpaque(memory, at(index, 4));
    }

    /**
     * Opaque store.
     *
     * @param index of the element
     * @param value the new element
     */
    public void setFloat(int index, float value) {
        FLOAT.setOpaque(memory, at(index, 4), value);
    }

    /**
     * Stores an element if the present one is as expected, in one step; bits are compared.
     *
     * @param index of the element
     * @param expected the element it must be now
     * @param value the new element
     * @return whether it was stored
     */
    public boolean compareAndSetFloat(int index, float expected, float value) {
        return FLOAT.compareAndSet(memory, at(index, 4), expected, value);
    }

    /**
     * Copies elements out, plain reads.
     *
     * @param from index of the first element
     * @param target gets the elements
     * @param offset where they begin there
     * @param count how many
     */
    public void copyOut(int from, float[] target, int offset, int count) {
        MemorySegment.copy(memory(from, count), ValueLayout.JAVA_FLOAT, 0, target, offset, count);
    }

    /**
     * Copies elements in, plain stores.
     *
     * @param from index of the first element
     * @param source has the new elements
     * @param offset where they begin there
     * @param count how many
     */
    public void copyIn(int from, float[] source, int offset, int count) {
        MemorySegment.copy(source, offset, memory(from, count), ValueLayout.JAVA_FLOAT, 0, count);
    }

    /**
     * Opaque read.
     *
     * @param index of the element
     * @return the element
     */
    public short getShort(int index) {
        return (short) SHORT.getOpaque(memory, at(index, 2));
    }

    /**
     * Opaque store.
     *
     * @param index of the element
     * @param value the new element
     */
    public void setShort(int index, short value) {
        SHORT.setOpaque(memory, at(index, 2), value);
    }

    /**
     * Copies elements out, plain reads.
     *
     * @param from index of the first element
     * @param target gets the elements
     * @param offset where they begin there
     * @param count how many
     */
    public void copyOut(int from, short[] target, int offset, int count) {
        MemorySegment.copy(memory(from, count), ValueLayout.JAVA_SHORT, 0, target, offset, count);
    }

    /**
     * Copies elements in, plain stores.
     *
     * @param from index of the first element
     * @param source has the new elements
     * @param offset where they begin there
     * @param count how many
     */
    public void copyIn(int from, short[] source, int offset, int count) {
        MemorySegment.copy(source, offset, memory(from, count), ValueLayout.JAVA_SHORT, 0, count);
    }

    /**
     * Opaque read.
     *
     * @param index of the element
     * @return the element
     */
    public byte getByte(int index) {
        return (byte) BYTE.getOpaque(memory, at(index, 1));
    }

    /**
     * Opaque store.
     *
     * @param index of the element
     * @param value the new element
     */
    public void setByte(int index, byte value) {
        BYTE.setOpaque(memory, at(index, 1), value);
    }

    /**
     * Copies elements out, plain reads.
     *
     * @param from index of the first element
     * @param target gets the elements
     * @param offset where they begin there
     * @param count how many
     */
    public void copyOut(int from, byte[] target, int offset, int count) {
        MemorySegment.copy(memory(from, count), ValueLayout.JAVA_BYTE, 0, target, offset, count);
    }

    /**
     * Copies elements in, plain stores.
     *
     * @param from index of the first element
     * @param source has the new elements
     * @param offset where they begin there
     * @param count how many
     */
    public void copyIn(int from, byte[] source, int offset, int count) {
        MemorySegment.copy(source, offset, memory(from, count), ValueLayout.JAVA_BYTE, 0, count);
    }

    /**
     * Stores the same value in all bytes.
     *
     * @param value the value
     */
    public void fill(byte value) {
        memory.fill(value);
    }

    /**
     * Opaque read.
     *
     * @param index of the element
     * @return the element
     */
    public char getChar(int index) {
        return (char) CHAR.getOpaque(memory, at(index, 2));
    }

    /**
     * Opaque store.
     *
     * @param index of the element
     * @param value the new element
     */
    public void setChar(int index, char value) {
        CHAR.setOpaque(memory, at(index, 2), value);
    }

    /**
     * Copies elements out, plain reads.
     *
     * @param from index of the first element
     * @param target gets the elements
     * @param offset where they begin there
     * @param count how many
     */
    public void copyOut(int from, char[] target, int offset, int count) {
        MemorySegment.copy(memory(from, count), ValueLayout.JAVA_CHAR, 0, target, offset, count);
    }

    /**
     * Copies elements in, plain stores.
     *
     * @param from index of the first element
     * @param source has the new elements
     * @param offset where they begin there
     * @param count how many
     */
    public void copyIn(int from, char[] source, int offset, int count) {
        MemorySegment.copy(source, offset, memory(from, count), ValueLayout.JAVA_CHAR, 0, count);
    }
}
