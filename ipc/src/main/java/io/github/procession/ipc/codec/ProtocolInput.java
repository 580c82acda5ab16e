package io.github.procession.ipc.codec;

import java.io.EOFException;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectInputValidation;
import java.util.ArrayList;
import java.util.List;

/**
 * The stream that an object's {@code readObject} or {@code readExternal} sees; the other end of {@link
 * ProtocolOutput}.
 */
final class ProtocolInput extends ObjectInputStream {
    private final GraphKryo kryo;
    private final GraphInput input;
    private final Object self;
    private JavaProtocol.Level level;
    private List<ObjectInputValidation> validations;

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
        if (next.read != null) {
            next.read.invokeExact(self, (ObjectInputStream) this);
        } else {
            next.readDefault(self, this);
        }
    }

    /** Runs the checks that the object asked for while it was read. */
    void validate() throws InvalidObjectException {
        if (validations != null) {
            for (ObjectInputValidation validation : validations) {
                validation.validateObject();
            }
        }
    }

    @Override
    public void registerValidation(ObjectInputValidation validation, int priority) {
        if (validations == null) {
            validations = new ArrayList<>();
        }
        validations.add(validation);
    }

    @Override
    public void defaultReadObject() throws IOException, ClassNotFoundException {
        try {
            level.readDefault(self, this);
        } catch (IOException | ClassNotFoundException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IOException(e);
        }
    }

    @Override
    public GetField readFields() {
        JavaProtocol.Level current = level;
        ReceivedFields fields = new ReceivedFields(current);
        for (int i = 0; i < current.codes.length; i++) {
            fields.set(
                    i,
                    current.codes[i] == 'L'
                            ? kryo.readClassAndObject(input)
                            : TypedValue.readPrimitive(input, current.codes[i]));
        }
        return fields;
    }

    @Override
    protected Object readObjectOverride() {
        return kryo.readClassAndObject(input);
    }

    @Override
    public Object readUnshared() {
        return kryo.readClassAndObject(input);
    }

    @Override
    public int read() {
        return input.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        int available = Math.min(length, input.remaining());
        if (available == 0) {
            return -1;
        }
        input.readBytes(bytes, offset, available);
        return available;
    }

    @Override
    public int available() {
        return input.remaining();
    }

    @Override
    public boolean readBoolean() {
        return input.readBoolean();
    }

    @Override
    public byte readByte() {
        return input.readByte();
    }

    @Override
    public int readUnsignedByte() {
        return input.readByte() & 0xFF;
    }

    @Override
    public short readShort() {
        return input.readShort();
    }

    @Override
    public int readUnsignedShort() {
        return input.readShort() & 0xFFFF;
    }

    @Override
    public char readChar() {
        return input.readChar();
    }

    @Override
    public int readInt() {
        return input.readVarInt(false);
    }

    @Override
    public long readLong() {
        return input.readVarLong(false);
    }

    @Override
    public float readFloat() {
        return input.readFloat();
    }

    @Override
    public double readDouble() {
        return input.readDouble();
    }

    @Override
    public void readFully(byte[] bytes) throws IOException {
        readFully(bytes, 0, bytes.length);
    }

    @Override
    public void readFully(byte[] bytes, int offset, int length) throws IOException {
        if (length > input.remaining()) {
            throw new EOFException("needs " + length + " bytes, but only " + input.remaining() + " are left");
        }
        input.readBytes(bytes, offset, length);
    }

    @Override
    public int skipBytes(int length) {
        int skipped = Math.min(length, input.remaining());
        input.skip(skipped);
        return skipped;
    }

    @Override
    @Deprecated
    public String readLine() {
        throw new UnsupportedOperationException("use readUTF");
    }

    @Override
    public String readUTF() {
        return input.readString();
    }

    @Override
    public void close() {}
}
