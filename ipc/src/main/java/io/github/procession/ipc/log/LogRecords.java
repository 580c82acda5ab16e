package io.github.procession.ipc.log;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Records that go over the socket, each with a length and a letter in front:
 *
 * <pre>
 *   child:  HELLO  long pid | name of the process       once, first
 *           NAME   name                                 the process was renamed
 *           ASK    int number | name of a logger        answered by: int number | int lowest level that is logged
 *           EVENT  see {@link LogEvent}
 *           LOST   long number of events                that were not sent, since the other side took none
 * </pre>
 */
final class LogRecords {
    static final char HELLO = 'H';
    static final char NAME = 'N';
    static final char ASK = 'A';
    static final char EVENT = 'E';
    static final char LOST = 'L';

    /** A process of this pid only wants to be met: see {@link LogServer}. */
    static final long NOBODY = 0;

    static final int ANSWER_BYTES = 2 * Integer.BYTES;

    private LogRecords() {}

    /** The part of a record behind its letter. */
    @FunctionalInterface
    interface Body {
        void writeTo(DataOutputStream out) throws IOException;
    }

    static byte[] encode(char kind, Body body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(0);
            out.writeByte(kind);
            body.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // not in memory
        }
        byte[] record = bytes.toByteArray();
        int length = record.length - Integer.BYTES;
        for (int i = 0; i < Integer.BYTES; i++) {
            record[i] = (byte) (length >> Byte.SIZE * (Integer.BYTES - 1 - i));
        }
        return record;
    }

    static byte[] hello(long pid, String name) {
        return encode(HELLO, out -> {
            out.writeLong(pid);
            writeText(out, name);
        });
    }

    /** Any text, null included, and unpaired surrogates as question marks. */
    static void writeText(DataOutputStream out, String text) throws IOException {
        if (text == null) {
            out.writeInt(-1);
        } else {
            writeBytes(out, text.getBytes(StandardCharsets.UTF_8));
        }
    }

    static String readText(DataInputStream in) throws IOException {
        byte[] bytes = readBytes(in);
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    static void writeBytes(DataOutputStream out, byte[] bytes) throws IOException {
        if (bytes == null) {
            out.writeInt(-1);
        } else {
            out.writeInt(bytes.length);
            out.write(bytes);
        }
    }

    static byte @Nullable [] readBytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0) {
            return null;
        }
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new IOException("a record ends within a text");
        }
        return bytes;
    }
}
