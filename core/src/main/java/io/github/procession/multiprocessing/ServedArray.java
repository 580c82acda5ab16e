package io.github.procession.multiprocessing;

import io.github.procession.function.SerializableUnaryOperator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;

/** The array at a manager's server for which {@link ArrayProxy} objects stand. */
final class ServedArray implements Referent {
    private final Object[] elements;

    ServedArray(Collection<?> elements) {
        this.elements = elements.toArray();
    }

    private int at(int index) {
        return index < 0 ? index + elements.length : index;
    }

    public Object get(int index) {
        return elements[at(index)];
    }

    public void set(int index, Object value) {
        elements[at(index)] = value;
    }

    public Object update(int index, SerializableUnaryOperator<Object> function) {
        Object updated = function.apply(get(index));
        set(index, updated);
        return updated;
    }

    public int length() {
        return elements.length;
    }

    @Override
    public Object value() {
        return new ArrayList<>(Arrays.asList(elements));
    }

    @Override
    public String toString() {
        return "Array(" + Arrays.toString(elements) + ")";
    }
}
