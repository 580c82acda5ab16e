package io.github.procession.ipc.codec;

import java.io.ObjectOutput;
import java.io.ObjectOutputStream;
import org.jspecify.annotations.Nullable;

/** Field values on their way from an object's {@code writeObject} to the message. */
final class FieldValues extends ObjectOutputStream.PutField {
    private final JavaProtocol.Level level;
    private final Object[] values;

    FieldValues(JavaProtocol.Level level) {
        this.level = level;
        this.values = new Object[level.fields.length];
    }

    @Nullable
    Object get(String name) {
        return values[level.index(name)];
    }

    /** Value of a field by its place in {@link JavaProtocol.Level#fields}; fields not put have Java's default value. */
    @Nullable
    Object get(int index) {
        Object value = values[index];
        if (value != null) {
            return value;
        }
        return switch (level.codes[index]) {
            case 'I' -> 0;
            case 'J' -> 0L;
            case 'Z' -> false;
            case 'D' -> 0.0;
            case 'F' -> 0f;
            case 'B' -> (byte) 0;
            case 'S' -> (short) 0;
            case 'C' -> (char) 0;
            default -> null;
        };
    }

    void put(int index, Object value) {
        values[index] = value;
    }

    @Override
    public void put(String name, boolean value) {
        values[level.index(name, 'Z')] = value;
    }

    @Override
    public void put(String name, byte value) {
        values[level.index(name, 'B')] = value;
    }

    @Override
    public void put(String name, char value) {
        values[level.index(name, 'C')] = value;
    }

    @Override
    public void put(String name, short value) {
        values[level.index(name, 'S')] = value;
    }

    @Override
    public void put(String name, int value) {
        values[level.index(name, 'I')] = value;
    }

    @Override
    public void put(String name, long value) {
        values[level.index(name, 'J')] = value;
    }

    @Override
    public void put(String name, float value) {
        values[level.index(name, 'F')] = value;
    }

    @Override
    public void put(String name, double value) {
        values[level.index(name, 'D')] = value;
    }

    @Override
    public void put(String name, Object value) {
        values[level.index(name, 'L')] = value;
    }

    @Override
    @Deprecated
    @SuppressWarnings("removal")
    public void write(ObjectOutput output) {
        throw new UnsupportedOperationException("use ObjectOutputStream.writeFields");
    }
}
