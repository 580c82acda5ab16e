package io.github.procession.multiprocessing;

import io.github.procession.internal.ObjectHome;
import io.github.procession.ipc.memory.RemoteHandle;
import io.github.procession.ipc.memory.Shareables;
import java.lang.ref.Reference;

/**
 * A {@code float} in shared memory: Python's {@code Value(ctypes.c_float)}. It is made by {@link Value#ofFloat} or
 * {@link Value#rawFloat}, and may be sent to any process at any time; all copies are the same value.
 *
 * <p>Every access is volatile and every method is atomic, among threads and among processes; see {@link Value} for
 * memory consistency and for what happens when a process dies.
 */
public final class FloatValue extends Value {
    static {
        Shareables.register(FloatValue.class, FloatValue::new);
    }

    FloatValue(ObjectHome home, float initial, RLock lock) {
        super(home, Integer.BYTES, lock);
        set(initial);
    }

    private FloatValue(long address) {
        super(address);
    }

    FloatValue(RemoteHandle handle) {
        super(handle);
    }

    /**
     * Reads the value: Python's {@code v.value}.
     *
     * @return the value
     */
    public float get() {
        int value = readInt();
        Reference.reachabilityFence(this);
        return Float.intBitsToFloat(value);
    }

    /**
     * Stores a value: Python's {@code v.value = x}.
     *
     * @param value the new value
     */
    public void set(float value) {
        storeInt(Float.floatToRawIntBits(value));
        Reference.reachabilityFence(this);
    }

    /**
     * Stores a value, in one step that no other process can come between.
     *
     * @param value the new value
     * @return the value before
     */
    public float getAndSet(float value) {
        int before = swapInt(Float.floatToRawIntBits(value));
        Reference.reachabilityFence(this);
        return Float.intBitsToFloat(before);
    }

    /**
     * Stores a value if the present one is as expected, in one step that no other process can come between.
     *
     * @param expected the bits it must have now: unlike {@code ==}, a NaN equals itself and 0.0 is not -0.0
     * @param value the new value
     * @return whether it was stored
     */
    public boolean compareAndSet(float expected, float value) {
        boolean stored = compareAndStoreInt(Float.floatToRawIntBits(expected), Float.floatToRawIntBits(value));
        Reference.reachabilityFence(this);
        return stored;
    }

    /**
     * Adds, in one step that no other process can come between.
     *
     * @param delta what is added
     * @return the value before
     */
    public float getAndAdd(float delta) {
        while (true) {
            float before = get();
            if (compareAndSet(before, before + delta)) {
                return before;
            }
        }
    }

    /**
     * Adds, in one step that no other process can come between: what {@code v.value += delta} is meant to do in Python.
     *
     * @param delta what is added
     * @return the value after
     */
    public float addAndGet(float delta) {
        return getAndAdd(delta) + delta;
    }

    @Override
    public String toString() {
        return text(String.valueOf(get()));
    }
}
