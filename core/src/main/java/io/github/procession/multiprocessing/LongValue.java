package io.github.procession.multiprocessing;

import io.github.procession.internal.ObjectHome;
import io.github.procession.ipc.memory.Region;
import io.github.procession.ipc.memory.RemoteHandle;
import io.github.procession.ipc.memory.Shareables;
import java.lang.ref.Reference;
import java.util.Objects;
import java.util.function.LongUnaryOperator;

/**
 * A {@code long} in shared memory: Python's {@code Value(ctypes.c_longlong)}. It is made by {@link Value#ofLong} or
 * {@link Value#rawLong}, and may be sent to any process at any time; all copies are the same value.
 *
 * <p>Every access is volatile and every method is atomic, among threads and among processes; see {@link Value} for
 * memory consistency and for what happens when a process dies.
 */
public final class LongValue extends Value {
    static {
        Shareables.register(LongValue.class, LongValue::new);
    }

    LongValue(ObjectHome home, long initial, RLock lock) {
        super(home, Long.BYTES, lock);
        set(initial);
    }

    private LongValue(long address) {
        super(address);
    }

    LongValue(RemoteHandle handle) {
        super(handle);
    }

    LongValue(Region region, long word, RLock lock) {
        super(region, word, lock);
    }

    /**
     * Reads the value: Python's {@code v.value}.
     *
     * @return the value
     */
    public long get() {
        long value = readLong();
        Reference.reachabilityFence(this);
        return value;
    }

    /**
     * Stores a value: Python's {@code v.value = x}.
     *
     * @param value the new value
     */
    public void set(long value) {
        storeLong(value);
        Reference.reachabilityFence(this);
    }

    /**
     * Stores a value, in one step that no other process can come between.
     *
     * @param value the new value
     * @return the value before
     */
    public long getAndSet(long value) {
        while (true) {
            long before = get();
            if (compareAndSet(before, value)) {
                return before;
            }
        }
    }

    /**
     * Stores a value if the present one is as expected, in one step that no other process can come between.
     *
     * @param expected the value it must have now
     * @param value the new value
     * @return whether it was stored
     */
    public boolean compareAndSet(long expected, long value) {
        boolean stored = compareAndStoreLong(expected, value);
        Reference.reachabilityFence(this);
        return stored;
    }

    /**
     * Adds, in one step that no other process can come between.
     *
     * @param delta the number to add; a sum out of range wraps around, as in Java
     * @return the value before
     */
    public long getAndAdd(long delta) {
        long before = addLong(delta);
        Reference.reachabilityFence(this);
        return before;
    }

    /**
     * Adds, in one step that no other process can come between: what {@code v.value += delta} is meant to do in Python.
     *
     * @param delta the number to add; a sum out of range wraps around, as in Java
     * @return the value after
     */
    public long addAndGet(long delta) {
        return getAndAdd(delta) + delta;
    }

    /**
     * Replaces the value by a function of it. No change is lost: the function is called again when another
     * process changed the value meanwhile, so it should have no side effects.
     *
     * @param function of the value before
     * @return the value after
     */
    public long updateAndGet(LongUnaryOperator function) {
        Objects.requireNonNull(function, "function");
        while (true) {
            long before = get();
            long after = function.applyAsLong(before);
            if (compareAndSet(before, after)) {
                return after;
            }
        }
    }

    /**
     * Replaces the value by a function of it, as {@link #updateAndGet} does.
     *
     * @param function of the value before
     * @return the value before
     */
    public long getAndUpdate(LongUnaryOperator function) {
        Objects.requireNonNull(function, "function");
        while (true) {
            long before = get();
            if (compareAndSet(before, function.applyAsLong(before))) {
                return before;
            }
        }
    }

    @Override
    public String toString() {
        return text(String.valueOf(get()));
    }
}
