package io.github.procession.internal.call;

import io.github.procession.function.Action0;
import io.github.procession.function.Action1;
import io.github.procession.function.Action2;
import io.github.procession.function.Action3;
import io.github.procession.function.Action4;
import io.github.procession.function.Action5;
import java.io.Serializable;
import java.util.Map;

/** Binding of arguments to functions of any arity, and their calls. */
public final class Targets {
    private Targets() {}

    public static Object[] bind(Serializable target, int arity, Object[] positional, Map<String, ?> keywords) {
        return ArgumentBinder.bind(TargetMethod.of(target), arity, positional, keywords);
    }

    /** Calls a function with as many arguments as it takes. */
    @SuppressWarnings("unchecked") // their types were checked where the process was created
    public static void call(Serializable target, Object[] a) throws Exception {
        switch (target) {
            case Action0 action -> action.run();
            case Action1<?> action -> ((Action1<Object>) action).run(a[0]);
            case Action2<?, ?> action -> ((Action2<Object, Object>) action).run(a[0], a[1]);
            case Action3<?, ?, ?> action -> ((Action3<Object, Object, Object>) action).run(a[0], a[1], a[2]);
            case Action4<?, ?, ?, ?> action ->
                ((Action4<Object, Object, Object, Object>) action).run(a[0], a[1], a[2], a[3]);
            case Action5<?, ?, ?, ?, ?> action ->
                ((Action5<Object, Object, Object, Object, Object>) action).run(a[0], a[1], a[2], a[3], a[4]);
            default ->
                throw new IllegalStateException(
                        "not a function: " + target.getClass().getName());
        }
    }
}
