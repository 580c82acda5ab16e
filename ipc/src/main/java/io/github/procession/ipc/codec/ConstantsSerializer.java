package io.github.procession.ipc.codec;

import java.util.List;

/**
 * Serializer of constants of the JDK that are not the value of a static field: each travels as its place in a list.
 * Others of the class are refused.
 */
final class ConstantsSerializer extends GraphSerializer {
    private final List<Object> constants;

    ConstantsSerializer(List<Object> constants) {
        this.constants = constants;
    }

    @Override
    void write(GraphKryo kryo, GraphOutput output, Object object) {
        int index = constants.indexOf(object);
        if (index < 0) {
            throw Refusal.of(
                    kryo,
                    object.getClass(),
                    "has settings that cannot be found out; make the field static or transient");
        }
        output.writeByte(index);
    }

    @Override
    Object read(GraphKryo kryo, GraphInput input, Class<?> type) {
        return constants.get(input.readByte());
    }
}
