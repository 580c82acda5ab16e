package io.github.procession.multiprocessing;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * An element of a {@link ShareableList} as it is stored.
 *
 * @param type code that says how to read the bytes
 * @param bytes big endian for numbers
 */
record Element(int type, byte[] bytes) {
    private static final int NULL = 0;
    private static final int BOOLEAN = 1;
    private static final int LONG = 2;
    private static final int DOUBLE = 3;
    private static final int TEXT = 4;
    private static final int BYTES = 5;
    private static final int INTEGER = 6;
    private static final int SHORT = 7;
    private static final int BYTE = 8;
    private static final int FLOAT = 9;
    private static final int UNIT = 8;

    /** Python's rule, for encoded bytes instead of characters. */
    long capacity() {
        return type == TEXT || type == BYTES ? UNIT * (bytes.length / UNIT + 1L) : UNIT;
    }

    static Element of(Object value) {
        return switch (value) {
            case null -> new Element(NULL, new byte[0]);
            case Boolean b -> new Element(BOOLEAN, new byte[] {(byte) (b ? 1 : 0)});
            case Long l -> new Element(LONG, number(l));
            case Integer i -> new Element(INTEGER, number(i));
            case Short s -> new Element(SHORT, number(s));
            case Byte b -> new Element(BYTE, number(b));
            case Double d -> new Element(DOUBLE, number(Double.doubleToRawLongBits(d)));
            case Float f -> new Element(FLOAT, number(Double.doubleToRawLongBits(f)));
            case String s -> new Element(TEXT, encoded(s));
            case byte[] b -> new Element(BYTES, b.clone());
            default ->
                throw new IllegalArgumentException("a ShareableList cannot have a "
                        + value.getClass().getName() + ": only integers, fractions, booleans, texts, byte[] and null");
        };
    }

    /** Numbers of one kind in its widest type, so that they can be compared. */
    static Object widened(Object value) {
        return switch (value) {
            case Integer i -> i.longValue();
            case Short s -> s.longValue();
            case Byte b -> b.longValue();
            case Float f -> f.doubleValue();
            case null, default -> value;
        };
    }

    private static byte[] number(long bits) {
        return ByteBuffer.allocate(Long.BYTES).putLong(bits).array();
    }

    private static byte[] encoded(String text) {
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] array = new byte[bytes.remaining()];
            bytes.get(array);
            return array;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("the text has half a character, which UTF-8 cannot say", e);
        }
    }

    private long number() {
        return ByteBuffer.wrap(bytes).getLong();
    }

    Object value() {
        return switch (type) {
            case NULL -> null;
            case BOOLEAN -> bytes[0] != 0;
            case LONG -> number();
            case INTEGER -> (int) number();
            case SHORT -> (short) number();
            case BYTE -> (byte) number();
            case DOUBLE -> Double.longBitsToDouble(number());
            case FLOAT -> (float) Double.longBitsToDouble(number());
            case TEXT -> new String(bytes, StandardCharsets.UTF_8);
            case BYTES -> bytes;
            default -> throw new IllegalStateException("an element of the unknown type " + type);
        };
    }
}
