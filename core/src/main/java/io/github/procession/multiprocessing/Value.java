package io.github.procession.multiprocessing;

import io.github.procession.internal.Cleaners;
import io.github.procession.internal.ObjectHome;
import io.github.procession.internal.RemoteCell;
import io.github.procession.ipc.memory.Cell;
import io.github.procession.ipc.memory.Region;
import io.github.procession.ipc.memory.RemoteHandle;
import io.github.procession.ipc.memory.Session;
import io.github.procession.ipc.memory.Shareable;
import io.github.procession.ipc.transport.CellTypes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One number, character or boolean that processes share: Python's {@code multiprocessing.Value}. It may be sent to any
 * process at any time, as an argument, through a queue or captured by a lambda; all copies are the same value.
 *
 * <pre>{@code
 * var hits = Value.ofInt(0);
 * hits.addAndGet(1);                                                            // atomic
 * try (var _ = hits.getLock().acquire()) { hits.set(hits.get() + 1); }         // Python's way
 * }</pre>
 *
 * <p>Python has only the second way, since {@code v.value += 1} is two steps there. Reading and storing do not take the
 * lock here: a {@code set} in one process does not wait while another holds it. A value without lock, of
 * {@link #rawInt} and its sisters, is a little cheaper to make; its access is the same.
 *
 * <p><b>Memory consistency.</b> Reading and storing are volatile: what a thread did to shared memory before it stored a
 * value happens-before what a thread of any process does after it read that value.
 *
 * <p><b>If a process dies.</b> A value is changed by one store, so it is as it was before the operation or as it is after
 * it. What happens to the lock of a value when its holder dies is said at {@link RLock}.
 */
// Longer than most: the operations and layouts that eight types share, and their comments.
@SuppressWarnings("exports") // Shareable is for the library's own classes
public abstract sealed class Value implements Shareable
        permits IntValue, LongValue, DoubleValue, FloatValue, ShortValue, ByteValue, CharValue, BooleanValue {
    private static final long VALUE_WORD = 0;
    private static final long LOCK_WORD = 8;

    /** The memory that the value is in. */
    final Region region;

    /** Memory address of the word in this process. */
    final long word;

    /** Where the value lives; null for shared memory. Else there is no region. */
    private final @Nullable Remote<RemoteCell> remote;

    private final long address;
    private final RLock lock;

    /** A new value in shared memory, or for a home in that. */
    Value(ObjectHome home, int bytes, RLock lock) {
        Remote<RemoteCell> drawn = home == null ? null : draw(home, bytes, lock);
        this(drawn == null ? Session.current().allocate(CellTypes.VALUE) : null, lock, drawn);
        if (drawn == null) {
            region.putLong(word + LOCK_WORD, lock == null ? 0 : lock.address());
        }
    }

    Value(long address) {
        Cell cell = Session.current().hold(address);
        this(cell, CompanionLock.of(address, cell.region().getLong(cell.word(LOCK_WORD))), null);
    }

    Value(RemoteHandle handle) {
        this(null, CompanionLock.of(handle), Remote.of(RemoteCell.class, handle));
    }

    private static Remote<RemoteCell> draw(ObjectHome home, int bytes, RLock lock) {
        return Remote.draw(home, RemoteCell.class, 0, bytes, CompanionLock.nameToSend(lock));
    }

    /** A value in memory that the caller has mapped and will unmap, for proofs that map it twice. */
    Value(Region region, long word, RLock lock) {
        this.region = region;
        this.word = word;
        this.address = 0;
        this.lock = lock;
        this.remote = null;
    }

    private Value(Cell cell, RLock lock, Remote<RemoteCell> remote) {
        this.remote = remote;
        if (remote != null) {
            this.region = null;
            this.word = 0;
            this.address = 0;
            this.lock = lock;
            return;
        }
        this.region = cell.region();
        this.word = cell.word(VALUE_WORD);
        this.address = cell.address();
        this.lock = lock;
        Session session = Session.current();
        long held = address;
        Cleaners.CLEANER.register(this, () -> session.drop(held));
    }

    /**
     * Makes an {@code int} with a lock of its own: Python's {@code Value('i', x)}.
     *
     * @param initial the first value
     * @return the value
     */
    public static IntValue ofInt(int initial) {
        return ofInt(initial, new RLock());
    }

    /**
     * Makes an {@code int} that is guarded by a lock which may guard others too: Python's {@code Value('i', x, lock=lock)}.
     *
     * @param initial the first value
     * @param lock the lock that {@link #getLock()} gives
     * @return the value
     */
    public static IntValue ofInt(int initial, RLock lock) {
        return made(new IntValue(homeOf(lock), initial, lock));
    }

    /**
     * Makes an {@code int} without a lock: Python's {@code RawValue('i', x)}.
     *
     * @param initial the first value
     * @return the value
     */
    public static IntValue rawInt(int initial) {
        return made(new IntValue(Homes.ofDefault(), initial, null));
    }

    /**
     * Makes a {@code long} with a lock of its own: Python's {@code Value('q', x)}.
     *
     * @param initial the first value
     * @return the value
     */
    public static LongValue ofLong(long initial) {
        return ofLong(initial, new RLock());
    }

    /**
     * Makes a {@code long} that is guarded by a lock which may guard others too: Python's {@code Value('q', x, lock=lock)}.
     *
     * @param initial the first value
     * @param lock the lock that {@link #getLock()} gives
     * @return the value
     */
    public static LongValue ofLong(long initial, RLock lock) {
        return made(new LongValue(homeOf(lock), initial, lock));
    }

    /**
     * Makes a {@code long} without a lock: Python's {@code RawValue('q', x)}.
     *
     * @param initial the first value
     * @return the value
     */
    public static LongValue rawLong(long initial) {
        return made(new LongValue(Homes.ofDefault(), initial, null));
    }

    /**
     * Makes a {@code double} with a lock of its own: Python's {@code Value('d', x)}.
     *
     * @param initial the first value
     * @return the value
     */
    public static DoubleValue ofDouble(double initial) {
        return ofDouble(initial, new RLock());
    }

    /**
     * Makes a {@code double} that is guarded by a lock which may guard others too: Python's {@code Value('d', x, lock=lock)}.
     *
     * @param initial the first value
     * @param lock the lock that {@link #getLock()} gives
     * @return the value
     */
    public static DoubleValue ofDouble(double initial, RLock lock) {
        return made(new DoubleValue(homeOf(lock), initial, lock));
    }

    /**
     * Makes a {@code double} without a lock: Python's {@code RawValue('d', x)}.
     *
     * @param initial the first value
     * @return the value
     */
    public static DoubleValue rawDouble(double initial) {
        return made(new DoubleValue(Homes.ofDefault(), initial, null));
    }

    /**
     * Makes a {@code float} with a lock of its own: Python's {@code Value('f', x)}.
     *
     * @param initial the first value
     * @return the value
     */
    public static FloatValue ofFloat(float initial) {
        return ofFloat(initial, new RLock());
    }

    /**
     * Makes a {@code float} that is guarded by a lock which may guard others too: Python's {@code Value('f', x, lock=lock)}.
     *
     * @param initial the first value
     * @param lock the lock that {@link #getLock()} gives
     * @return the value
     */
    public static FloatValue ofFloat(float initial, RLock lock) {
        return made(new FloatValue(homeOf(lock), initial, lock));
    }

    /**
     * Makes a {@code float} without a lock: Python's {@code RawValue('f', x)}.
     *
     * @param initial the first value
     * @return the value
     */
    public static FloatValue rawFloat(float initial) {
        return made(new FloatValue(Homes.ofDefault(), initial, null));
    }

    /**
     * Makes a {@code short} with a lock of its own: Python's {@code Value('h', x)}.
     *
     * @param initial the first value
     * @return the value
     */
    public static ShortValue ofShort(short initial) {
        return ofShort(initial, new RLock());
    }

    /**
     * Makes a {@code short} that is guarded by a lock which may guard others too: Python's {@code Value('h', x, lock=lock)}.
     *
     * @param initial the first value
     * @param lock the lock that {@link #getLock()} gives
     * @return the value
     */
    public static ShortValue ofShort(short initial, RLock lock) {
        return made(new ShortValue(homeOf(lock), initial, lock));
    }

    /**
     * Makes a {@code short} without a lock: Python's {@code RawValue('h', x)}.
     *
     * @param initial the first value
     * @return the value
     */
    public static ShortValue rawShort(short initial) {
        return made(new ShortValue(Homes.ofDefault(), initial, null));
    }

    /**
     * Makes a {@code byte} with a lock of its own: Python's {@code Value('b', x)}.
     *
     * @param initial the first value
     * @return the value
     */
    public static ByteValue ofByte(byte initial) {
        return ofByte(initial, new RLock());
    }

    /**
     * Makes a {@code byte} that is guarded by a lock which may guard others too: Python's {@code Value('b', x, lock=lock)}.
     *
     * @param initial the first value
     * @param lock the lock that {@link #getLock()} gives
     * @return the value
     */
    public static ByteValue ofByte(byte initial, RLock lock) {
        return made(new ByteValue(homeOf(lock), initial, lock));
    }

    /**
     * Makes a {@code byte} without a lock: Python's {@code RawValue('b', x)}.
     *
     * @param initial the first value
     * @return the value
     */
    public static ByteValue rawByte(byte initial) {
        return made(new ByteValue(Homes.ofDefault(), initial, null));
    }

    /**
     * Makes a {@code char} with a lock of its own: Python's {@code Value('u', x)}.
     *
     * @param initial the first value
     * @return the value
     */
    public static CharValue ofChar(char initial) {
        return ofChar(initial, new RLock());
    }

    /**
     * Makes a {@code char} that is guarded by a lock which may guard others too: Python's {@code Value('u', x, lock=lock)}.
     *
     * @param initial the first value
     * @param lock the lock that {@link #getLock()} gives
     * @return the value
     */
    public static CharValue ofChar(char initial, RLock lock) {
        return made(new CharValue(homeOf(lock), initial, lock));
    }

    /**
     * Makes a {@code char} without a lock: Python's {@code RawValue('u', x)}.
     *
     * @param initial the first value
     * @return the value
     */
    public static CharValue rawChar(char initial) {
        return made(new CharValue(Homes.ofDefault(), initial, null));
    }

    /**
     * Makes a {@code boolean} with a lock of its own: Python's {@code Value(c_bool, x)}.
     *
     * @param initial the first value
     * @return the value
     */
    public static BooleanValue ofBoolean(boolean initial) {
        return ofBoolean(initial, new RLock());
    }

    /**
     * Makes a {@code boolean} that is guarded by a lock which may guard others too: Python's {@code Value(c_bool, x, lock=lock)}.
     *
     * @param initial the first value
     * @param lock the lock that {@link #getLock()} gives
     * @return the value
     */
    public static BooleanValue ofBoolean(boolean initial, RLock lock) {
        return made(new BooleanValue(homeOf(lock), initial, lock));
    }

    /**
     * Makes a {@code boolean} without a lock: Python's {@code RawValue(c_bool, x)}.
     *
     * @param initial the first value
     * @return the value
     */
    public static BooleanValue rawBoolean(boolean initial) {
        return made(new BooleanValue(Homes.ofDefault(), initial, null));
    }

    @Override
    public final long address() {
        return address;
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
     * The lock of the value: Python's {@code get_lock()}. The same one in all processes.
     *
     * @return the lock
     * @throws UnsupportedOperationException if the value was made without lock
     */
    public final RLock getLock() {
        if (lock == null) {
            throw new UnsupportedOperationException("a raw value has no lock: make it with Value.of...");
        }
        return lock;
    }

    /** Makes a new value the one of this process for its address or name. */
    private static <V extends Value> V made(V value) {
        Homes.intern(value, ((Value) value).remote);
        return value;
    }

    /** The home of a value with a lock: where the lock is. */
    private static ObjectHome homeOf(RLock lock) {
        return CompanionLock.homeOf(Objects.requireNonNull(lock, "lock"));
    }

    final int readInt() {
        return region != null
                ? region.getIntVolatile(word)
                : (int) remote.calls().get();
    }

    final void storeInt(int value) {
        if (region == null) {
            remote.calls().set(value);
            return;
        }
        region.putIntVolatile(word, value);
    }

    final int swapInt(int value) {
        return region != null
                ? region.getAndSetInt(word, value)
                : (int) remote.calls().getAndSet(value);
    }

    final boolean compareAndStoreInt(int expected, int value) {
        return region != null
                ? region.compareAndSetInt(word, expected, value)
                : remote.calls().compareAndSet(expected, value);
    }

    final int addInt(int delta) {
        return region != null
                ? region.getAndAddInt(word, delta)
                : (int) remote.calls().getAndAdd(delta);
    }

    final long readLong() {
        return region != null ? region.getLongVolatile(word) : remote.calls().get();
    }

    final void storeLong(long value) {
        if (region == null) {
            remote.calls().set(value);
            return;
        }
        region.putLongVolatile(word, value);
    }

    final boolean compareAndStoreLong(long expected, long value) {
        return region != null
                ? region.compareAndSetLong(word, expected, value)
                : remote.calls().compareAndSet(expected, value);
    }

    final long addLong(long delta) {
        return region != null
                ? region.getAndAddLong(word, delta)
                : remote.calls().getAndAdd(delta);
    }

    final String text(String value) {
        return "<" + getClass().getSimpleName() + " " + value + ">";
    }
}
