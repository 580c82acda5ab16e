package io.github.procession.internal.call;

import org.jspecify.annotations.Nullable;

/** The conversions of numbers that a method call does by itself. */
public final class Primitives {
    private Primitives() {}

    /** The class whose objects hold values of this type; the type itself when it is no primitive. */
    public static Class<?> boxed(Class<?> type) {
        if (!type.isPrimitive()) {
            return type;
        }
        if (type == int.class) {
            return Integer.class;
        } else if (type == long.class) {
            return Long.class;
        } else if (type == double.class) {
            return Double.class;
        } else if (type == boolean.class) {
            return Boolean.class;
        } else if (type == float.class) {
            return Float.class;
        } else if (type == char.class) {
            return Character.class;
        } else if (type == byte.class) {
            return Byte.class;
        }
        return Short.class;
    }

    /** The value as a number of a wider primitive type, or null when that would not be a widening conversion. */
    public static @Nullable Object widen(Class<?> type, Object value) {
        int from = value instanceof Character ? rank(short.class) : rank(primitive(value));
        int to = rank(type);
        boolean shrinks = value instanceof Character && to <= rank(short.class);
        if (from == 0 || to <= from || shrinks) {
            return null;
        }
        Number number = value instanceof Character c ? Integer.valueOf(c) : (Number) value;
        if (type == short.class) {
            return number.shortValue();
        } else if (type == int.class) {
            return number.intValue();
        } else if (type == long.class) {
            return number.longValue();
        } else if (type == float.class) {
            return number.floatValue();
        }
        return number.doubleValue();
    }

    private static Class<?> primitive(Object value) {
        return switch (value) {
            case Byte _ -> byte.class;
            case Short _ -> short.class;
            case Integer _ -> int.class;
            case Long _ -> long.class;
            case Float _ -> float.class;
            case Double _ -> double.class;
            default -> void.class;
        };
    }

    /** Width of a primitive type of numbers; 0 for all other types. */
    public static int rank(Class<?> type) {
        if (type == byte.class) {
            return 1;
        } else if (type == short.class) {
            return 2;
        } else if (type == int.class) {
            return 3;
        } else if (type == long.class) {
            return 4;
        } else if (type == float.class) {
            return 5;
        } else if (type == double.class) {
            return 6;
        }
        return 0;
    }
}
