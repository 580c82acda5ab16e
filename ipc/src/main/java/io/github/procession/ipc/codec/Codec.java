package io.github.procession.ipc.codec;

import io.github.procession.serialization.DecodeException;
import io.github.procession.serialization.NotSendableException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Encoder and decoder of all values that go from one process to another.
 *
 * <p>Numbers, strings, primitive arrays, shared objects, arrays of these, and lambdas or method references that capture
 * nothing else have a short form of their own. Everything else is a graph for Kryo, whose classes are not loaded before
 * the first such value. All methods may be called by any number of threads.
 *
 * <p>Classes are looked up in the context class loader of the calling thread, then in the one of this library. Decoding
 * runs code of the classes that a message names, so messages must come from a process of one's own.
 */
public final class Codec {
    private Codec() {}

    /**
     * Encodes a value. What is done to the value afterwards does not change the message, except that a
     * {@linkplain Message#payload payload} is a view of the caller's own array or buffer.
     *
     * @param value the value, possibly null
     * @return its message, to be closed when it has been written
     * @throws NotSendableException if the value or anything reachable from it cannot be sent
     */
    public static Message encode(@Nullable Object value) {
        return encode(value, false);
    }

    /**
     * Encodes a value, or a part of it, for the message that starts a process, where also objects travel that no later message
     * takes: those whose {@link HomeOnly} note excepts the start.
     *
     * @param value the value, possibly null
     * @return its message, as from {@link #encode(Object)}
     * @throws NotSendableException if the value or anything reachable from it cannot be sent
     */
    public static Message encodeForStart(@Nullable Object value) {
        return encode(value, true);
    }

    private static Message encode(@Nullable Object value, boolean isForStart) {
        if (value == null) {
            return scalar(new byte[] {Tag.NULL});
        }
        Class<?> type = value.getClass();
        if (type == Integer.class) {
            byte[] header = new byte[5];
            header[0] = Tag.INTEGER;
            LittleEndian.putInt(header, 1, (Integer) value);
            return scalar(header);
        }
        if (type == Long.class) {
            return eightBytes(Tag.LONG, (Long) value);
        }
        if (type == Double.class) {
            return eightBytes(Tag.DOUBLE, Double.doubleToRawLongBits((Double) value));
        }
        if (type == String.class) {
            return encodeString((String) value);
        }
        int kind = PrimitiveArrays.kind(type);
        if (kind >= 0) {
            return encodeArray(value, kind);
        }
        if (value instanceof ByteBuffer buffer) {
            return encodeBuffer(buffer);
        }
        return encodeOther(value, isForStart);
    }

    private static Message scalar(byte[] header) {
        return new Message(header, header.length, null, Message.NO_ADDRESSES);
    }

    private static Message eightBytes(byte tag, long bits) {
        byte[] header = new byte[9];
        header[0] = tag;
        LittleEndian.putLong(header, 1, bits);
        return scalar(header);
    }

    private static Message encodeString(String value) {
        long needed = 1 + Strings.maxBytes(value);
        HeaderWriter writer =
                new HeaderWriter(needed <= HeaderPool.INITIAL_BYTES / 8 ? new byte[(int) needed] : HeaderPool.take());
        writer.writeByte(Tag.STRING);
        writer.writeString(value);
        return Message.of(writer);
    }

    private static Message encodeArray(Object array, int kind) {
        byte[] header = new byte[6];
        header[0] = Tag.PAYLOAD_ARRAY;
        header[1] = (byte) kind;
        LittleEndian.putInt(header, 2, PrimitiveArrays.length(array, kind));
        return new Message(header, header.length, PrimitiveArrays.bytes(array, kind), Message.NO_ADDRESSES);
    }

    private static Message encodeBuffer(ByteBuffer buffer) {
        HeaderWriter writer = new HeaderWriter(new byte[1 + ByteBufferState.BYTES]);
        writer.writeByte(Tag.PAYLOAD_BUFFER);
        ByteBufferState.of(buffer).write(writer);
        MemorySegment bytes = MemorySegment.ofBuffer(buffer.duplicate().clear());
        return new Message(writer.buffer(), writer.position(), bytes, Message.NO_ADDRESSES);
    }

    private static Message encodeOther(Object value, boolean isForStart) {
        HeaderWriter writer = new HeaderWriter(HeaderPool.take(), isForStart);
        try {
            if (value instanceof Throwable throwable) {
                ThrowableEnvelope.write(writer, throwable);
            } else if (!ValueWriter.tryWrite(writer, value)) {
                writer.writeByte(Tag.GRAPH);
                GraphCodec.encode(writer, value);
            }
            return Message.of(writer);
        } catch (Throwable e) { // code of users may throw anything
            HeaderPool.give(writer.buffer());
            throw e;
        }
    }

    /**
     * Begins to read a message: looks at its header and makes room for its payload.
     *
     * @param header array with the header; its bytes must stay as they are until {@link IncomingMessage#finish}
     * @param offset index of the header's first byte
     * @param length length of the header
     * @param payloadLength length of the payload that follows the header, 0 for none
     * @return the message to be completed
     * @throws DecodeException if header and payload length do not fit together
     */
    public static IncomingMessage begin(byte[] header, int offset, int length, long payloadLength) {
        HeaderReader reader = new HeaderReader(header, offset, length);
        if (length > 0) {
            try {
                switch (header[offset]) {
                    case Tag.PAYLOAD_ARRAY -> {
                        reader.skip(1);
                        return IncomingArray.begin(reader, payloadLength);
                    }
                    case Tag.PAYLOAD_BUFFER -> {
                        reader.skip(1);
                        return IncomingBuffer.begin(reader, payloadLength);
                    }
                    default -> {}
                }
            } catch (OutOfMemoryError e) {
                throw new DecodeException("no room for a message with a payload of " + payloadLength + " bytes", e);
            }
        }
        if (payloadLength != 0) {
            throw DamagedMessageException.decoding("a payload of " + payloadLength + " bytes belongs to no array");
        }
        return new IncomingValue(reader);
    }

    /**
     * Decodes a whole message.
     *
     * @param bytes the message, as made by {@link Message#toByteArray}
     * @return the value, possibly null
     * @throws DecodeException if it cannot be rebuilt
     */
    public static @Nullable Object decode(byte[] bytes) {
        return decode(bytes, 0);
    }

    /**
     * Decodes a whole message that stands at the end of an array.
     *
     * @param bytes the array
     * @param offset index of the message's first byte
     * @return the value, possibly null
     * @throws DecodeException if it cannot be rebuilt
     */
    public static @Nullable Object decode(byte[] bytes, int offset) {
        int rest = bytes.length - offset - Message.PREFIX_BYTES;
        int headerLength = rest < 0 ? -1 : LittleEndian.getInt(bytes, offset);
        if (headerLength < 0 || headerLength > rest) {
            throw DamagedMessageException.decoding(
                    (bytes.length - offset) + " bytes do not hold a header of " + headerLength);
        }
        int payloadLength = rest - headerLength;
        int header = offset + Message.PREFIX_BYTES;
        IncomingMessage incoming = begin(bytes, header, headerLength, payloadLength);
        if (payloadLength > 0) {
            MemorySegment source = MemorySegment.ofArray(bytes);
            MemorySegment.copy(source, header + headerLength, incoming.payload(), 0, payloadLength);
        }
        return incoming.finish();
    }
}
