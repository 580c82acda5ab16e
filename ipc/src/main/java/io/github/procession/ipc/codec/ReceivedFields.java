package io.github.procession.ipc.codec;

import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;

/** Field values on their way from the message to an object's {@code readObject}. Both sides have the same class. */
final class ReceivedFields extends ObjectInputStream.GetField {
    private final JavaProtocol.Level level;
    private final Object[] values;

    ReceivedFields(JavaProtocol.Level level) {
        this.level = level;
        this.values = new Object[level.fields.length];
    }

    void set(int index, Object value) {
        values[index] = value;
    }

    Object get(int index) {
        return values[index];
    }

    private Object value(String name, char code) {
        return values[level.index(name, code)];
    }

    @Override
    public ObjectStreamClass getObjectStreamClass() {
        return ObjectStreamClass.lookup(level.type);
    }

    @Override
    public boolean defaulted(String name) {
        level.index(name);
        return false;
    }

    @Override
    public boolean get(String name, boolean otherwise) {
        return (Boolean) value(name, 'Z');
    }

    @Override
    public byte get(String name, byte otherwise) {
        return (Byte) value(name, 'B');
    }

    @Override
    public char get(String name, char otherwise) {
        return (Character) value(name, 'C');
    }

    @Override
    public short get(String name, short otherwise) {
        return (Short) value(name, 'S');
    }

    @Override
    public int get(String name, int otherwise) {
        return (Integer) value(name, 'I');
    }

    @Override
    public long get(String name, long otherwise) {
        return (Long) value(name, 'J');
    }

    @Override
    public float get(String name, float otherwise) {
        return (Float) value(name, 'F');
    }

    @Override
    public double get(String name, double otherwise) {
        return (Double) value(name, 'D');
    }

    @Override
    public Object get(String name, Object otherwise) {
        return value(name, 'L');
    }
}
