package io.github.procession.multiprocessing;

import io.github.procession.function.SerializableBiFunction;
import io.github.procession.function.SerializableFunction;
import java.util.AbstractMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * The map at a manager's server for which {@link DictProxy} objects stand.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
final class ServedMap<K, V> extends LinkedHashMap<K, V> implements Referent {
    private static final long serialVersionUID = 1;

    ServedMap(Map<K, V> entries) {
        super(entries);
    }

    public void updateAll(SerializableBiFunction<? super K, ? super V, ? extends V> function) {
        replaceAll(function);
    }

    public <R> R apply(SerializableFunction<? super Map<K, V>, ? extends R> function) {
        return function.apply(this);
    }

    public Map.Entry<K, V> popItem() {
        Map.Entry<K, V> last = pollLastEntry();
        if (last == null) {
            throw new NoSuchElementException("the map is empty");
        }
        return new AbstractMap.SimpleImmutableEntry<>(last); // its value may be null
    }

    @Override
    public Object value() {
        return new LinkedHashMap<>(this);
    }
}
