package io.github.procession.ipc.codec;

import java.util.AbstractMap;
import java.util.Map;

/**
 * Serializer of map entries that are no objects of their own: those of {@code Map.entry}, and those inside the JDK's
 * maps.
 */
final class EntrySerializer extends GraphSerializer {
    /** Class of the entries that {@code Map.entry} makes. */
    static final Class<?> IMMUTABLE = Map.entry(1, 1).getClass();

    @Override
    void write(GraphKryo kryo, GraphOutput output, Object object) {
        Map.Entry<?, ?> entry = (Map.Entry<?, ?>) object;
        kryo.references().enterLate();
        kryo.writeClassAndObject(output, entry.getKey());
        kryo.writeClassAndObject(output, entry.getValue());
        kryo.references().leaveLate();
    }

    @Override
    Object read(GraphKryo kryo, GraphInput input, Class<?> type) {
        Object key = kryo.readClassAndObject(input);
        Object value = kryo.readClassAndObject(input);
        return type == IMMUTABLE ? Map.entry(key, value) : new AbstractMap.SimpleEntry<>(key, value);
    }

    @Override
    boolean takesNull(GraphKryo kryo, Object holder, Object part) {
        return holder.getClass() != IMMUTABLE;
    }

    @Override
    String step(Object holder, Object part) {
        return ((Map.Entry<?, ?>) holder).getKey() == part ? ".key" : ".value";
    }
}
