package io.github.procession.ipc.codec;

import io.github.procession.ipc.memory.RemoteHandle;
import io.github.procession.ipc.memory.Shareable;
import java.io.Serializable;

/**
 * Writer of values that need no general serializer. It declines everything else, and also arrays that refer to an object
 * twice, because only a graph keeps identity.
 */
final class ValueWriter {
    static final int MAX_DEPTH = 16;
    /** An array with more objects than this that might be met twice is a graph. */
    private static final int MAX_TRACKED = 16;

    private final HeaderWriter writer;
    private final Object[] tracked = new Object[MAX_TRACKED];
    private int trackedCount;
    private boolean inLambda;

    private ValueWriter(HeaderWriter writer) {
        this.writer = writer;
    }

    /** Writes the value, or leaves the writer as it was and returns false. */
    static boolean tryWrite(HeaderWriter writer, Object value) {
        int position = writer.position();
        int addressCount = writer.addressCount();
        if (new ValueWriter(writer).write(value, 0)) {
            return true;
        }
        writer.rewind(position, addressCount);
        return false;
    }

    private boolean write(Object value, int depth) {
        if (value == null) {
            writer.writeByte(Tag.NULL);
            return true;
        }
        Class<?> type = value.getClass();
        if (type == String.class) {
            writer.writeByte(Tag.STRING);
            writer.writeString((String) value);
            return true;
        }
        if (value instanceof Number || type == Boolean.class || type == Character.class) {
            return writeBoxed(value, type);
        }
        if (type == Object[].class) {
            return track(value) && !mayBeMark(((Object[]) value).length) && writeArray((Object[]) value, depth);
        }
        int kind = PrimitiveArrays.kind(type);
        if (kind >= 0) {
            return track(value) && !mayBeMark(PrimitiveArrays.length(value, kind)) && writePrimitives(value, kind);
        }
        if (value instanceof Shareable shareable) {
            if (shareable.isReleased()) {
                return false; // the other way refuses it, with the path
            }
            writeShareable(writer, shareable);
            return true;
        }
        if (type.isHidden() && value instanceof Serializable) {
            return track(value) && writeLambda(value, type, depth);
        }
        return false;
    }

    /** Whether an array may be an {@linkplain IdentityMarks identity mark} of the class around a lambda that holds it. */
    private boolean mayBeMark(int length) {
        return length == 0 && inLambda;
    }

    private boolean writeBoxed(Object value, Class<?> type) {
        if (type == Integer.class) {
            writer.writeByte(Tag.INTEGER);
            writer.writeInt((Integer) value);
        } else if (type == Long.class) {
            writer.writeByte(Tag.LONG);
            writer.writeLong((Long) value);
        } else if (type == Double.class) {
            writer.writeByte(Tag.DOUBLE);
            writer.writeLong(Double.doubleToRawLongBits((Double) value));
        } else if (type == Boolean.class) {
            writer.writeByte((Boolean) value ? Tag.TRUE : Tag.FALSE);
        } else if (type == Byte.class) {
            writer.writeByte(Tag.BYTE);
            writer.writeByte((Byte) value);
        } else if (type == Short.class) {
            writer.writeByte(Tag.SHORT);
            writer.writeShort((Short) value);
        } else if (type == Character.class) {
            writer.writeByte(Tag.CHARACTER);
            writer.writeShort((Character) value);
        } else if (type == Float.class) {
            writer.writeByte(Tag.FLOAT);
            writer.writeInt(Float.floatToRawIntBits((Float) value));
        } else {
            return false;
        }
        return true;
    }

    private boolean writeArray(Object[] array, int depth) {
        if (depth == MAX_DEPTH) {
            return false;
        }
        writer.writeByte(Tag.OBJECT_ARRAY);
        writer.writeCount(array.length);
        for (Object element : array) {
            if (!write(element, depth + 1)) {
                return false;
            }
        }
        return true;
    }

    private boolean writePrimitives(Object array, int kind) {
        writer.writeByte(Tag.INLINE_ARRAY);
        writer.writeByte(kind);
        writer.writeCount(PrimitiveArrays.length(array, kind));
        writer.writeSegment(PrimitiveArrays.bytes(array, kind));
        return true;
    }

    static void writeShareable(HeaderWriter writer, Shareable shareable) {
        long address = shareable.address();
        writer.writeByte(Tag.SHAREABLE);
        writer.writeString(shareable.getClass().getName());
        writer.writeLong(address);
        RemoteHandle handle = shareable.remoteHandle();
        if (handle != null) {
            writer.writeString(handle.namespace());
            writer.writeString(handle.name());
            writer.writeLong(handle.parameter());
            writer.writeLong(handle.option());
            writer.writeText(handle.companion());
            return;
        }
        writer.addAddress(address);
        for (long companion : shareable.companions()) {
            writer.addAddress(companion);
        }
    }

    private boolean writeLambda(Object lambda, Class<?> type, int depth) {
        LambdaForm form = LambdaForm.of(type);
        byte[] header = form == null || depth == MAX_DEPTH ? null : form.header(lambda);
        if (header == null) {
            return false;
        }
        writer.writeByte(Tag.LAMBDA);
        writer.writeCount(header.length);
        writer.writeBytes(header, 0, header.length);
        Object[] captures = form.captures(lambda);
        inLambda = true;
        for (Object capture : captures) {
            if (!write(capture, depth + 1)) {
                return false;
            }
        }
        return true;
    }

    /** Remembers an object that has an identity; false if it was met before. */
    private boolean track(Object value) {
        for (int i = 0; i < trackedCount; i++) {
            if (tracked[i] == value) {
                return false;
            }
        }
        if (trackedCount == MAX_TRACKED) {
            return false;
        }
        tracked[trackedCount++] = value;
        return true;
    }
}
