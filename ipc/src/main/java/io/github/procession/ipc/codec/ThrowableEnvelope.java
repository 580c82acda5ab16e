package io.github.procession.ipc.codec;

import io.github.procession.serialization.DecodeException;
import io.github.procession.serialization.NotSendableException;

/**
 * An exception as a message of its own: length and bytes of a report that can always be read, then length and bytes of
 * the original, 0 if it could not be written.
 */
final class ThrowableEnvelope {
    private static final int LENGTH_BYTES = 4;

    private ThrowableEnvelope() {}

    static void write(HeaderWriter writer, Throwable throwable) {
        writer.writeByte(Tag.THROWABLE);
        int reportLength = beginPart(writer);
        ThrowableReport.write(writer, throwable);
        endPart(writer, reportLength);
        int originalLength = beginPart(writer);
        try {
            GraphCodec.encode(writer, throwable);
        } catch (NotSendableException e) {
            // The receiver gets the report instead. An exception never keeps a failure from being told.
            writer.rewind(originalLength + LENGTH_BYTES, writer.addressCount());
        }
        endPart(writer, originalLength);
    }

    private static int beginPart(HeaderWriter writer) {
        int place = writer.position();
        writer.writeInt(0);
        return place;
    }

    private static void endPart(HeaderWriter writer, int place) {
        writer.patchInt(place, writer.position() - place - LENGTH_BYTES);
    }

    static Object read(HeaderReader reader) {
        HeaderReader report = part(reader);
        HeaderReader original = part(reader);
        Throwable reason = null;
        if (original.remaining() != 0) {
            try {
                Object rebuilt = GraphCodec.decode(original);
                if (rebuilt instanceof Throwable) {
                    return rebuilt;
                }
                reason = new DecodeException("the original replaced itself by something that is no exception");
            } catch (RuntimeException | Error e) { // of the exception's own class, an AssertionError too
                reason = e;
            }
        }
        return ThrowableReport.read(report, reason);
    }

    private static HeaderReader part(HeaderReader reader) {
        int length = reader.readInt();
        int start = reader.position();
        reader.skip(length);
        return new HeaderReader(reader.buffer(), start, length);
    }
}
