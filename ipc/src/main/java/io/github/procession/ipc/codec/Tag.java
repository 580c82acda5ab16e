package io.github.procession.ipc.codec;

/** First byte of each encoded value: what follows it. Both ends run the same version, so numbers may change freely. */
final class Tag {
    static final byte NULL = 0;
    static final byte FALSE = 1;
    static final byte TRUE = 2;
    static final byte BYTE = 3;
    static final byte SHORT = 4;
    static final byte CHARACTER = 5;
    static final byte INTEGER = 6;
    static final byte LONG = 7;
    static final byte FLOAT = 8;
    static final byte DOUBLE = 9;
    static final byte STRING = 10;
    /** Exactly {@code Object[]}, all of whose elements are fast values. */
    static final byte OBJECT_ARRAY = 11;

    static final byte SHAREABLE = 12;
    static final byte LAMBDA = 13;
    /** A primitive array inside the header: kind, count, elements. */
    static final byte INLINE_ARRAY = 14;
    /** A primitive array whose elements are the payload: kind, count. */
    static final byte PAYLOAD_ARRAY = 15;
    /** A byte buffer whose bytes are the payload. */
    static final byte PAYLOAD_BUFFER = 16;
    /** Everything else: the rest of the header is Kryo's. */
    static final byte GRAPH = 17;
    /** An exception: a report of it that can always be read, then the original. */
    static final byte THROWABLE = 18;

    private Tag() {}
}
