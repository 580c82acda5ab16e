package io.github.procession.multiprocessing;

import io.github.procession.function.SerializableFunction;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The set at a manager's server for which {@link SetProxy} objects stand.
 *
 * @param <E> type of the elements
 */
final class ServedSet<E> extends LinkedHashSet<E> implements Referent {
    private static final long serialVersionUID = 1;

    ServedSet(Collection<? extends E> elements) {
        super(elements);
    }

    public E pop() {
        return removeFirst();
    }

    public <R> R apply(SerializableFunction<? super Set<E>, ? extends R> function) {
        return function.apply(this);
    }

    @Override
    public Object value() {
        return new LinkedHashSet<>(this);
    }
}
