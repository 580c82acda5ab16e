package io.github.procession.ipc.codec;

import com.esotericsoftware.kryo.kryo5.Serializer;

/** Values of a known declared type: fields and record components. */
final class TypedValue {
    private TypedValue() {}

    /** The letter that class files use for a primitive type, {@code L} for any other. */
    static char code(Class<?> type) {
        return type.isPrimitive() ? type.descriptorString().charAt(0) : 'L';
    }

    static void writePrimitive(GraphOutput output, char code, Object boxed) {
        switch (code) {
            case 'I' -> output.writeVarInt((Integer) boxed, false);
            case 'J' -> output.writeVarLong((Long) boxed, false);
            case 'Z' -> output.writeBoolean((Boolean) boxed);
            case 'D' -> output.writeDouble((Double) boxed);
            case 'F' -> output.writeFloat((Float) boxed);
            case 'B' -> output.writeByte((Byte) boxed);
            case 'S' -> output.writeShort((Short) boxed);
            case 'C' -> output.writeChar((Character) boxed);
            default -> throw new IllegalArgumentException("no primitive type: " + code);
        }
    }

    static Object readPrimitive(GraphInput input, char code) {
        return switch (code) {
            case 'I' -> input.readVarInt(false);
            case 'J' -> input.readVarLong(false);
            case 'Z' -> input.readBoolean();
            case 'D' -> input.readDouble();
            case 'F' -> input.readFloat();
            case 'B' -> input.readByte();
            case 'S' -> input.readShort();
            case 'C' -> input.readChar();
            default -> throw new IllegalArgumentException("no primitive type: " + code);
        };
    }

    /** Writes a reference; its class only if a value of the declared type may have another one. */
    static void writeReference(GraphKryo kryo, GraphOutput output, Class<?> declared, Object value) {
        if (!kryo.isFinal(declared)) {
            kryo.writeClassAndObject(output, value);
            kryo.requireFit(declared, value);
            return;
        }
        Serializer<?> serializer = kryo.getSerializer(declared);
        if (serializer instanceof UserSerializer) {
            output.writeVarInt(UserSerializer.MARK, true);
            kryo.writeClassAndObject(output, value);
        } else {
            kryo.writeObjectOrNull(output, value, serializer);
            kryo.requireFit(declared, value);
        }
    }

    static Object readReference(GraphKryo kryo, GraphInput input, Class<?> declared) {
        if (!kryo.isFinal(declared)) {
            return kryo.readClassAndObject(input);
        }
        Serializer<?> serializer = kryo.getSerializer(declared);
        if (!(serializer instanceof UserSerializer user)) {
            return kryo.readObjectOrNull(input, declared, serializer);
        }
        if (input.readVarInt(true) != UserSerializer.MARK) {
            throw SerializerMismatch.senderHasNone(user, declared);
        }
        return kryo.readClassAndObject(input);
    }
}
