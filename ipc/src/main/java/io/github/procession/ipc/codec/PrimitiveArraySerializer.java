package io.github.procession.ipc.codec;

/** Serializer of primitive arrays inside a graph, which are copied in bulk. */
final class PrimitiveArraySerializer extends GraphSerializer {
    private final int kind;

    PrimitiveArraySerializer(int kind) {
        this.kind = kind;
    }

    @Override
    void write(GraphKryo kryo, GraphOutput output, Object array) {
        int length = PrimitiveArrays.length(array, kind);
        output.writeVarInt(length, true);
        if (length == 0) {
            MarkSerializer.EMPTY_ARRAY.write(kryo, output, array);
            return;
        }
        output.writeSegment(PrimitiveArrays.bytes(array, kind));
    }

    @Override
    Object read(GraphKryo kryo, GraphInput input, Class<?> type) {
        int length = input.readSize(PrimitiveArrays.elementBytes(kind));
        return length == 0 ? MarkSerializer.EMPTY_ARRAY.read(kryo, input, type) : input.readPrimitives(kind, length);
    }
}
