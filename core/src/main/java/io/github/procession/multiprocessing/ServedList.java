package io.github.procession.multiprocessing;

import io.github.procession.function.SerializableFunction;
import io.github.procession.function.SerializableUnaryOperator;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The list at a manager's server for which {@link ListProxy} objects stand.
 *
 * @param <E> type of the elements
 */
final class ServedList<E extends @Nullable Object> extends ArrayList<E> implements Referent {
    private static final long serialVersionUID = 1;

    ServedList(Collection<? extends E> elements) {
        super(elements);
    }

    public E update(int index, SerializableUnaryOperator<E> function) {
        E updated = function.apply(get(index));
        set(index, updated);
        return updated;
    }

    public <R> R apply(SerializableFunction<? super List<E>, ? extends R> function) {
        return function.apply(this);
    }

    public int count(Object element) {
        return Collections.frequency(this, element);
    }

    public void reverse() {
        Collections.reverse(this);
    }

    @Override
    public Object value() {
        return new ArrayList<>(this);
    }
}
