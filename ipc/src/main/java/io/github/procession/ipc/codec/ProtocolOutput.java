package io.github.procession.ipc.codec;

import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The stream that an object's {@code writeObject} or {@code writeExternal} sees. Bytes are those that Java's serialization
 * defines. Objects written to it become parts of the surrounding graph, so that they need not be Serializable and keep
 * their identity.
 */
final class ProtocolOutput extends ObjectOutputStream {
    private final GraphKryo kryo;
    private final GraphOutput output;
    private final Object self;
    private JavaProtocol.Level level;
    private FieldValues pending;
    /** Null while fields are written of a class that has no code of its own for it. */
    private @Nullable DataWriter data;

    ProtocolOutput(GraphKryo kryo, GraphOutput output, Object self) throws IOException {
        this.kryo = kryo;
        this.output = output;
        this.self = self;
    }

    void writeLevel(JavaProtocol.Level next) throws Throwable {
        level = next;
        pending = null;
        if (next.write != null) {
            beginData();
            next.write.invokeExact(self, (ObjectOutputStream) this);
            endData();
        } else {
            data = null;
            next.writeDefault(self, this);
        }
    }

    void writeExternal(Externalizable object) throws IOException {
        beginData();
        object.writeExternal(this);
        endData();
    }

    /** Begins the data that the object's own code writes. */
    void beginData() {
        data = new DataWriter(output);
    }

    void endData() {
        data.mark(DataWriter.END);
    }

    @Override
    public void defaultWriteObject() throws IOException {
        requireLevel();
        try {
            level.writeDefault(self, this);
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IOException(e);
        }
    }

    @Override
    public PutField putFields() throws IOException {
        requireLevel();
        if (pending == null) {
            pending = new FieldValues(level);
        }
        return pending;
    }

    private DataWriter data() throws IOException {
        if (data == null) {
            throw new IOException("the stream that wrote a " + self.getClass().getName()
                    + " is closed: it can be used only while that object's writeObject or writeExternal runs");
        }
        return data;
    }

    private void requireLevel() throws IOException {
        if (level == null) {
            throw new IOException("fields are written by default in writeObject only");
        }
    }

    @Override
    public void writeFields() throws IOException {
        FieldValues values = pending;
        if (values == null) {
            throw new IOException("writeFields needs putFields before it");
        }
        // Not kept: defaultWriteObject may be called by another level of the same object next.
        pending = null;
        if (data != null) {
            data.mark(DataWriter.FIELDS);
        }
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
                writePart(value);
                kryo.requireFit(level.fields[i].getType(), value);
            }
        }
    }

    private void writeSelf() {
        kryo.references().tolerate(self);
        kryo.writeClassAndObject(output, self);
        kryo.references().tolerate(null);
    }

    /** Code of users may catch the exception and go on, with half an object in the message. */
    private void writePart(Object part) {
        try {
            kryo.writeClassAndObject(output, part);
        } catch (RuntimeException | Error e) {
            kryo.fail(e);
            throw e;
        }
    }

    @Override
    protected void writeObjectOverride(Object object) throws IOException {
        data().mark(DataWriter.OBJECT);
        writePart(object);
    }

    @Override
    public void writeUnshared(Object object) throws IOException {
        data().mark(DataWriter.OBJECT);
        kryo.references().unshare(object);
        writePart(object);
        kryo.references().unshare(null);
    }

    @Override
    public void write(int value) throws IOException {
        data().writeByte(value);
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        data().writeBytes(bytes, 0, bytes.length);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        data().writeBytes(bytes, offset, length);
    }

    @Override
    public void writeBoolean(boolean value) throws IOException {
        data().writeByte(value ? 1 : 0);
    }

    @Override
    public void writeByte(int value) throws IOException {
        data().writeByte(value);
    }

    @Override
    public void writeShort(int value) throws IOException {
        data().writeShort(value);
    }

    @Override
    public void writeChar(int value) throws IOException {
        data().writeShort(value);
    }

    @Override
    public void writeInt(int value) throws IOException {
        data().writeInt(value);
    }

    @Override
    public void writeLong(long value) throws IOException {
        data().writeLong(value);
    }

    @Override
    public void writeFloat(float value) throws IOException {
        data().writeInt(Float.floatToIntBits(value));
    }

    @Override
    public void writeDouble(double value) throws IOException {
        data().writeLong(Double.doubleToLongBits(value));
    }

    @Override
    public void writeBytes(String value) throws IOException {
        data().writeLowBytes(value);
    }

    @Override
    public void writeChars(String value) throws IOException {
        data().writeChars(value);
    }

    @Override
    public void writeUTF(String value) throws IOException {
        data().writeUtf(value);
    }

    @Override
    public void reset() throws IOException {
        throw new IOException("reset is not allowed while an object is written");
    }

    @Override
    public void useProtocolVersion(int version) {
        throw new IllegalStateException("the protocol is chosen before objects are written");
    }

    @Override
    public void flush() {}

    @Override
    protected void drain() {}

    /** Nothing: what is written goes into the message at once, and the object is not at its end yet. */
    @Override
    public void close() {}

    /** Closes the stream to code that has kept it. */
    void end() {
        data = null;
        level = null;
    }
}
