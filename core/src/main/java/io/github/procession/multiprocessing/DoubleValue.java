package io.github.procession.multiprocessing;

import io.github.procession.internal.ObjectHome;
import io.github.procession.ipc.memory.Region;
import io.github.procession.ipc.memory.RemoteHandle;
import io.github.procession.ipc.memory.Shareables;
import java.lang.ref.Reference;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;

/**
 * A {@code double} in shared memory: Python's {@code Value(ctypes.c_double)}. It is made by {@link Value#ofDouble} or
 * {@link Value#rawDouble}, and may be sent to any process at any time; all copies are the same value.
 *
 * <p>Every access is volatile and every method is atomic, among threads and among processes; see {@link Value} for
 * memory consistency and for what happens when a process dies.
 */
public final class DoubleValue extends Value {
    static {
        Shareables.register(DoubleValue.class, DoubleValue::new);
    }

    DoubleValue(ObjectHome home, double initial, RLock lock) {
        super(home, Long.BYTES, lock);
        set(initial);
    }

    private DoubleValue(long address) {
        super(address);
    }

    DoubleValue(RemoteHandle handle) {
        super(handle);
    }

    DoubleValue(Region region, long word, RLock lock) {
        super(region, word, lock);
    }

    /**
     * Reads the value: Python's {@code v.value}.
     *
     * @return the value
     */
    public double get() {
        long value = readLong();
        Reference.reachabilityFence(this);
        return Double.longBitsToDouble(value);
    }

    /**
     * Stores a value: Python's {@code v.value = x}.
     *
     * @param value the new value
     */
    public void set(double value) {
        storeLong(Double.doubleToRawLongBits(value));
        Reference.reachabilityFence(this);
    }

    /**
     * Stores a value, in one step that no other process can come between.
     *
     * @param value the new value
     * @return the value before
     */
    public double getAndSet(double value) {
        while (true) {
            double before = get();
            if (compareAndSet(before, value)) {
                return before;
            }
        }
    }

    /**
     * Stores a value if the present one is as expected, in one step that no other process can come between.
     *
     * @param expected the bits it must have now: unlike {@code ==}, a NaN equals itself and 0.0 is not -0.0
     * @param value the new value
     * @return whether it was stored
     */
    public boolean compareAndSet(double expected, double value) {
        boolean stored = compareAndStoreLong(Double.doubleToRawLongBits(expected), Double.doubleToRawLongBits(value));
        Reference.reachabilityFence(this);
        return stored;
    }

    /**
     * Adds, in one step that no other process can come between.
     *
     * @param delta what is added
     * @return the value before
     */
    public double getAndAdd(double delta) {
        while (true) {
            double before = get();
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
    public double addAndGet(double delta) {
        return getAndAdd(delta) + delta;
    }

    /**
     * Replaces the value by a function of it. No change is lost: the function is called again when another
     * process changed the value meanwhile, so it should have no side effects.
     *
     * @param function of the value before
     * @return the value after
     */
    public double updateAndGet(DoubleUnaryOperator function) {
        Objects.requireNonNull(function, "function");
        while (true) {
            double before = get();
            double after = function.applyAsDouble(before);
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
    public double getAndUpdate(DoubleUnaryOperator function) {
        Objects.requireNonNull(function, "function");
        while (true) {
            double before = get();
            if (compareAndSet(before, function.applyAsDouble(before))) {
                return before;
            }
        }
    }

    @Override
    public String toString() {
        return text(String.valueOf(get()));
    }
}
