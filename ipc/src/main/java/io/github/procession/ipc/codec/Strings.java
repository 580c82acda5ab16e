package io.github.procession.ipc.codec;

import java.nio.charset.StandardCharsets;

/**
 * Wire form of a string: twice its length, plus one when two bytes a char follow, as a {@code count}; then the chars.
 * Not UTF-8, because a Java string may hold half a surrogate pair, which UTF-8 replaces.
 */
final class Strings {
    /** Up to here a loop over the chars is faster than letting the JDK make an array first. */
    private static final int SHORT_LENGTH = 48;

    private Strings() {}

    static long maxBytes(String value) {
        return 5 + 2L * value.length();
    }

    /** Writes a string where {@link #maxBytes} are free; returns the position behind it. */
    static int put(String value, byte[] to, int at) {
        int length = value.length();
        if (length <= SHORT_LENGTH) {
            int start = at;
            int position = at + 1;
            to[start] = (byte) (length << 1);
            for (int i = 0; i < length; i++) {
                char c = value.charAt(i);
                if (c > 0xFF) {
                    return putWide(value, to, at);
                }
                to[position++] = (byte) c;
            }
            return position;
        }
        if (value.charAt(0) <= 0xFF) {
            byte[] narrow = value.getBytes(StandardCharsets.ISO_8859_1);
            if (new String(narrow, StandardCharsets.ISO_8859_1).equals(value)) {
                int position = putLength((long) length << 1, to, at);
                System.arraycopy(narrow, 0, to, position, length);
                return position + length;
            }
        }
        return putWide(value, to, at);
    }

    private static int putWide(String value, byte[] to, int at) {
        int length = value.length();
        int position = putLength((long) length << 1 | 1, to, at);
        for (int i = 0; i < length; i++) {
            LittleEndian.putShort(to, position, value.charAt(i));
            position += 2;
        }
        return position;
    }

    private static int putLength(long value, byte[] to, int at) {
        int position = at;
        long rest = value;
        while (rest >>> 7 != 0) {
            to[position++] = (byte) (rest & 0x7F | 0x80);
            rest >>>= 7;
        }
        to[position++] = (byte) rest;
        return position;
    }

    /** The chars of a string of {@code length} chars, one byte each. */
    static String narrow(byte[] from, int at, int length) {
        return new String(from, at, length, StandardCharsets.ISO_8859_1);
    }

    /** The chars of a string of {@code length} chars, two bytes each. */
    static String wide(byte[] from, int at, int length) {
        char[] chars = new char[length];
        for (int i = 0; i < length; i++) {
            chars[i] = (char) LittleEndian.getShort(from, at + 2 * i);
        }
        return new String(chars);
    }
}
