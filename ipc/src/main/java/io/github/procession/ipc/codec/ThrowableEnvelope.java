package io.github.procession.ipc.codec;

/** An exception as a report that can always be read, and the original behind it. */
final class ThrowableEnvelope {
    private ThrowableEnvelope() {}

    static void write(HeadWriter writer, Throwable value) {
        GraphCodec.encode(writer, value);
    }

    static Object read(HeadReader reader) {
        return GraphCodec.decode(reader);
    }
}
