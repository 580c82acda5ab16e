package io.github.procession.ipc.codec;

/** Values that are graphs of arbitrary objects: the door to Kryo. */
final class GraphCodec {
    private GraphCodec() {}

    static void encode(HeadWriter writer, Object value) {
        throw new NotSendableException(value.getClass().getName() + " cannot be sent to another process yet");
    }

    static Object decode(HeadReader reader) {
        throw new DecodeException("cannot read graphs yet");
    }
}
