package io.github.procession.ipc.codec;

import com.esotericsoftware.kryo.kryo5.KryoException;
import java.lang.foreign.MemorySegment;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;

/**
 * Serializer of buffers of {@code java.nio} other than byte buffers: all elements, position, limit, byte order, and
 * whether they are direct or read-only. The mark and what a view shares with other buffers is lost.
 */
final class BufferSerializer extends GraphSerializer {
    private static final int DIRECT = 1;
    private static final int READ_ONLY = 2;
    private static final int LITTLE_ENDIAN = 4;

    @Override
    void write(GraphKryo kryo, GraphOutput output, Object object) {
        Buffer buffer = ((Buffer) object).duplicate(); // another thread may change position and limit
        MemorySegment bytes = MemorySegment.ofBuffer(whole(buffer));
        output.writeByte((buffer.isDirect() ? DIRECT : 0)
                | (buffer.isReadOnly() ? READ_ONLY : 0)
                | (order(buffer) == ByteOrder.LITTLE_ENDIAN ? LITTLE_ENDIAN : 0));
        output.writeByte(kind(object.getClass()));
        output.writeInt(buffer.position());
        output.writeInt(buffer.limit());
        output.writeInt(buffer.capacity());
        output.writeSegment(bytes);
    }

    /** All elements; those of a buffer over a {@link CharSequence}, which lie nowhere in memory, copied. */
    private static Buffer whole(Buffer buffer) {
        Buffer all = buffer.duplicate().clear();
        if (all instanceof CharBuffer chars && !chars.isDirect() && isOverText(chars)) {
            return CharBuffer.allocate(chars.capacity()).put(chars).clear();
        }
        return all;
    }

    private static boolean isOverText(CharBuffer chars) {
        return chars.getClass().getSimpleName().equals("StringCharBuffer");
    }

    private static ByteOrder order(Buffer buffer) {
        return switch (buffer) {
            case CharBuffer chars -> chars.order();
            case ShortBuffer shorts -> shorts.order();
            case IntBuffer ints -> ints.order();
            case LongBuffer longs -> longs.order();
            case FloatBuffer floats -> floats.order();
            case DoubleBuffer doubles -> doubles.order();
            default -> throw new IllegalArgumentException("no buffer of this kind: " + buffer.getClass());
        };
    }

    private static int kind(Class<?> type) {
        if (CharBuffer.class.isAssignableFrom(type)) {
            return PrimitiveArrays.CHARS;
        } else if (ShortBuffer.class.isAssignableFrom(type)) {
            return PrimitiveArrays.SHORTS;
        } else if (IntBuffer.class.isAssignableFrom(type)) {
            return PrimitiveArrays.INTS;
        } else if (LongBuffer.class.isAssignableFrom(type)) {
            return PrimitiveArrays.LONGS;
        } else if (FloatBuffer.class.isAssignableFrom(type)) {
            return PrimitiveArrays.FLOATS;
        }
        return PrimitiveArrays.DOUBLES;
    }

    @Override
    Object read(GraphKryo kryo, GraphInput input, Class<?> type) {
        int flags = input.readByte();
        int kind = input.readByte();
        int position = input.readInt();
        int limit = input.readInt();
        int capacity = input.readInt();
        long byteCount = (long) capacity * PrimitiveArrays.elementBytes(kind);
        if (capacity < 0 || byteCount > input.remaining() || position < 0 || limit < position || capacity < limit) {
            throw new DamagedMessageException("a buffer of capacity " + capacity + ", limit " + limit + " and position "
                    + position + " in " + input.remaining() + " bytes");
        }
        ByteOrder order = (flags & LITTLE_ENDIAN) != 0 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        Buffer made = allocate(kind, capacity, (flags & DIRECT) != 0, order);
        MemorySegment.copy(
                MemorySegment.ofArray(input.getBuffer()), input.position(), MemorySegment.ofBuffer(made), 0, byteCount);
        input.skip((int) byteCount);
        return ((flags & READ_ONLY) != 0 ? readOnly(made) : made).limit(limit).position(position);
    }

    /** Over an array where the byte order allows it, else a view of a byte buffer. */
    private static Buffer allocate(int kind, int capacity, boolean direct, ByteOrder order) {
        if (!direct && order == ByteOrder.nativeOrder()) {
            return switch (kind) {
                case PrimitiveArrays.CHARS -> CharBuffer.allocate(capacity);
                case PrimitiveArrays.SHORTS -> ShortBuffer.allocate(capacity);
                case PrimitiveArrays.INTS -> IntBuffer.allocate(capacity);
                case PrimitiveArrays.LONGS -> LongBuffer.allocate(capacity);
                case PrimitiveArrays.FLOATS -> FloatBuffer.allocate(capacity);
                case PrimitiveArrays.DOUBLES -> DoubleBuffer.allocate(capacity);
                default -> throw unknown(kind);
            };
        }
        int byteCount = Math.multiplyExact(capacity, PrimitiveArrays.elementBytes(kind));
        ByteBuffer bytes =
                (direct ? ByteBuffer.allocateDirect(byteCount) : ByteBuffer.allocate(byteCount)).order(order);
        return switch (kind) {
            case PrimitiveArrays.CHARS -> bytes.asCharBuffer();
            case PrimitiveArrays.SHORTS -> bytes.asShortBuffer();
            case PrimitiveArrays.INTS -> bytes.asIntBuffer();
            case PrimitiveArrays.LONGS -> bytes.asLongBuffer();
            case PrimitiveArrays.FLOATS -> bytes.asFloatBuffer();
            case PrimitiveArrays.DOUBLES -> bytes.asDoubleBuffer();
            default -> throw unknown(kind);
        };
    }

    private static KryoException unknown(int kind) {
        return new DamagedMessageException("no buffer has elements of kind " + kind);
    }

    private static Buffer readOnly(Buffer buffer) {
        return switch (buffer) {
            case CharBuffer chars -> chars.asReadOnlyBuffer();
            case ShortBuffer shorts -> shorts.asReadOnlyBuffer();
            case IntBuffer ints -> ints.asReadOnlyBuffer();
            case LongBuffer longs -> longs.asReadOnlyBuffer();
            case FloatBuffer floats -> floats.asReadOnlyBuffer();
            case DoubleBuffer doubles -> doubles.asReadOnlyBuffer();
            default -> throw new IllegalArgumentException("no buffer of this kind: " + buffer.getClass());
        };
    }
}
