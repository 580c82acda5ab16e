package io.github.procession.multiprocessing;

import io.github.procession.internal.Cleaners;
import io.github.procession.ipc.memory.Shareable;
import io.github.procession.ipc.memory.Shareables;
import io.github.procession.ipc.memory.SharedElements;
import io.github.procession.ipc.transport.CellTypes;
import java.util.Objects;

/**
 * An array of numbers, characters or booleans that processes share: Python's {@code multiprocessing.Array}. It may be
 * sent to any process at any time, as an argument, through a queue or captured by a lambda; all copies are the same array.
 * Its length is fixed.
 *
 * <pre>{@code
 * var data = Array.ofDouble(1_000_000);
 * data.set(3, 0.5);
 * data.copyFrom(0, measured, 0, measured.length);       // Python's slice assignment
 * var buffer = data.asBuffer();                         // the memory itself
 * }</pre>
 *
 * <p>Reading and storing do not take the lock, unlike in Python; {@link #getLock()} is for steps that belong
 * together, {@code addAndGet} for {@code a[i] += 1}. An index counts from the start: a negative one is out of bounds, as everywhere in Java. Characters are Java's,
 * 16 bits each; for Python's array of bytes, {@code Array('c', n)}, use {@link #ofByte(int)}.
 *
 * <p><b>Memory consistency.</b> Reading and storing an element is opaque (see {@link java.lang.invoke.VarHandle}): it is
 * never torn, and a loop that waits for another process's store sees it; but between different elements there is no order.
 * Copying and buffers are plain. {@code getAndAdd}, {@code addAndGet} and {@code compareAndSet}, which arrays of
 * {@code int}, {@code long}, {@code float} and {@code double} have, are volatile. Code that reads several elements
 * together, or one as a sign that others are there, takes the lock, or uses a {@link Value}, an event or a queue as the sign.
 *
 * <p><b>If a process dies.</b> Each element is as it was or as it was stored; of a copy, some elements may be stored. What
 * happens to the lock of an array when its holder dies is said at {@link RLock}. The memory is freed when no process has
 * the array any more.
 *
 * <p>Making an array throws {@link java.io.UncheckedIOException} when there is not enough shared memory for it.
 */
// Longer than most: the constructors and bulk methods that eight types share, and their comments.
@SuppressWarnings("exports") // Shareable is for the library's own classes
public abstract sealed class Array implements Shareable
        permits IntArray, LongArray, DoubleArray, FloatArray, ShortArray, ByteArray, CharArray, BooleanArray {
    /** The memory. */
    final SharedElements elements;

    private final RLock lock;

    Array(int length, int width, RLock lock) {
        Homes.requireMemory("an Array", "use a Value for each number, or send the numbers through a Queue");
        this(SharedElements.create(CellTypes.ARRAY, length, width, lock == null ? 0 : lock.address()), lock);
    }

    Array(SharedElements elements) {
        this(elements, CompanionLock.of(elements.address(), elements.lock()));
    }

    private Array(SharedElements elements, RLock lock) {
        this.elements = elements;
        this.lock = lock;
        elements.dropWith(Cleaners.CLEANER, this);
    }

    private static int checked(int length) {
        if (length < 0) {
            throw new IllegalArgumentException("the length of an array cannot be negative: " + length);
        }
        return length;
    }

    /**
     * Makes an array of zeros with a lock of its own: Python's {@code Array('i', n)}.
     *
     * @param length how many elements, zero or more
     * @return the array
     */
    public static IntArray ofInt(int length) {
        return Shareables.intern(new IntArray(checked(length), new RLock()));
    }

    /**
     * Makes an array of these elements with a lock of its own: Python's {@code Array('i', initial)}.
     *
     * @param initial is copied
     * @return the array
     */
    public static IntArray ofInt(int[] initial) {
        return ofInt(initial, new RLock());
    }

    /**
     * Makes an array that is guarded by a lock which may guard others too: Python's
     * {@code Array('i', initial, lock=lock)}.
     *
     * @param initial is copied
     * @param lock the lock that {@link #getLock()} gives
     * @return the array
     */
    public static IntArray ofInt(int[] initial, RLock lock) {
        return Shareables.intern(new IntArray(initial, Objects.requireNonNull(lock, "lock")));
    }

    /**
     * Makes an array of zeros without a lock: Python's {@code RawArray('i', n)}.
     *
     * @param length how many elements, zero or more
     * @return the array
     */
    public static IntArray rawInt(int length) {
        return Shareables.intern(new IntArray(checked(length), null));
    }

    /**
     * Makes an array of these elements without a lock: Python's {@code RawArray('i', initial)}.
     *
     * @param initial is copied
     * @return the array
     */
    public static IntArray rawInt(int[] initial) {
        return Shareables.intern(new IntArray(initial, null));
    }

    /**
     * Makes an array of zeros with a lock of its own: Python's {@code Array('q', n)}.
     *
     * @param length how many elements, zero or more
     * @return the array
     */
    public static LongArray ofLong(int length) {
        return Shareables.intern(new LongArray(checked(length), new RLock()));
    }

    /**
     * Makes an array of these elements with a lock of its own: Python's {@code Array('q', initial)}.
     *
     * @param initial is copied
     * @return the array
     */
    public static LongArray ofLong(long[] initial) {
        return ofLong(initial, new RLock());
    }

    /**
     * Makes an array that is guarded by a lock which may guard others too: Python's
     * {@code Array('q', initial, lock=lock)}.
     *
     * @param initial is copied
     * @param lock the lock that {@link #getLock()} gives
     * @return the array
     */
    public static LongArray ofLong(long[] initial, RLock lock) {
        return Shareables.intern(new LongArray(initial, Objects.requireNonNull(lock, "lock")));
    }

    /**
     * Makes an array of zeros without a lock: Python's {@code RawArray('q', n)}.
     *
     * @param length how many elements, zero or more
     * @return the array
     */
    public static LongArray rawLong(int length) {
        return Shareables.intern(new LongArray(checked(length), null));
    }

    /**
     * Makes an array of these elements without a lock: Python's {@code RawArray('q', initial)}.
     *
     * @param initial is copied
     * @return the array
     */
    public static LongArray rawLong(long[] initial) {
        return Shareables.intern(new LongArray(initial, null));
    }

    /**
     * Makes an array of zeros with a lock of its own: Python's {@code Array('d', n)}.
     *
     * @param length how many elements, zero or more
     * @return the array
     */
    public static DoubleArray ofDouble(int length) {
        return Shareables.intern(new DoubleArray(checked(length), new RLock()));
    }

    /**
     * Makes an array of these elements with a lock of its own: Python's {@code Array('d', initial)}.
     *
     * @param initial is copied
     * @return the array
     */
    public static DoubleArray ofDouble(double[] initial) {
        return ofDouble(initial, new RLock());
    }

    /**
     * Makes an array that is guarded by a lock which may guard others too: Python's
     * {@code Array('d', initial, lock=lock)}.
     *
     * @param initial is copied
     * @param lock the lock that {@link #getLock()} gives
     * @return the array
     */
    public static DoubleArray ofDouble(double[] initial, RLock lock) {
        return Shareables.intern(new DoubleArray(initial, Objects.requireNonNull(lock, "lock")));
    }

    /**
     * Makes an array of zeros without a lock: Python's {@code RawArray('d', n)}.
     *
     * @param length how many elements, zero or more
     * @return the array
     */
    public static DoubleArray rawDouble(int length) {
        return Shareables.intern(new DoubleArray(checked(length), null));
    }

    /**
     * Makes an array of these elements without a lock: Python's {@code RawArray('d', initial)}.
     *
     * @param initial is copied
     * @return the array
     */
    public static DoubleArray rawDouble(double[] initial) {
        return Shareables.intern(new DoubleArray(initial, null));
    }

    /**
     * Makes an array of zeros with a lock of its own: Python's {@code Array('f', n)}.
     *
     * @param length how many elements, zero or more
     * @return the array
     */
    public static FloatArray ofFloat(int length) {
        return Shareables.intern(new FloatArray(checked(length), new RLock()));
    }

    /**
     * Makes an array of these elements with a lock of its own: Python's {@code Array('f', initial)}.
     *
     * @param initial is copied
     * @return the array
     */
    public static FloatArray ofFloat(float[] initial) {
        return ofFloat(initial, new RLock());
    }

    /**
     * Makes an array that is guarded by a lock which may guard others too: Python's
     * {@code Array('f', initial, lock=lock)}.
     *
     * @param initial is copied
     * @param lock the lock that {@link #getLock()} gives
     * @return the array
     */
    public static FloatArray ofFloat(float[] initial, RLock lock) {
        return Shareables.intern(new FloatArray(initial, Objects.requireNonNull(lock, "lock")));
    }

    /**
     * Makes an array of zeros without a lock: Python's {@code RawArray('f', n)}.
     *
     * @param length how many elements, zero or more
     * @return the array
     */
    public static FloatArray rawFloat(int length) {
        return Shareables.intern(new FloatArray(checked(length), null));
    }

    /**
     * Makes an array of these elements without a lock: Python's {@code RawArray('f', initial)}.
     *
     * @param initial is copied
     * @return the array
     */
    public static FloatArray rawFloat(float[] initial) {
        return Shareables.intern(new FloatArray(initial, null));
    }

    /**
     * Makes an array of zeros with a lock of its own: Python's {@code Array('h', n)}.
     *
     * @param length how many elements, zero or more
     * @return the array
     */
    public static ShortArray ofShort(int length) {
        return Shareables.intern(new ShortArray(checked(length), new RLock()));
    }

    /**
     * Makes an array of these elements with a lock of its own: Python's {@code Array('h', initial)}.
     *
     * @param initial is copied
     * @return the array
     */
    public static ShortArray ofShort(short[] initial) {
        return ofShort(initial, new RLock());
    }

    /**
     * Makes an array that is guarded by a lock which may guard others too: Python's
     * {@code Array('h', initial, lock=lock)}.
     *
     * @param initial is copied
     * @param lock the lock that {@link #getLock()} gives
     * @return the array
     */
    public static ShortArray ofShort(short[] initial, RLock lock) {
        return Shareables.intern(new ShortArray(initial, Objects.requireNonNull(lock, "lock")));
    }

    /**
     * Makes an array of zeros without a lock: Python's {@code RawArray('h', n)}.
     *
     * @param length how many elements, zero or more
     * @return the array
     */
    public static ShortArray rawShort(int length) {
        return Shareables.intern(new ShortArray(checked(length), null));
    }

    /**
     * Makes an array of these elements without a lock: Python's {@code RawArray('h', initial)}.
     *
     * @param initial is copied
     * @return the array
     */
    public static ShortArray rawShort(short[] initial) {
        return Shareables.intern(new ShortArray(initial, null));
    }

    /**
     * Makes an array of zeros with a lock of its own: Python's {@code Array('b', n)}.
     *
     * @param length how many elements, zero or more
     * @return the array
     */
    public static ByteArray ofByte(int length) {
        return Shareables.intern(new ByteArray(checked(length), new RLock()));
    }

    /**
     * Makes an array of these elements with a lock of its own: Python's {@code Array('b', initial)}.
     *
     * @param initial is copied
     * @return the array
     */
    public static ByteArray ofByte(byte[] initial) {
        return ofByte(initial, new RLock());
    }

    /**
     * Makes an array that is guarded by a lock which may guard others too: Python's
     * {@code Array('b', initial, lock=lock)}.
     *
     * @param initial is copied
     * @param lock the lock that {@link #getLock()} gives
     * @return the array
     */
    public static ByteArray ofByte(byte[] initial, RLock lock) {
        return Shareables.intern(new ByteArray(initial, Objects.requireNonNull(lock, "lock")));
    }

    /**
     * Makes an array of zeros without a lock: Python's {@code RawArray('b', n)}.
     *
     * @param length how many elements, zero or more
     * @return the array
     */
    public static ByteArray rawByte(int length) {
        return Shareables.intern(new ByteArray(checked(length), null));
    }

    /**
     * Makes an array of these elements without a lock: Python's {@code RawArray('b', initial)}.
     *
     * @param initial is copied
     * @return the array
     */
    public static ByteArray rawByte(byte[] initial) {
        return Shareables.intern(new ByteArray(initial, null));
    }

    /**
     * Makes an array of zeros with a lock of its own: Python's {@code Array('u', n)}.
     *
     * @param length how many elements, zero or more
     * @return the array
     */
    public static CharArray ofChar(int length) {
        return Shareables.intern(new CharArray(checked(length), new RLock()));
    }

    /**
     * Makes an array of these elements with a lock of its own: Python's {@code Array('u', initial)}.
     *
     * @param initial is copied
     * @return the array
     */
    public static CharArray ofChar(char[] initial) {
        return ofChar(initial, new RLock());
    }

    /**
     * Makes an array that is guarded by a lock which may guard others too: Python's
     * {@code Array('u', initial, lock=lock)}.
     *
     * @param initial is copied
     * @param lock the lock that {@link #getLock()} gives
     * @return the array
     */
    public static CharArray ofChar(char[] initial, RLock lock) {
        return Shareables.intern(new CharArray(initial, Objects.requireNonNull(lock, "lock")));
    }

    /**
     * Makes an array of zeros without a lock: Python's {@code RawArray('u', n)}.
     *
     * @param length how many elements, zero or more
     * @return the array
     */
    public static CharArray rawChar(int length) {
        return Shareables.intern(new CharArray(checked(length), null));
    }

    /**
     * Makes an array of these elements without a lock: Python's {@code RawArray('u', initial)}.
     *
     * @param initial is copied
     * @return the array
     */
    public static CharArray rawChar(char[] initial) {
        return Shareables.intern(new CharArray(initial, null));
    }

    /**
     * Makes an array of zeros with a lock of its own: Python's {@code Array(c_bool, n)}.
     *
     * @param length how many elements, zero or more
     * @return the array
     */
    public static BooleanArray ofBoolean(int length) {
        return Shareables.intern(new BooleanArray(checked(length), new RLock()));
    }

    /**
     * Makes an array of these elements with a lock of its own: Python's {@code Array(c_bool, initial)}.
     *
     * @param initial is copied
     * @return the array
     */
    public static BooleanArray ofBoolean(boolean[] initial) {
        return ofBoolean(initial, new RLock());
    }

    /**
     * Makes an array that is guarded by a lock which may guard others too: Python's
     * {@code Array(c_bool, initial, lock=lock)}.
     *
     * @param initial is copied
     * @param lock the lock that {@link #getLock()} gives
     * @return the array
     */
    public static BooleanArray ofBoolean(boolean[] initial, RLock lock) {
        return Shareables.intern(new BooleanArray(initial, Objects.requireNonNull(lock, "lock")));
    }

    /**
     * Makes an array of zeros without a lock: Python's {@code RawArray(c_bool, n)}.
     *
     * @param length how many elements, zero or more
     * @return the array
     */
    public static BooleanArray rawBoolean(int length) {
        return Shareables.intern(new BooleanArray(checked(length), null));
    }

    /**
     * Makes an array of these elements without a lock: Python's {@code RawArray(c_bool, initial)}.
     *
     * @param initial is copied
     * @return the array
     */
    public static BooleanArray rawBoolean(boolean[] initial) {
        return Shareables.intern(new BooleanArray(initial, null));
    }

    @Override
    public final long address() {
        return elements.address();
    }

    @Override
    public final long[] companions() {
        return lock == null ? new long[0] : new long[] {lock.address()};
    }

    /**
     * How many elements the array has: Python's {@code len(a)}.
     *
     * @return the number
     */
    public final int length() {
        return elements.length();
    }

    /**
     * The lock of the array: Python's {@code get_lock()}. The same one in all processes.
     *
     * @return the lock
     * @throws UnsupportedOperationException if the array was made without lock
     */
    public final RLock getLock() {
        if (lock == null) {
            throw new UnsupportedOperationException("a raw array has no lock: make it with Array.of...");
        }
        return lock;
    }

    /** The type and the length, as text. */
    @Override
    public final String toString() {
        return "<" + getClass().getSimpleName() + " of " + length() + ">";
    }
}
