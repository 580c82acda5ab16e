package io.github.procession.multiprocessing;

import io.github.procession.internal.ObjectHome;
import io.github.procession.ipc.memory.Region;
import io.github.procession.ipc.memory.RemoteHandle;
import io.github.procession.ipc.memory.Shareables;
import java.lang.ref.Reference;

/**
 * A {@code short} in shared memory: Python's {@code Value(ctypes.c_short)}. It is made by {@link Value#ofShort} or
 * {@link Value#rawShort}, and may be sent to any process at any time; all copies are the same value.
 *
 * <p>Every access is volatile and every method is atomic, among threads and among processes; see {@link Value} for
 * memory consistency and for what happens when a process dies.
 */
public final class ShortValue extends Value {
    static {
        Shareables.register(ShortValue.class, ShortValue::new);
    }

    ShortValue(ObjectHome home, short initial, RLock lock) {
        super(home, Integer.BYTES, lock);
        set(initial);
    }

    private ShortValue(long address) {
        super(address);
    }

    ShortValue(RemoteHandle handle) {
        super(handle);
    }

    ShortValue(Region region, long word, RLock lock) {
        super(region, word, lock);
    }

    /**
     * Reads the value: Python's {@code v.value}.
     *
     * @return the value
     */
    public short get() {
        int value = readInt();
        Reference.reachabilityFence(this);
        return (short) value;
    }

    /**
     * Stores a value: Python's {@code v.value = x}.
     *
     * @param value the new value
     */
    public void set(short value) {
        storeInt(value);
        Reference.reachabilityFence(this);
    }

    /**
     * Stores a value, in one step that no other process can come between.
     *
     * @param value the new value
     * @return the value before
     */
    public short getAndSet(short value) {
        int before = swapInt(value);
        Reference.reachabilityFence(this);
        return (short) before;
    }

    /**
     * Stores a value if the present one is as expected, in one step that no other process can come between.
     *
     * @param expected the value it must have now
     * @param value the new value
     * @return whether it was stored
     */
    public boolean compareAndSet(short expected, short value) {
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
    public short getAndAdd(short delta) {
        while (true) {
            short before = get();
            if (compareAndSet(before, (short) (before + delta))) {
                return before;
            }
        }
    }

    /**
     * Adds, in one step that no other process can come between: what {@code v.value += delta} is meant to do in Python.
     *
     * @param delta the number to add; a sum out of range wraps around, as in Java
     * @return the value after
     */
    public short addAndGet(short delta) {
        return (short) (getAndAdd(delta) + delta);
    }

    @Override
    public String toString() {
        return text(String.valueOf(get()));
    }
}
