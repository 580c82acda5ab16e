package io.github.procession.internal.call;

import io.github.procession.function.Function0;
import io.github.procession.function.Function1;
import io.github.procession.function.Function2;
import io.github.procession.function.Function3;
import io.github.procession.function.Function4;
import io.github.procession.function.Function5;
import java.io.Serializable;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Form of a call: the way in which a worker applies a function to the inputs of a task. */
public enum CallForm {
    /** The inputs are the arguments of one call. */
    CALL,
    /** The inputs are the function and the arguments of one call: for a function that is used once. */
    CALL_INLINE,
    /** Each input is the argument of a call of its own. */
    EACH,
    /** Each input is the array of arguments of a call of its own. */
    ROWS;

    private static final CallForm[] ALL = values();

    public static CallForm of(int ordinal) {
        return ALL[ordinal];
    }

    /** Calls the function; one value for each call. */
    public Object[] apply(Serializable function, Object[] inputs) throws Exception {
        switch (this) {
            case CALL -> {
                return new Object[] {call(function, inputs)};
            }
            case CALL_INLINE -> {
                return new Object[] {call((Serializable) inputs[0], Arrays.copyOfRange(inputs, 1, inputs.length))};
            }
            case EACH -> {
                Object[] values = new Object[inputs.length];
                for (int i = 0; i < values.length; i++) {
                    values[i] = callWithOne(function, inputs[i]);
                }
                return values;
            }
            case ROWS -> {
                Object[] values = new Object[inputs.length];
                for (int i = 0; i < values.length; i++) {
                    values[i] = call(function, (Object[]) inputs[i]);
                }
                return values;
            }
        }
        throw new IllegalStateException(name());
    }

    @SuppressWarnings("unchecked") // types were checked where the task was submitted
    private static Object callWithOne(Serializable function, Object input) throws Exception {
        if (function instanceof Function1<?, ?>) {
            return ((Function1<Object, Object>) function).apply(input);
        }
        return call(function, new Object[] {input});
    }

    @SuppressWarnings("unchecked") // types were checked where the task was submitted
    private static @Nullable Object call(Serializable target, Object[] a) throws Exception {
        if (target instanceof Function0<?> function) { // a switch over types would be linked for some milliseconds
            return function.apply();
        }
        if (target instanceof Function1<?, ?>) {
            return ((Function1<Object, Object>) target).apply(a[0]);
        }
        if (target instanceof Function2<?, ?, ?>) {
            return ((Function2<Object, Object, Object>) target).apply(a[0], a[1]);
        }
        if (target instanceof Function3<?, ?, ?, ?>) {
            return ((Function3<Object, Object, Object, Object>) target).apply(a[0], a[1], a[2]);
        }
        if (target instanceof Function4<?, ?, ?, ?, ?>) {
            return ((Function4<Object, Object, Object, Object, Object>) target).apply(a[0], a[1], a[2], a[3]);
        }
        if (target instanceof Function5<?, ?, ?, ?, ?, ?>) {
            return ((Function5<Object, Object, Object, Object, Object, Object>) target)
                    .apply(a[0], a[1], a[2], a[3], a[4]);
        }
        Targets.call(target, a);
        return null;
    }
}
