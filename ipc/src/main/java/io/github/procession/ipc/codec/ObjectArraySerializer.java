package io.github.procession.ipc.codec;

import java.lang.reflect.Array;

/** Arrays of references of any type and dimension. */
final class ObjectArraySerializer extends GraphSerializer {
    @Override
    void write(GraphKryo kryo, GraphOutput output, Object object) {
        Object[] array = (Object[]) object;
        output.writeVarInt(array.length, true);
        Class<?> component = array.getClass().getComponentType();
        for (Object element : array) {
            TypedValue.writeReference(kryo, output, component, element);
        }
    }

    @Override
    Object read(GraphKryo kryo, GraphInput input, Class<?> type) {
        Class<?> component = type.getComponentType();
        Object[] array = (Object[]) Array.newInstance(component, input.readSize(1));
        kryo.reference(array);
        for (int i = 0; i < array.length; i++) {
            array[i] = TypedValue.readReference(kryo, input, component);
        }
        return array;
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
