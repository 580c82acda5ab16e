package io.github.procession.ipc.codec;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Serializer of {@code LinkedHashMap}, whose access order cannot be asked for: it is read from the map's serial form.
 * The rare map in access order then travels in that form.
 */
final class LinkedHashMapSerializer extends GraphSerializer {
    private static final byte INSERTION_ORDER = 0;
    private static final byte ACCESS_ORDER = 1;

    private final MapSerializer insertionOrder = new MapSerializer(LinkedHashMap.class);

    @Override
    void write(GraphKryo kryo, GraphOutput output, Object map) {
        if ((Boolean) JavaProtocol.of(LinkedHashMap.class).field(map, LinkedHashMap.class, "accessOrder")) {
            output.writeByte(ACCESS_ORDER);
            JavaProtocolSerializer.INSTANCE.write(kryo, output, map);
        } else {
            output.writeByte(INSERTION_ORDER);
            insertionOrder.write(kryo, output, map);
        }
    }

    @Override
    Object read(GraphKryo kryo, GraphInput input, Class<?> type) {
        return input.readByte() == ACCESS_ORDER
                ? JavaProtocolSerializer.INSTANCE.read(kryo, input, type)
                : insertionOrder.read(kryo, input, type);
    }

    @Override
    String step(Object holder, Object part) {
        return MapSerializer.keyStep((Map<?, ?>) holder, part);
    }
}
