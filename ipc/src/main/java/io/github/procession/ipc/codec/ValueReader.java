package io.github.procession.ipc.codec;

import io.github.procession.ipc.memory.RemoteHandle;
import io.github.procession.ipc.memory.Shareables;
import io.github.procession.serialization.DecodeException;

/** Reader of values written by {@link ValueWriter}; values of other kinds it leaves to their own readers. */
final class ValueReader {
    private final HeaderReader reader;

    private ValueReader(HeaderReader reader) {
        this.reader = reader;
    }

    /** Reads the one value of a message. Whatever goes wrong is a {@link DecodeException}. */
    static Object readMessage(HeaderReader reader) {
        try {
            Object value = new ValueReader(reader).read(0);
            if (reader.remaining() != 0) {
                throw DamagedMessageException.decoding(reader.remaining() + " bytes are left over");
            }
            return value;
        } catch (DecodeException e) {
            throw e;
        } catch (Throwable e) { // code of users may throw anything
            throw new DecodeException("cannot rebuild a received value: " + e, e);
        }
    }

    private Object read(int depth) throws Exception {
        byte tag = reader.readByte();
        return switch (tag) {
            case Tag.NULL -> null;
            case Tag.FALSE -> Boolean.FALSE;
            case Tag.TRUE -> Boolean.TRUE;
            case Tag.BYTE -> reader.readByte();
            case Tag.SHORT -> reader.readShort();
            case Tag.CHARACTER -> (char) reader.readShort();
            case Tag.INTEGER -> reader.readInt();
            case Tag.LONG -> reader.readLong();
            case Tag.FLOAT -> Float.intBitsToFloat(reader.readInt());
            case Tag.DOUBLE -> Double.longBitsToDouble(reader.readLong());
            case Tag.STRING -> reader.readString();
            case Tag.OBJECT_ARRAY -> readArray(depth);
            case Tag.INLINE_ARRAY -> readPrimitives();
            case Tag.SHAREABLE -> readShareable();
            case Tag.LAMBDA -> readLambda(depth);
            case Tag.GRAPH -> GraphCodec.decode(topLevel(depth));
            case Tag.THROWABLE -> ThrowableEnvelope.read(topLevel(depth));
            default -> throw DamagedMessageException.decoding("no value begins with the byte " + tag);
        };
    }

    private HeaderReader topLevel(int depth) {
        if (depth != 0) {
            throw DamagedMessageException.decoding("a graph inside an array");
        }
        return reader;
    }

    private static void checkDepth(int depth) {
        if (depth > ValueWriter.MAX_DEPTH) {
            throw DamagedMessageException.decoding("arrays nested deeper than any sender nests them");
        }
    }

    private Object[] readArray(int depth) throws Exception {
        checkDepth(depth);
        Object[] array = new Object[reader.readCount(1)];
        for (int i = 0; i < array.length; i++) {
            array[i] = read(depth + 1);
        }
        return array;
    }

    private Object readPrimitives() {
        int kind = reader.readByte();
        int length = reader.readCount(PrimitiveArrays.elementBytes(kind));
        Object array = PrimitiveArrays.allocate(kind, length);
        reader.readSegment(PrimitiveArrays.target(array, kind));
        return PrimitiveArrays.finish(array, kind);
    }

    private Object readShareable() {
        ClassLoader loader = ClassLoaders.current();
        AllowedClasses.checkShareable(loader);
        String className = reader.readString();
        long address = reader.readLong();
        if (address == 0) {
            RemoteHandle handle = new RemoteHandle(
                    reader.readString(), reader.readString(), reader.readLong(), reader.readLong(), reader.readText());
            return Shareables.resolve(className, handle, loader);
        }
        return Shareables.resolve(className, address, loader);
    }

    private Object readLambda(int depth) throws Exception {
        checkDepth(depth);
        int headerLength = reader.readCount(1);
        int start = reader.position();
        reader.skip(headerLength);
        LambdaSite site = LambdaSite.of(reader.buffer(), start, headerLength, ClassLoaders.current());
        Object[] captures = new Object[site.captureCount()];
        for (int i = 0; i < captures.length; i++) {
            captures[i] = read(depth + 1);
        }
        return site.create(captures);
    }
}
