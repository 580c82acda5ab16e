package io.github.procession.multiprocessing;

import io.github.procession.internal.ObjectHome;
import io.github.procession.ipc.memory.RemoteHandle;
import io.github.procession.ipc.memory.Shareables;
import java.lang.ref.Reference;

/**
 * A {@code byte} in shared memory: Python's {@code Value(ctypes.c_byte)}. It is made by {@link Value#ofByte} or
 * {@link Value#rawByte}, and may be sent to any process at any time; all copies are the same value.
 *
 * <p>Every access is volatile and every method is atomic, among threads and among processes; see {@link Value} for
 * memory consistency and for what happens when a process dies.
 */
public final class ByteValue extends Value {
    static {
        Shareables.register(ByteValue.class, ByteValue::new);
    }

    ByteValue(ObjectHome home, byte initial, RLock lock) {
        super(home, Integer.BYTES, lock);
        set(initial);
    }

    private ByteValue(long address) {
        super(address);
    }

    ByteValue(RemoteHandle handle) {
        super(handle);
    }

    /**
     * Reads the value: Python's {@code v.value}.
     *
     * @return the value
     */
    public byte get() {
        int value = readInt();
        Reference.reachabilityFence(this);
        return (byte) value;
    }

    /**
     * Stores a value: Python's {@code v.value = x}.
     *
     * @param value the new value
     */
    public void set(byte value) {
        storeInt(value);
        Reference.reachabilityFence(this);
    }

    /**
     * Stores a value, in one step that no other process can come between.
     *
     * @param value the new value
     * @return the value before
     */
    public byte getAndSet(byte value) {
        int before = swapInt(value);
        Reference.reachabilityFence(this);
        return (byte) before;
    }

    /**
     * Stores a value if the present one is as expected, in one step that no other process can come between.
     *
     * @param expected the value it must have now
     * @param value the new value
     * @return whether it was stored
     */
    public boolean compareAndSet(byte expected, byte value) {
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
    public byte getAndAdd(byte delta) {
        while (true) {
            byte before = get();
            if (compareAndSet(before, (byte) (before + delta))) {
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
    public byte addAndGet(byte delta) {
        return (byte) (getAndAdd(delta) + delta);
    }

    @Override
    public String toString() {
        return text(String.valueOf(get()));
    }
}
