package io.github.procession.multiprocessing;

import io.github.procession.internal.Cleaners;
import io.github.procession.internal.ObjectHome;
import io.github.procession.internal.RemoteElements;
import io.github.procession.ipc.memory.RemoteHandle;
import io.github.procession.ipc.memory.Shareable;
import io.github.procession.ipc.memory.SharedElements;
import io.github.procession.ipc.transport.CellTypes;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

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
 *
 * <p><b>On a cluster</b> an array has no memory: buffers are refused, and a stream is over a copy. Each call is one step at the
 * server, but a copy of more than 4 MiB is several. An array has 512 MiB at most.
 */
// Longer than most: the constructors and bulk methods that eight types share, and their comments.
@SuppressWarnings("exports") // Shareable is for the library's own classes
public abstract sealed class Array implements Shareable
        permits IntArray, LongArray, DoubleArray, FloatArray, ShortArray, ByteArray, CharArray, BooleanArray {
    private static final long MOST_BYTES_ELSEWHERE = 1L << 29;

    /** The memory; null if the array lives elsewhere. */
    final @Nullable SharedElements elements;

    /** The elements of an array that lives elsewhere, else null. */
    final @Nullable FarElements far;

    private final @Nullable Remote<RemoteElements> remote;
    private final RLock lock;

    /** A new array where its lock lives; one without a lock where objects live by default. */
    Array(int length, int width, RLock lock) {
        ObjectHome home = lock == null ? Homes.ofDefault() : CompanionLock.homeOf(lock);
        Remote<RemoteElements> drawn = home == null ? null : draw(home, length, width, lock);
        SharedElements memory = drawn != null
                ? null
                : SharedElements.create(CellTypes.ARRAY, length, width, lock == null ? 0 : lock.address());
        this(memory, lock, drawn);
    }

    Array(SharedElements elements) {
        this(elements, CompanionLock.of(elements.address(), elements.lock()), null);
    }

    Array(RemoteHandle handle) {
        this(null, CompanionLock.of(handle), Remote.of(RemoteElements.class, handle));
    }

    private Array(SharedElements elements, RLock lock, Remote<RemoteElements> remote) {
        this.elements = elements;
        this.lock = lock;
        this.remote = remote;
        if (remote != null) {
            RemoteHandle handle = remote.handle();
            this.far = new FarElements(this, remote.calls(), (int) handle.parameter(), (int) handle.option());
            return;
        }
        this.far = null;
        elements.dropWith(Cleaners.CLEANER, this);
    }

    private static Remote<RemoteElements> draw(ObjectHome home, int length, int width, RLock lock) {
        if ((long) length * width > MOST_BYTES_ELSEWHERE) {
            throw new IllegalArgumentException("length=" + length + ": an array of a cluster has at most "
                    + MOST_BYTES_ELSEWHERE + " bytes, which is what its server keeps under one name");
        }
        return Remote.draw(home, RemoteElements.class, length, width, CompanionLock.nameToSend(lock));
    }

    /** Makes a new array the one of this process for its address or name. */
    private static <A extends Array> A made(A array) {
        Homes.intern(array, ((Array) array).remote);
        return array;
    }

    /** The memory of some elements; there is none of an array that lives elsewhere. */
    final ByteBuffer bytes(int from, int count) {
        if (elements == null) {
            throw Homes.notShared("a buffer of an Array", "use toArray(), copyTo and copyFrom");
        }
        return elements.bytes(from, count);
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
        return made(new IntArray(checked(length), new RLock()));
    }

    /**
     * Makes an array of these elements with a lock of its own: Python's {@code Array('i', initial)}.
     *
     * @param initial is copied
     * @return the array
     */
    public static IntArray ofInt(int[] initial) {
        return ofInt(Objects.requireNonNull(initial, "initial"), new RLock());
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
        return made(new IntArray(initial, Objects.requireNonNull(lock, "lock")));
    }

    /**
     * Makes an array of zeros without a lock: Python's {@code RawArray('i', n)}.
     *
     * @param length how many elements, zero or more
     * @return the array
     */
    public static IntArray rawInt(int length) {
        return made(new IntArray(checked(length), null));
    }

    /**
     * Makes an array of these elements without a lock: Python's {@code RawArray('i', initial)}.
     *
     * @param initial is copied
     * @return the array
     */
    public static IntArray rawInt(int[] initial) {
        return made(new IntArray(initial, null));
    }

    /**
     * Makes an array of zeros with a lock of its own: Python's {@code Array('q', n)}.
     *
     * @param length how many elements, zero or more
     * @return the array
     */
    public static LongArray ofLong(int length) {
        return made(new LongArray(checked(length), new RLock()));
    }

    /**
     * Makes an array of these elements with a lock of its own: Python's {@code Array('q', initial)}.
     *
     * @param initial is copied
     * @return the array
     */
    public static LongArray ofLong(long[] initial) {
        return ofLong(Objects.requireNonNull(initial, "initial"), new RLock());
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
        return made(new LongArray(initial, Objects.requireNonNull(lock, "lock")));
    }

    /**
     * Makes an array of zeros without a lock: Python's {@code RawArray('q', n)}.
     *
     * @param length how many elements, zero or more
     * @return the array
     */
    public static LongArray rawLong(int length) {
        return made(new LongArray(checked(length), null));
    }

    /**
     * Makes an array of these elements without a lock: Python's {@code RawArray('q', initial)}.
     *
     * @param initial is copied
     * @return the array
     */
    public static LongArray rawLong(long[] initial) {
        return made(new LongArray(initial, null));
    }

    /**
     * Makes an array of zeros with a lock of its own: Python's {@code Array('d', n)}.
     *
     * @param length how many elements, zero or more
     * @return the array
     */
    public static DoubleArray ofDouble(int length) {
        return made(new DoubleArray(checked(length), new RLock()));
    }

    /**
     * Makes an array of these elements with a lock of its own: Python's {@code Array('d', initial)}.
     *
     * @param initial is copied
     * @return the array
     */
    public static DoubleArray ofDouble(double[] initial) {
        return ofDouble(Objects.requireNonNull(initial, "initial"), new RLock());
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
        return made(new DoubleArray(initial, Objects.requireNonNull(lock, "lock")));
    }

    /**
     * Makes an array of zeros without a lock: Python's {@code RawArray('d', n)}.
     *
     * @param length how many elements, zero or more
     * @return the array
     */
    public static DoubleArray rawDouble(int length) {
        return made(new DoubleArray(checked(length), null));
    }

    /**
     * Makes an array of these elements without a lock: Python's {@code RawArray('d', initial)}.
     *
     * @param initial is copied
     * @return the array
     */
    public static DoubleArray rawDouble(double[] initial) {
        return made(new DoubleArray(initial, null));
    }

    /**
     * Makes an array of zeros with a lock of its own: Python's {@code Array('f', n)}.
     *
     * @param length how many elements, zero or more
     * @return the array
     */
    public static FloatArray ofFloat(int length) {
        return made(new FloatArray(checked(length), new RLock()));
    }

    /**
     * Makes an array of these elements with a lock of its own: Python's {@code Array('f', initial)}.
     *
     * @param initial is copied
     * @return the array
     */
    public static FloatArray ofFloat(float[] initial) {
        return ofFloat(Objects.requireNonNull(initial, "initial"), new RLock());
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
        return made(new FloatArray(initial, Objects.requireNonNull(lock, "lock")));
    }

    /**
     * Makes an array of zeros without a lock: Python's {@code RawArray('f', n)}.
     *
     * @param length how many elements, zero or more
     * @return the array
     */
    public static FloatArray rawFloat(int length) {
        return made(new FloatArray(checked(length), null));
    }

    /**
     * Makes an array of these elements without a lock: Python's {@code RawArray('f', initial)}.
     *
     * @param initial is copied
     * @return the array
     */
    public static FloatArray rawFloat(float[] initial) {
        return made(new FloatArray(initial, null));
    }

    /**
     * Makes an array of zeros with a lock of its own: Python's {@code Array('h', n)}.
     *
     * @param length how many elements, zero or more
     * @return the array
     */
    public static ShortArray ofShort(int length) {
        return made(new ShortArray(checked(length), new RLock()));
    }

    /**
     * Makes an array of these elements with a lock of its own: Python's {@code Array('h', initial)}.
     *
     * @param initial is copied
     * @return the array
     */
    public static ShortArray ofShort(short[] initial) {
        return ofShort(Objects.requireNonNull(initial, "initial"), new RLock());
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
        return made(new ShortArray(initial, Objects.requireNonNull(lock, "lock")));
    }

    /**
     * Makes an array of zeros without a lock: Python's {@code RawArray('h', n)}.
     *
     * @param length how many elements, zero or more
     * @return the array
     */
    public static ShortArray rawShort(int length) {
        return made(new ShortArray(checked(length), null));
    }

    /**
     * Makes an array of these elements without a lock: Python's {@code RawArray('h', initial)}.
     *
     * @param initial is copied
     * @return the array
     */
    public static ShortArray rawShort(short[] initial) {
        return made(new ShortArray(initial, null));
    }

    /**
     * Makes an array of zeros with a lock of its own: Python's {@code Array('b', n)}.
     *
     * @param length how many elements, zero or more
     * @return the array
     */
    public static ByteArray ofByte(int length) {
        return made(new ByteArray(checked(length), new RLock()));
    }

    /**
     * Makes an array of these elements with a lock of its own: Python's {@code Array('b', initial)}.
     *
     * @param initial is copied
     * @return the array
     */
    public static ByteArray ofByte(byte[] initial) {
        return ofByte(Objects.requireNonNull(initial, "initial"), new RLock());
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
        return made(new ByteArray(initial, Objects.requireNonNull(lock, "lock")));
    }

    /**
     * Makes an array of zeros without a lock: Python's {@code RawArray('b', n)}.
     *
     * @param length how many elements, zero or more
     * @return the array
     */
    public static ByteArray rawByte(int length) {
        return made(new ByteArray(checked(length), null));
    }

    /**
     * Makes an array of these elements without a lock: Python's {@code RawArray('b', initial)}.
     *
     * @param initial is copied
     * @return the array
     */
    public static ByteArray rawByte(byte[] initial) {
        return made(new ByteArray(initial, null));
    }

    /**
     * Makes an array of zeros with a lock of its own: Python's {@code Array('u', n)}.
     *
     * @param length how many elements, zero or more
     * @return the array
     */
    public static CharArray ofChar(int length) {
        return made(new CharArray(checked(length), new RLock()));
    }

    /**
     * Makes an array of these elements with a lock of its own: Python's {@code Array('u', initial)}.
     *
     * @param initial is copied
     * @return the array
     */
    public static CharArray ofChar(char[] initial) {
        return ofChar(Objects.requireNonNull(initial, "initial"), new RLock());
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
        return made(new CharArray(initial, Objects.requireNonNull(lock, "lock")));
    }

    /**
     * Makes an array of zeros without a lock: Python's {@code RawArray('u', n)}.
     *
     * @param length how many elements, zero or more
     * @return the array
     */
    public static CharArray rawChar(int length) {
        return made(new CharArray(checked(length), null));
    }

    /**
     * Makes an array of these elements without a lock: Python's {@code RawArray('u', initial)}.
     *
     * @param initial is copied
     * @return the array
     */
    public static CharArray rawChar(char[] initial) {
        return made(new CharArray(initial, null));
    }

    /**
     * Makes an array of zeros with a lock of its own: Python's {@code Array(c_bool, n)}.
     *
     * @param length how many elements, zero or more
     * @return the array
     */
    public static BooleanArray ofBoolean(int length) {
        return made(new BooleanArray(checked(length), new RLock()));
    }

    /**
     * Makes an array of these elements with a lock of its own: Python's {@code Array(c_bool, initial)}.
     *
     * @param initial is copied
     * @return the array
     */
    public static BooleanArray ofBoolean(boolean[] initial) {
        return ofBoolean(Objects.requireNonNull(initial, "initial"), new RLock());
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
        return made(new BooleanArray(initial, Objects.requireNonNull(lock, "lock")));
    }

    /**
     * Makes an array of zeros without a lock: Python's {@code RawArray(c_bool, n)}.
     *
     * @param length how many elements, zero or more
     * @return the array
     */
    public static BooleanArray rawBoolean(int length) {
        return made(new BooleanArray(checked(length), null));
    }

    /**
     * Makes an array of these elements without a lock: Python's {@code RawArray(c_bool, initial)}.
     *
     * @param initial is copied
     * @return the array
     */
    public static BooleanArray rawBoolean(boolean[] initial) {
        return made(new BooleanArray(initial, null));
    }

    @Override
    public final long address() {
        return elements == null ? 0 : elements.address();
    }

    @Override
    public final RemoteHandle remoteHandle() {
        return remote == null ? null : remote.handleToSend();
    }

    @Override
    public final long[] companions() {
        return lock == null || remote != null ? new long[0] : new long[] {lock.address()};
    }

    /**
     * How many elements the array has: Python's {@code len(a)}.
     *
     * @return the number
     */
    public final int length() {
        return elements == null ? (int) remote.handle().parameter() : elements.length();
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
