package io.github.procession.multiprocessing;

import io.github.procession.internal.ObjectHome;
import io.github.procession.ipc.memory.RemoteHandle;
import io.github.procession.ipc.memory.Shareables;
import java.lang.ref.Reference;

/**
 * A {@code char} in shared memory: Python's {@code Value(ctypes.c_wchar)}. It is made by {@link Value#ofChar} or
 * {@link Value#rawChar}, and may be sent to any process at any time; all copies are the same value.
 *
 * <p>Every access is volatile and every method is atomic, among threads and among processes; see {@link Value} for
 * memory consistency and for what happens when a process dies.
 */
public final class CharValue extends Value {
    static {
        Shareables.register(CharValue.class, CharValue::new);
    }

    CharValue(ObjectHome home, char initial, RLock lock) {
        super(home, Integer.BYTES, lock);
        set(initial);
    }

    private CharValue(long address) {
        super(address);
    }

    CharValue(RemoteHandle handle) {
        super(handle);
    }

    /**
     * Reads the value: Python's {@code v.value}.
     *
     * @return the value
     */
    public char get() {
        int value = readInt();
        Reference.reachabilityFence(this);
        return (char) value;
    }

    /**
     * Stores a value: Python's {@code v.value = x}.
     *
     * @param value the new value
     */
    public void set(char value) {
        storeInt(value);
        Reference.reachabilityFence(this);
    }

    /**
     * Stores a value, in one step that no other process can come between.
     *
     * @param value the new value
     * @return the value before
     */
    public char getAndSet(char value) {
        int before = swapInt(value);
        Reference.reachabilityFence(this);
        return (char) before;
    }

    /**
     * Stores a value if the present one is as expected, in one step that no other process can come between.
     *
     * @param expected the value it must have now
     * @param value the new value
     * @return whether it was stored
     */
    public boolean compareAndSet(char expected, char value) {
        boolean stored = compareAndStoreInt(expected, value);
        Reference.reachabilityFence(this);
        return stored;
    }

    @Override
    public String toString() {
        return text(String.valueOf(get()));
    }
}
