package io.github.procession.ipc.codec;

import java.util.List;

/** Constants of the JDK that are no values of static fields: by their place in a list. Others of the class are refused. */
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
