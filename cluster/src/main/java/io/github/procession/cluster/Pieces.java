package io.github.procession.cluster;

import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;

/**
 * Transport of a long task or outcome in pieces. The server does one command at a time: in one of 100 MiB it would answer nobody,
 * not even signs of life, and need several times its memory.
 */
final class Pieces {
    /** Most bytes that go in one call. */
    static final int MOST_BYTES = 1 << 20;

    /** Of 256 MiB and what a seal and a head add. */
    private static final int MOST_PIECES = 258;

    static final String OF_TASK = "t";
    static final String OF_OUTCOME = "r";

    private static final byte[] SENT = {};

    private Pieces() {}

    /**
     * Sends what is too long for one call.
     *
     * @param call calls the function for pieces of its kind with these arguments
     * @return what the next call has in its place: nothing, or all of it if it is not too long
     */
    static byte[] send(Function<Object[], Object> call, String pool, String id, byte[] sealed) {
        if (sealed.length <= MOST_BYTES) {
            return sealed;
        }
        for (int from = 0, number = 1; from < sealed.length; from += MOST_BYTES, number++) {
            byte[] piece = Arrays.copyOfRange(sealed, from, Math.min(sealed.length, from + MOST_BYTES));
            if (call.apply(new Object[] {pool, id, number, piece}).equals(0L)) {
                break; // nobody wants it any more, as the next call will say
            }
        }
        return SENT;
    }

    /** What was sent in pieces; null if they are not there, as nobody wants it any more. */
    static byte @Nullable [] read(Session session, String kind, String pool, String id) {
        String key = "B:" + pool;
        String count = Request.text(session.read(Command.HGET, key, kind + id));
        if (count == null) {
            return null;
        }
        int pieces = Integer.parseInt(count);
        if (pieces > MOST_PIECES) {
            throw new EngineException("damaged at the server: " + pieces + " pieces of one task or outcome");
        }
        byte[] last = (byte[]) session.read(Command.HGET, key, kind + id + ":" + pieces);
        if (last == null) {
            return null;
        }
        byte[] all = new byte[(pieces - 1) * MOST_BYTES + last.length];
        System.arraycopy(last, 0, all, all.length - last.length, last.length);
        for (int number = 1; number < pieces; number++) {
            byte[] piece = (byte[]) session.read(Command.HGET, key, kind + id + ":" + number);
            if (piece == null) {
                return null;
            }
            System.arraycopy(piece, 0, all, (number - 1) * MOST_BYTES, MOST_BYTES);
        }
        return all;
    }
}
