package io.github.procession.ipc.codec;

import com.esotericsoftware.kryo.kryo5.Registration;
import com.esotericsoftware.kryo.kryo5.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * A run of values in a graph. When all have the same class, that is written once.
 *
 * <p>Each element takes at least one byte, nulls included, so that a short message cannot make a long list.
 */
final class Elements {
    private static final int MIXED = 0;
    private static final int SAME_CLASS = 1;

    private Elements() {}

    /** Writes every {@code stride}th value from {@code start} on; the reader must know how many there are. */
    static void write(GraphKryo kryo, GraphOutput output, Object[] values, int start, int end, int stride) {
        Class<?> common = commonClass(values, start, end, stride);
        if (common == null) {
            output.writeByte(MIXED);
            for (int i = start; i < end; i += stride) {
                kryo.writeClassAndObject(output, values[i]);
            }
            return;
        }
        output.writeByte(SAME_CLASS);
        Serializer<?> serializer = kryo.writeClass(output, common).getSerializer();
        for (int i = start; i < end; i += stride) {
            kryo.writeObject(output, values[i], serializer);
        }
    }

    private static @Nullable Class<?> commonClass(Object[] values, int start, int end, int stride) {
        Class<?> common = null;
        for (int i = start; i < end; i += stride) {
            Object value = values[i];
            if (value == null) {
                return null;
            }
            if (common == null) {
                common = value.getClass();
            } else if (common != value.getClass()) {
                return null;
            }
        }
        return common;
    }

    /** Reader of the elements of a run. */
    static Reader reader(GraphKryo kryo, GraphInput input) {
        if (input.readByte() == MIXED) {
            return new Reader(kryo, input, null);
        }
        return new Reader(kryo, input, kryo.readClass(input));
    }

    static final class Reader {
        private final GraphKryo kryo;
        private final GraphInput input;
        private final Class<?> type;
        private final Serializer<?> serializer;

        private Reader(GraphKryo kryo, GraphInput input, Registration common) {
            this.kryo = kryo;
            this.input = input;
            this.type = common == null ? null : common.getType();
            this.serializer = common == null ? null : common.getSerializer();
        }

        /** Whether the elements are values of the JDK, whose hash codes and order do not depend on other objects. */
        boolean isOfValues() {
            return type != null && UnsendableTypes.isOfJdk(type) && Comparable.class.isAssignableFrom(type);
        }

        Object next() {
            return type == null ? kryo.readClassAndObject(input) : kryo.readObject(input, type, serializer);
        }
    }
}
