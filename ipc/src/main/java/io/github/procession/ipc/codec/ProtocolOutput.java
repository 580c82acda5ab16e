package io.github.procession.ipc.codec;

import java.io.IOException;
import java.io.ObjectOutputStream;

/**
 * The stream that an object's {@code writeObject} or {@code writeExternal} sees. Objects written to it become parts of
 * the surrounding graph, so that they need not be Serializable and keep their identity.
 */
final class ProtocolOutput extends ObjectOutputStream {
    private final GraphKryo kryo;
    private final GraphOutput output;
    private final Object self;
    private JavaProtocol.Level level;
    private FieldValues pending;

    ProtocolOutput(GraphKryo kryo, GraphOutput output, Object self) throws IOException {
        this.kryo = kryo;
        this.output = output;
        this.self = self;
    }

    void writeLevel(JavaProtocol.Level next) throws Throwable {
        level = next;
        pending = null;
        if (next.write != null) {
            next.write.invokeExact(self, (ObjectOutputStream) this);
        } else {
            next.writeDefault(self, this);
        }
    }

    @Override
    public void defaultWriteObject() throws IOException {
        try {
            level.writeDefault(self, this);
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IOException(e);
        }
    }

    @Override
    public PutField putFields() {
        if (pending == null) {
            pending = new FieldValues(level);
        }
        return pending;
    }

    @Override
    public void writeFields() {
        FieldValues values = pending;
        // Not kept: defaultWriteObject may be called by another level of the same object next.
        pending = null;
        boolean pruned = self instanceof Throwable && !Access.isClosed(level.type);
        for (int i = 0; i < level.codes.length; i++) {
            Object value = values.get(i);
            if (level.codes[i] != 'L') {
                TypedValue.writePrimitive(output, level.codes[i], value);
            } else if (value == self) {
                writeSelf();
            } else if (pruned && !kryo.canSend(value)) {
                kryo.writeClassAndObject(output, null);
            } else {
                kryo.writeClassAndObject(output, value);
            }
        }
    }

    private void writeSelf() {
        kryo.references().tolerate(self);
        kryo.writeClassAndObject(output, self);
        kryo.references().tolerate(null);
    }

    @Override
    protected void writeObjectOverride(Object object) {
        kryo.writeClassAndObject(output, object);
    }

    @Override
    public void writeUnshared(Object object) {
        kryo.writeClassAndObject(output, object);
    }

    @Override
    public void write(int value) {
        output.writeByte(value);
    }

    @Override
    public void write(byte[] bytes) {
        output.writeBytes(bytes);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        output.writeBytes(bytes, offset, length);
    }

    @Override
    public void writeBoolean(boolean value) {
        output.writeBoolean(value);
    }

    @Override
    public void writeByte(int value) {
        output.writeByte(value);
    }

    @Override
    public void writeShort(int value) {
        output.writeShort(value);
    }

    @Override
    public void writeChar(int value) {
        output.writeChar((char) value);
    }

    @Override
    public void writeInt(int value) {
        output.writeVarInt(value, false);
    }

    @Override
    public void writeLong(long value) {
        output.writeVarLong(value, false);
    }

    @Override
    public void writeFloat(float value) {
        output.writeFloat(value);
    }

    @Override
    public void writeDouble(double value) {
        output.writeDouble(value);
    }

    @Override
    public void writeBytes(String value) {
        for (int i = 0; i < value.length(); i++) {
            output.writeByte((byte) value.charAt(i));
        }
    }

    @Override
    public void writeChars(String value) {
        for (int i = 0; i < value.length(); i++) {
            output.writeChar(value.charAt(i));
        }
    }

    @Override
    public void writeUTF(String value) {
        output.writeString(value);
    }

    @Override
    public void reset() {}

    @Override
    public void flush() {}

    @Override
    protected void drain() {}

    @Override
    public void close() {}
}
