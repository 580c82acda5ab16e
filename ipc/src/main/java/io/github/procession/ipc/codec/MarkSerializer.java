package io.github.procession.ipc.codec;

import com.esotericsoftware.kryo.kryo5.KryoException;
import io.github.procession.serialization.Explanation.Way;
import java.lang.reflect.Array;
import java.lang.reflect.Field;

/**
 * Serializer of objects without state: {@linkplain IdentityMarks marks} arrive as what they are, others as new objects.
 */
final class MarkSerializer extends GraphSerializer {
    private static final byte NEW = 0;
    private static final byte MARK = 1;

    /** For arrays without elements, of which the length is written already. */
    static final MarkSerializer EMPTY_ARRAY = new MarkSerializer(new GraphSerializer() {
        @Override
        void write(GraphKryo kryo, GraphOutput output, Object array) {}

        @Override
        Object read(GraphKryo kryo, GraphInput input, Class<?> type) {
            return Array.newInstance(type.getComponentType(), 0);
        }
    });

    /** For those that are no marks. */
    private final GraphSerializer otherwise;

    MarkSerializer(GraphSerializer otherwise) {
        this.otherwise = otherwise;
    }

    @Override
    void write(GraphKryo kryo, GraphOutput output, Object object) {
        Field field = IdentityMarks.find(kryo, object);
        if (field == null) {
            output.writeByte(NEW);
            otherwise.write(kryo, output, object);
        } else {
            output.writeByte(MARK);
            IdentityMarks.write(output, field);
        }
    }

    @Override
    Way way(GraphKryo kryo, Object object) {
        return IdentityMarks.find(kryo, object) == null ? Way.VALUE : Way.IDENTITY_MARK;
    }

    @Override
    Object read(GraphKryo kryo, GraphInput input, Class<?> type) {
        if (input.readByte() == NEW) {
            return otherwise.read(kryo, input, type);
        }
        Object mark = IdentityMarks.read(kryo, input);
        if (!type.isInstance(mark)) {
            throw new KryoException("the static field for a mark of " + type.getName() + " holds " + mark);
        }
        return mark;
    }
}
