package io.github.procession.multiprocessing;

import io.github.procession.internal.ObjectHome;
import io.github.procession.ipc.memory.Region;
import io.github.procession.ipc.memory.RemoteHandle;
import io.github.procession.ipc.memory.Shareables;
import java.lang.ref.Reference;
import java.util.Objects;
import java.util.function.IntUnaryOperator;

/**
 * An {@code int} in shared memory: Python's {@code Value(ctypes.c_int)}. It is made by {@link Value#ofInt} or
 * {@link Value#rawInt}, and may be sent to any process at any time; all copies are the same value.
 *
 * <p>Every access is volatile and every method is atomic, among threads and among processes; see {@link Value} for
 * memory consistency and for what happens when a process dies.
 */
public final class IntValue extends Value {
    static {
        Shareables.register(IntValue.class, IntValue::new);
    }

    IntValue(ObjectHome home, int initial, RLock lock) {
        super(home, Integer.BYTES, lock);
        set(initial);
    }

    private IntValue(long address) {
        super(address);
    }

    IntValue(RemoteHandle handle) {
        super(handle);
    }

    IntValue(Region region, long word, RLock lock) {
        super(region, word, lock);
    }

    /**
     * Reads the value: Python's {@code v.value}.
     *
     * @return the value
     */
    public int get() {
        int value = readInt();
        Reference.reachabilityFence(this);
        return value;
    }

    /**
     * Stores a value: Python's {@code v.value = x}.
     *
     * @param value the new value
     */
    public void set(int value) {
        storeInt(value);
        Reference.reachabilityFence(this);
    }

    /**
     * Stores a value, in one step that no other process can come between.
     *
     * @param value the new value
     * @return the value before
     */
    public int getAndSet(int value) {
        int before = swapInt(value);
        Reference.reachabilityFence(this);
        return before;
    }

    /**
     * Stores a value if the present one is as expected, in one step that no other process can come between.
     *
     * @param expected the value it must have now
     * @param value the new value
     * @return whether it was stored
     */
    public boolean compareAndSet(int expected, int value) {
        boolean stored = compareAndStoreInt(expected, value);
        Reference.reachabilityFence(this);
        return stored;
    }

    /**
     * Adds, in one step that no other process can come between.
     *
     * @param delta the number to add; a sum out of range wraps around, as in Java
     * @return the value before
     */
    public int getAndAdd(int delta) {
        int before = addInt(delta);
        Reference.reachabilityFence(this);
        return before;
    }

    /**
     * Adds, in one step that no other process can come between: what {@code v.value += delta} is meant to do in Python.
     *
     * @param delta the number to add; a sum out of range wraps around, as in Java
     * @return the value after
     */
    public int addAndGet(int delta) {
        return getAndAdd(delta) + delta;
    }

    /**
     * Replaces the value by a function of it. No change is lost: the function is called again when another
     * process changed the value meanwhile, so it should have no side effects.
     *
     * @param function of the value before
     * @return the value after
     */
    public int updateAndGet(IntUnaryOperator function) {
        Objects.requireNonNull(function, "function");
        while (true) {
            int before = get();
            int after = function.applyAsInt(before);
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
    public int getAndUpdate(IntUnaryOperator function) {
        Objects.requireNonNull(function, "function");
        while (true) {
            int before = get();
            if (compareAndSet(before, function.applyAsInt(before))) {
                return before;
            }
        }
    }

    @Override
    public String toString() {
        return text(String.valueOf(get()));
    }
}
