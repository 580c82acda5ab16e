package io.github.procession.multiprocessing;

import io.github.procession.internal.ObjectHome;
import io.github.procession.ipc.memory.RemoteHandle;
import io.github.procession.ipc.memory.Shareables;
import java.lang.ref.Reference;

/**
 * A {@code boolean} in shared memory: Python's {@code Value(ctypes.c_bool)}. It is made by {@link Value#ofBoolean} or
 * {@link Value#rawBoolean}, and may be sent to any process at any time; all copies are the same value.
 *
 * <p>Every access is volatile and every method is atomic, among threads and among processes; see {@link Value} for
 * memory consistency and for what happens when a process dies.
 */
public final class BooleanValue extends Value {
    static {
        Shareables.register(BooleanValue.class, BooleanValue::new);
    }

    BooleanValue(ObjectHome home, boolean initial, RLock lock) {
        super(home, Integer.BYTES, lock);
        set(initial);
    }

    private BooleanValue(long address) {
        super(address);
    }

    BooleanValue(RemoteHandle handle) {
        super(handle);
    }

    /**
     * Reads the value: Python's {@code v.value}.
     *
     * @return the value
     */
    public boolean get() {
        int value = readInt();
        Reference.reachabilityFence(this);
        return value != 0;
    }

    /**
     * Stores a value: Python's {@code v.value = x}.
     *
     * @param value the new value
     */
    public void set(boolean value) {
        storeInt(value ? 1 : 0);
        Reference.reachabilityFence(this);
    }

    /**
     * Stores a value, in one step that no other process can come between.
     *
     * @param value the new value
     * @return the value before
     */
    public boolean getAndSet(boolean value) {
        int before = swapInt(value ? 1 : 0);
        Reference.reachabilityFence(this);
        return before != 0;
    }

    /**
     * Stores a value if the present one is as expected, in one step that no other process can come between.
     *
     * @param expected the value it must have now
     * @param value the new value
     * @return whether it was stored
     */
    public boolean compareAndSet(boolean expected, boolean value) {
        boolean stored = compareAndStoreInt(expected ? 1 : 0, value ? 1 : 0);
        Reference.reachabilityFence(this);
        return stored;
    }

    @Override
    public String toString() {
        return text(String.valueOf(get()));
    }
}
