package io.github.procession.multiprocessing;

import io.github.procession.function.SerializableUnaryOperator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;

/** The namespace at a manager's server for which {@link NamespaceProxy} objects stand. */
final class ServedNamespace implements Referent {
    private final Map<String, Object> values;

    ServedNamespace(Map<String, ?> values) {
        this.values = new TreeMap<>(values);
    }

    public Object get(String name) {
        check(name);
        return values.get(name);
    }

    public void set(String name, Object value) {
        values.put(name, value);
    }

    public void delete(String name) {
        check(name);
        values.remove(name);
    }

    public Object update(String name, SerializableUnaryOperator<Object> function) {
        Object updated = function.apply(get(name));
        values.put(name, updated);
        return updated;
    }

    private void check(String name) {
        if (!values.containsKey(name)) {
            throw absent(name);
        }
    }

    static NoSuchElementException absent(Object name) {
        return new NoSuchElementException("the namespace has no name " + name);
    }

    @Override
    public Object value() {
        return new TreeMap<>(values);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("Namespace(");
        values.forEach((name, value) -> {
            if (!name.startsWith("_")) {
                text.append(text.length() == 10 ? "" : ", ").append(name).append('=');
                text.append(value instanceof String string ? "'" + string + "'" : String.valueOf(value));
            }
        });
        return text.append(')').toString();
    }
}
