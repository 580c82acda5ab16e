package io.github.procession.ipc.codec;

/** Primitive arrays inside a graph, copied in bulk. */
final class PrimitiveArraySerializer extends GraphSerializer {
    private final int kind;

    PrimitiveArraySerializer(int kind) {
        this.kind = kind;
    }

    @Override
    void write(GraphKryo kryo, GraphOutput output, Object array) {
        output.writeVarInt(PrimitiveArrays.length(array, kind), true);
        output.writeSegment(PrimitiveArrays.bytes(array, kind));
    }

    @Override
    Object read(GraphKryo kryo, GraphInput input, Class<?> type) {
        return input.readPrimitives(kind);
    }
}
