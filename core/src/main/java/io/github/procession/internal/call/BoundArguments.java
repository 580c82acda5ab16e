package io.github.procession.internal.call;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** A function and the arguments, by position and by name, that a builder collects for it. */
public final class BoundArguments {
    private final Serializable function;
    private final int arity;
    private Object[] positional = TargetMethod.none();
    private Map<String, ?> keywords = Map.of();

    /**
     * No arguments yet.
     *
     * @param function the function
     * @param arity how many arguments its functional interface takes
     */
    public BoundArguments(Serializable function, int arity) {
        this.function = Objects.requireNonNull(function, "target");
        this.arity = arity;
    }

    /** The function that is to be called. */
    public Serializable function() {
        return function;
    }

    /** Sets the arguments by position, in place of those before. */
    public void args(Object... args) {
        positional = Objects.requireNonNull(args, "args").clone();
    }

    /** Sets the arguments by name, in place of those before. */
    public void kwargs(Map<String, ?> kwargs) {
        keywords = new LinkedHashMap<>(Objects.requireNonNull(kwargs, "kwargs"));
    }

    /**
     * The arguments in the order of the function's parameters.
     *
     * @throws IllegalArgumentException when they do not fit
     */
    public Object[] inOrder() {
        return Targets.bind(function, arity, positional, keywords);
    }
}
