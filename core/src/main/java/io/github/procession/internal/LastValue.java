package io.github.procession.internal;

import io.github.procession.function.Predicate0;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Predicate of a wait for a value: it holds when the supplier gives something, neither null nor false, and keeps what it gave.
 *
 * @param <T> type of the value
 */
public final class LastValue<T> implements Predicate0<RuntimeException> {
    private final Supplier<T> supplier;
    private @Nullable T last;

    /**
     * Predicate that has not been asked yet.
     *
     * @param supplier gives the values
     */
    public LastValue(Supplier<T> supplier) {
        this.supplier = supplier;
    }

    @Override
    public boolean test() {
        last = supplier.get();
        return last != null && !Boolean.FALSE.equals(last);
    }

    /**
     * Value that the supplier gave last.
     *
     * @return possibly null
     */
    public @Nullable T get() {
        return last;
    }
}
