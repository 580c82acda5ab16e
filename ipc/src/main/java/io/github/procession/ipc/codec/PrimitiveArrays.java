package io.github.procession.ipc.codec;

import java.lang.foreign.MemorySegment;

/**
 * The eight kinds of primitive arrays: their number in a message, the size of an element, and a view of their bytes.
 */
final class PrimitiveArrays {
    static final int BYTES = 0;
    static final int BOOLEANS = 1;
    static final int SHORTS = 2;
    static final int CHARS = 3;
    static final int INTS = 4;
    static final int LONGS = 5;
    static final int FLOATS = 6;
    static final int DOUBLES = 7;
    private static final int[] ELEMENT_BYTES = {1, 1, 2, 2, 4, 8, 4, 8};

    private PrimitiveArrays() {}

    /** The kind of a primitive array's class, or -1 for any other class. */
    static int kind(Class<?> type) {
        if (type == byte[].class) {
            return BYTES;
        }
        if (type == int[].class) {
            return INTS;
        }
        if (type == long[].class) {
            return LONGS;
        }
        if (type == double[].class) {
            return DOUBLES;
        }
        if (type == float[].class) {
            return FLOATS;
        }
        if (type == char[].class) {
            return CHARS;
        }
        if (type == short[].class) {
            return SHORTS;
        }
        return type == boolean[].class ? BOOLEANS : -1;
    }

    static int elementBytes(int kind) {
        if (kind < 0 || kind >= ELEMENT_BYTES.length) {
            throw DamagedMessageException.decoding("there is no kind " + kind + " of primitive array");
        }
        return ELEMENT_BYTES[kind];
    }

    static int length(Object array, int kind) {
        return switch (kind) {
            case BYTES -> ((byte[]) array).length;
            case BOOLEANS -> ((boolean[]) array).length;
            case SHORTS -> ((short[]) array).length;
            case CHARS -> ((char[]) array).length;
            case INTS -> ((int[]) array).length;
            case LONGS -> ((long[]) array).length;
            case FLOATS -> ((float[]) array).length;
            default -> ((double[]) array).length;
        };
    }

    /** The bytes of an array: a view of it, for boolean arrays a copy, because the JDK offers no view of those. */
    static MemorySegment bytes(Object array, int kind) {
        return switch (kind) {
            case BYTES -> MemorySegment.ofArray((byte[]) array);
            case BOOLEANS -> MemorySegment.ofArray(fromBooleans((boolean[]) array));
            case SHORTS -> MemorySegment.ofArray((short[]) array);
            case CHARS -> MemorySegment.ofArray((char[]) array);
            case INTS -> MemorySegment.ofArray((int[]) array);
            case LONGS -> MemorySegment.ofArray((long[]) array);
            case FLOATS -> MemorySegment.ofArray((float[]) array);
            default -> MemorySegment.ofArray((double[]) array);
        };
    }

    /** A new array to be filled through {@link #bytes}; for booleans a byte array, to go through {@link #finish}. */
    static Object allocate(int kind, int length) {
        return switch (kind) {
            case BYTES, BOOLEANS -> new byte[length];
            case SHORTS -> new short[length];
            case CHARS -> new char[length];
            case INTS -> new int[length];
            case LONGS -> new long[length];
            case FLOATS -> new float[length];
            default -> new double[length];
        };
    }

    /** View of an array made by {@link #allocate}. */
    static MemorySegment target(Object allocated, int kind) {
        return bytes(allocated, kind == BOOLEANS ? BYTES : kind);
    }

    static Object finish(Object filled, int kind) {
        return kind == BOOLEANS ? toBooleans((byte[]) filled) : filled;
    }

    static byte[] fromBooleans(boolean[] values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) (values[i] ? 1 : 0);
        }
        return bytes;
    }

    private static boolean[] toBooleans(byte[] bytes) {
        boolean[] values = new boolean[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            values[i] = bytes[i] != 0;
        }
        return values;
    }
}
