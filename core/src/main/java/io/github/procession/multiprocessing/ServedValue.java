package io.github.procession.multiprocessing;

import io.github.procession.function.SerializableUnaryOperator;
import org.jspecify.annotations.Nullable;

/** The value at a manager's server for which {@link ValueProxy} objects stand. */
final class ServedValue<T extends @Nullable Object> implements Referent {
    private T value;

    ServedValue(T value) {
        this.value = value;
    }

    public T get() {
        return value;
    }

    public void set(T newValue) {
        value = newValue;
    }

    public T update(SerializableUnaryOperator<T> function) {
        value = function.apply(value);
        return value;
    }

    @Override
    public Object value() {
        return value;
    }

    @Override
    public String toString() {
        return "Value(" + (value instanceof String string ? "'" + string + "'" : String.valueOf(value)) + ")";
    }
}
