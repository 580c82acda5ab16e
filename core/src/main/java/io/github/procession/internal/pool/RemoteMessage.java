package io.github.procession.internal.pool;

import io.github.procession.ipc.codec.Codec;
import io.github.procession.ipc.codec.DamagedMessageException;
import io.github.procession.serialization.DecodeException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32;

/**
 * Bytes of a task or an outcome on their way through a server, with the number of the task and a checksum in front. A failure
 * says with them whether the bytes were changed on their way or are read in another way than they were written.
 */
final class RemoteMessage {
    /** Number of no task: an outcome that a machine made without looking into the task. */
    static final long ANY_TASK = 0;

    private static final int HEADER_BYTES = Integer.BYTES + Long.BYTES;
    private static final int SHOWN_BYTES = 64;

    private RemoteMessage() {}

    static byte[] of(long id, byte[] message) {
        byte[] bytes = new byte[HEADER_BYTES + message.length];
        ByteBuffer.wrap(bytes).position(Integer.BYTES).putLong(id).put(message);
        ByteBuffer.wrap(bytes).putInt(checksum(bytes));
        return bytes;
    }

    private static int checksum(byte[] bytes) {
        CRC32 sum = new CRC32();
        sum.update(bytes, Integer.BYTES, bytes.length - Integer.BYTES);
        return (int) sum.getValue();
    }

    /** Number of the task; {@link #ANY_TASK} also if there is no room for one. */
    static long id(byte[] bytes) {
        return bytes.length < HEADER_BYTES ? ANY_TASK : ByteBuffer.wrap(bytes).getLong(Integer.BYTES);
    }

    /**
     * Decodes a message.
     *
     * @param bytes as {@link #of} made them
     * @param what for failures: what it is
     * @return the value
     * @throws DecodeException if it cannot be rebuilt, or if it is damaged
     */
    static Object decode(byte[] bytes, String what) {
        if (bytes.length < HEADER_BYTES || ByteBuffer.wrap(bytes).getInt() != checksum(bytes)) {
            throw new DecodeException("damaged message: its checksum is wrong, so it was changed on its way; it is "
                    + describe(bytes, what));
        }
        try {
            return Codec.decode(bytes, HEADER_BYTES);
        } catch (DecodeException e) {
            if (DamagedMessageException.isBehind(e)) {
                throw new DecodeException(
                        e.getMessage()
                                + "; its checksum is right, so it is read in another way than it was written, as by a"
                                + " class that has changed since; it is "
                                + describe(bytes, what),
                        e);
            }
            throw e;
        }
    }

    private static String describe(byte[] bytes, String what) {
        HexFormat hex = HexFormat.of();
        String shown = bytes.length <= 2 * SHOWN_BYTES
                ? hex.formatHex(bytes)
                : hex.formatHex(bytes, 0, SHOWN_BYTES) + "..."
                        + hex.formatHex(Arrays.copyOfRange(bytes, bytes.length - SHOWN_BYTES, bytes.length));
        return "the " + what + " of task " + id(bytes) + ", " + bytes.length + " bytes: " + shown;
    }
}
