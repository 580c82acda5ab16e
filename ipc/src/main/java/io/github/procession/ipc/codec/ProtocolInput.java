package io.github.procession.ipc.codec;

import com.esotericsoftware.kryo.kryo5.KryoException;
import java.io.Externalizable;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.NotActiveException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectInputValidation;
import java.io.StreamCorruptedException;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;

/**
 * The stream that an object's {@code readObject} or {@code readExternal} sees; the other end of {@link
 * ProtocolOutput}.
 */
final class ProtocolInput extends ObjectInputStream {
    private final GraphKryo kryo;
    private final GraphInput input;
    private final Object self;
    private JavaProtocol.Level level;
    private DataReader data;

    /** Fields left of those that the object's code reads one by one, as the objects which they are. */
    private int fieldsLeft;

    ProtocolInput(GraphKryo kryo, GraphInput input, Object self) throws IOException {
        this.kryo = kryo;
        this.input = input;
        this.self = self;
        // Collections of the JDK ask the filter before they make room for what a message announces.
        setObjectInputFilter(kryo.inputFilter());
    }

    static ObjectInputFilter filter(GraphInput input) {
        return info -> info.arrayLength() < 0 || input.allows(info.arrayLength())
                ? ObjectInputFilter.Status.ALLOWED
                : ObjectInputFilter.Status.REJECTED;
    }

    void readLevel(JavaProtocol.Level next) throws Throwable {
        level = next;
        if (next.read == null && next.write == null) {
            data = DataReader.fieldsOnly(input);
            next.readDefault(self, this);
            return;
        }
        data = next.write != null ? DataReader.marked(input) : DataReader.fieldsOnly(input);
        if (next.read != null) {
            next.read.invokeExact(self, (ObjectInputStream) this);
        } else if (data.peek() == DataWriter.FIELDS) {
            next.readDefault(self, this);
        }
        skipRest();
    }

    void readExternal(Externalizable object) throws IOException, ClassNotFoundException {
        beginData();
        object.readExternal(this);
        skipRest();
    }

    /** Begins the data that the object's own code reads. */
    void beginData() {
        data = DataReader.marked(input);
    }

    private DataReader data() throws IOException {
        if (data == null) {
            throw new IOException("the stream that read a " + self.getClass().getName()
                    + " is closed: it can be used only while that object's readObject or readExternal runs");
        }
        if (fieldsLeft > 0) {
            throw new StreamCorruptedException("its next field comes next, which is an object");
        }
        return data;
    }

    boolean isAtEnd() {
        return data.peek() == DataWriter.END;
    }

    /** Code for reading need not read all that was written. */
    private void skipRest() throws IOException {
        while (fieldsLeft > 0) {
            readObjectOverride();
        }
        while (true) {
            switch (data.peek()) {
                case DataWriter.OBJECT -> readObjectOverride();
                case DataWriter.FIELDS -> readFields();
                case DataWriter.LONG_RUN -> data.skipRun();
                default -> {
                    return;
                }
            }
        }
    }

    @Override
    public void registerValidation(ObjectInputValidation validation, int priority) throws InvalidObjectException {
        if (validation == null) {
            throw new InvalidObjectException("null callback");
        }
        kryo.completion.validate(validation, priority);
    }

    @Override
    public void defaultReadObject() throws IOException, ClassNotFoundException {
        requireLevel();
        try {
            level.readDefault(self, this);
        } catch (IOException | ClassNotFoundException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IOException(e);
        }
    }

    private void requireLevel() throws NotActiveException {
        if (level == null) {
            throw new NotActiveException("fields are read by default in readObject only");
        }
    }

    @Override
    public GetField readFields() throws IOException {
        requireLevel();
        JavaProtocol.Level current = level;
        ReceivedFields fields = new ReceivedFields(current);
        if (current.hasObjectsOnly() && data().peek() == DataWriter.OBJECT) {
            for (int i = 0; i < current.codes.length; i++) {
                fields.set(i, readObjectOverride());
            }
            return fields;
        }
        if (current.codes.length != 0 || data().peek() == DataWriter.FIELDS) {
            data().takeFields();
        }
        for (int i = 0; i < current.codes.length; i++) {
            fields.set(i, current.codes[i] == 'L' ? readPart() : TypedValue.readPrimitive(input, current.codes[i]));
        }
        return fields;
    }

    /** Code of users may catch the exception and go on, somewhere in the middle of the message. */
    private Object readPart() {
        int start = input.position();
        try {
            Object part = kryo.readClassAndObject(input);
            if (part == null && !input.isNullAt(start) && endsAtNull() && kryo.hasResolvedToNull()) {
                throw new KryoException(kryo.withoutNull());
            }
            return part;
        } catch (RuntimeException | Error e) {
            kryo.fail(e);
            throw e;
        }
    }

    /** Whether the code that reads takes null for the end of the elements, and would lose those that follow. */
    private boolean endsAtNull() {
        return level != null
                && level.type.getPackageName().equals("java.util.concurrent")
                && (self instanceof Queue || self instanceof Map);
    }

    @Override
    protected Object readObjectOverride() throws IOException {
        // To Java's serialization, fields that are objects and objects written one by one are the same.
        if (fieldsLeft == 0 && level != null && level.hasObjectsOnly() && data().peek() == DataWriter.FIELDS) {
            data().takeFields();
            fieldsLeft = level.codes.length;
        }
        if (fieldsLeft > 0) {
            fieldsLeft--;
        } else {
            data().takeObject();
        }
        return readPart();
    }

    @Override
    public Object readUnshared() throws IOException {
        return readObjectOverride();
    }

    @Override
    public int read() throws IOException {
        return data().read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        return data().read(bytes, offset, length);
    }

    @Override
    public int available() throws IOException {
        return data().available();
    }

    @Override
    public boolean readBoolean() throws IOException {
        return data().readByte() != 0;
    }

    @Override
    public byte readByte() throws IOException {
        return data().readByte();
    }

    @Override
    public int readUnsignedByte() throws IOException {
        return data().readByte() & 0xFF;
    }

    @Override
    public short readShort() throws IOException {
        return data().readShort();
    }

    @Override
    public int readUnsignedShort() throws IOException {
        return data().readShort() & 0xFFFF;
    }

    @Override
    public char readChar() throws IOException {
        return (char) data().readShort();
    }

    @Override
    public int readInt() throws IOException {
        return data().readInt();
    }

    @Override
    public long readLong() throws IOException {
        return data().readLong();
    }

    @Override
    public float readFloat() throws IOException {
        return Float.intBitsToFloat(data().readInt());
    }

    @Override
    public double readDouble() throws IOException {
        return Double.longBitsToDouble(data().readLong());
    }

    @Override
    public void readFully(byte[] bytes) throws IOException {
        data().readFully(bytes, 0, bytes.length);
    }

    @Override
    public void readFully(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        data().readFully(bytes, offset, length);
    }

    @Override
    public int skipBytes(int length) throws IOException {
        return data().skip(length);
    }

    @Override
    @Deprecated
    public String readLine() throws IOException {
        return data().readLine();
    }

    @Override
    public String readUTF() throws IOException {
        return data().readUtf();
    }

    /** Nothing: the object is not at its end yet. */
    @Override
    public void close() {}

    /** Closes the stream to code that has kept it. */
    void end() {
        data = null;
        level = null;
    }
}
