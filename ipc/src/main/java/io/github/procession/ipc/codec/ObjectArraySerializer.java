package io.github.procession.ipc.codec;

import com.esotericsoftware.kryo.kryo5.Serializer;
import java.lang.reflect.Array;

/** Arrays of references of any type and dimension. */
final class ObjectArraySerializer extends GraphSerializer {
    @Override
    void write(GraphKryo kryo, GraphOutput output, Object object) {
        Object[] array = (Object[]) object;
        output.writeVarInt(array.length, true);
        Class<?> component = array.getClass().getComponentType();
        if (kryo.isFinal(component)) {
            Serializer<?> serializer = kryo.getSerializer(component);
            for (Object element : array) {
                kryo.writeObjectOrNull(output, element, serializer);
            }
        } else {
            for (Object element : array) {
                kryo.writeClassAndObject(output, element);
            }
        }
    }

    @Override
    Object read(GraphKryo kryo, GraphInput input, Class<?> type) {
        Class<?> component = type.getComponentType();
        Object[] array = (Object[]) Array.newInstance(component, input.readSize(1));
        kryo.reference(array);
        if (kryo.isFinal(component)) {
            Serializer<?> serializer = kryo.getSerializer(component);
            for (int i = 0; i < array.length; i++) {
                array[i] = kryo.readObjectOrNull(input, component, serializer);
            }
        } else {
            for (int i = 0; i < array.length; i++) {
                array[i] = kryo.readClassAndObject(input);
            }
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
