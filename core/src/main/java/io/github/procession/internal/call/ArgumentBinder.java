package io.github.procession.internal.call;

import java.util.Arrays;
import java.util.Map;

/**
 * Binding of arguments, given by position and by name, to the order of a target's parameters, as a call in Python does. Arguments that
 * do not fit are refused with a message that names each fault.
 */
final class ArgumentBinder {
    private static final int LONGEST_CHARS = 60;

    private final TargetMethod target;
    private final String[] names;

    private ArgumentBinder(TargetMethod target, boolean named) {
        this.target = target;
        this.names = named ? target.searchedNames() : target.argumentNames();
    }

    /**
     * Binds.
     *
     * @param target the method, or null when it cannot be looked at
     * @param arity how many arguments the functional interface takes
     */
    static Object[] bind(TargetMethod target, int arity, Object[] positional, Map<String, ?> keywords) {
        if (target == null || target.arity() != arity) {
            return bindBlindly(arity, positional, keywords);
        }
        return new ArgumentBinder(target, !keywords.isEmpty()).bind(positional, keywords);
    }

    private static Object[] bindBlindly(int arity, Object[] positional, Map<String, ?> keywords) {
        if (!keywords.isEmpty()) {
            throw new IllegalArgumentException("kwargs need a target whose parameters can be looked up: a method"
                    + " reference or a lambda, in a named module one in a package that is opened to this library (opens"
                    + " PACKAGE to io.github.procession, io.github.procession.ipc;)");
        }
        if (positional.length != arity) {
            throw new IllegalArgumentException("the target takes " + count(arity) + ", but " + positional.length
                    + (positional.length == 1 ? " is given" : " are given"));
        }
        return positional;
    }

    private Object[] bind(Object[] positional, Map<String, ?> keywords) {
        if (positional.length > names.length) {
            throw new IllegalArgumentException(target.describe(names) + " takes " + count(names.length) + ", but "
                    + positional.length + (positional.length == 1 ? " is given" : " are given"));
        }
        if (!keywords.isEmpty()) {
            requireNames();
            requireKnown(keywords);
        }
        Object[] bound = new Object[names.length];
        for (int i = 0; i < bound.length; i++) {
            boolean named = names[i] != null && keywords.containsKey(names[i]);
            if (named && i < positional.length) {
                throw new IllegalArgumentException("parameter \"" + names[i] + "\" of " + target.describe(names)
                        + " is given twice, in args and in kwargs");
            } else if (named) {
                bound[i] = keywords.get(names[i]);
            } else if (i < positional.length) {
                bound[i] = positional[i];
            } else {
                throw missing(i, positional.length + keywords.size());
            }
        }
        for (int i = 0; i < bound.length; i++) {
            bound[i] = fit(i, bound[i]);
        }
        return bound;
    }

    private IllegalArgumentException missing(int index, int given) {
        String what = names[index] == null ? "" : ": nothing for parameter \"" + names[index] + "\"";
        return new IllegalArgumentException(target.describe(names) + " takes " + count(names.length) + ", but " + given
                + (given == 1 ? " is given" : " are given") + what);
    }

    private void requireKnown(Map<String, ?> keywords) {
        for (String keyword : keywords.keySet()) {
            if (!Arrays.asList(names).contains(keyword)) {
                throw new IllegalArgumentException(
                        target.describe(names) + " has no parameter named \"" + keyword + "\"");
            }
        }
    }

    private void requireNames() {
        boolean receiverFirst = names.length > 0
                && target.argumentType(0) == target.executable().getDeclaringClass();
        for (int i = 0; i < names.length; i++) {
            if (names[i] == null && !(i == 0 && receiverFirst)) {
                throw new IllegalArgumentException("kwargs need the names of parameters, but "
                        + target.executable().getDeclaringClass().getName()
                        + " was compiled without them: compile with javac -parameters or javac -g (Maven:"
                        + " <parameters>true</parameters> in maven-compiler-plugin; Gradle: "
                        + "options.compilerArgs.add(\"-parameters\"))");
            }
        }
    }

    /** Checks a value against its parameter; numbers become wider ones as in a call. */
    private Object fit(int index, Object value) {
        Class<?> type = target.argumentType(index);
        if (value == null ? !type.isPrimitive() : Primitives.boxed(type).isInstance(value)) {
            return value;
        }
        Object widened = value == null ? null : Primitives.widen(type, value);
        if (widened != null) {
            return widened;
        }
        String name = names[index] == null ? Integer.toString(index + 1) : "\"" + names[index] + "\"";
        String given = value == null ? "null" : "a " + value.getClass().getTypeName() + ": " + abridged(value);
        throw new IllegalArgumentException("parameter " + name + " of " + target.describe(names) + " is of type "
                + type.getTypeName() + ", but is given " + given);
    }

    private static String abridged(Object value) {
        String text = value.getClass().isArray() ? "array" : String.valueOf(value);
        return text.length() <= LONGEST_CHARS ? text : text.substring(0, LONGEST_CHARS) + "...";
    }

    private static String count(int arguments) {
        return switch (arguments) {
            case 0 -> "no arguments";
            case 1 -> "1 argument";
            default -> arguments + " arguments";
        };
    }
}
