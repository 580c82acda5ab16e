package io.github.procession.ipc.codec;

import io.github.procession.serialization.Explanation.Way;
import java.lang.reflect.Array;

/** Serializer of arrays of references of any type and dimension. */
final class ObjectArraySerializer extends GraphSerializer {
    @Override
    void write(GraphKryo kryo, GraphOutput output, Object object) {
        Object[] array = (Object[]) object;
        output.writeVarInt(array.length, true);
        if (array.length == 0) {
            MarkSerializer.EMPTY_ARRAY.write(kryo, output, array);
            return;
        }
        Class<?> component = array.getClass().getComponentType();
        for (Object element : array) {
            TypedValue.writeReference(kryo, output, component, element);
        }
    }

    @Override
    Object read(GraphKryo kryo, GraphInput input, Class<?> type) {
        int length = input.readSize(1);
        if (length == 0) {
            return MarkSerializer.EMPTY_ARRAY.read(kryo, input, type);
        }
        Class<?> component = type.getComponentType();
        Object[] array = (Object[]) Array.newInstance(component, length);
        kryo.reference(array);
        for (int i = 0; i < array.length; i++) {
            array[i] = TypedValue.readReference(kryo, input, component);
        }
        return array;
    }

    @Override
    Way way(GraphKryo kryo, Object array) {
        return Array.getLength(array) == 0 ? MarkSerializer.EMPTY_ARRAY.way(kryo, array) : Way.VALUE;
    }

    @Override
    String step(Object holder, Object part) {
        Object[] array = (Object[]) holder;
        for (int i = 0; i < array.length; i++) {
            if (array[i] == part) {
                return "[" + i + "]";
            }
        }
        return "";
    }
}
