package io.github.procession.cluster;

import io.github.procession.serialization.NotSendableException;
import java.util.Arrays;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;

/**
 * Transport of a long task, outcome or item in pieces. The server does one command at a time: in one of 100 MiB it would answer nobody,
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

    /** What says of a value that its pieces are not there, or are not those that were sent. */
    static final class DamagedException extends EngineException {
        private static final long serialVersionUID = 1;

        private DamagedException(String message) {
            super(message);
        }
    }

    /** First byte of what stands for an item in pieces; no sealed value begins so. */
    private static final byte ITEM = 2;

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
        return join(
                Integer.parseInt(count), number -> (byte[]) session.read(Command.HGET, key, kind + id + ":" + number));
    }

    /** Puts pieces together, of which the last one may be short; null if one is not there. */
    private static byte @Nullable [] join(int pieces, IntFunction<byte[]> piece) {
        if (pieces > MOST_PIECES) {
            throw new DamagedException("damaged at the server: " + pieces + " pieces of one value");
        }
        byte[] all = null;
        for (int number = pieces; number > 0; number--) {
            byte[] next = piece.apply(number);
            if (next == null) {
                return null;
            }
            if (all == null) {
                all = new byte[(pieces - 1) * MOST_BYTES + next.length];
            } else if (next.length != MOST_BYTES) {
                throw new DamagedException("damaged at the server: a piece of " + next.length + " bytes");
            }
            System.arraycopy(next, 0, all, (number - 1) * MOST_BYTES, next.length);
        }
        return all;
    }

    // ---- items of queues: their pieces go first, and are those of the item when that is put

    /**
     * Sends an item that is too long for one call.
     *
     * @return what is put in its place: a mark, or all of it if it is not too long
     */
    static byte[] sendItem(Session session, byte[] sealed) {
        if (sealed.length <= MOST_BYTES) {
            return sealed;
        }
        if ((sealed.length - 1) / MOST_BYTES >= MOST_PIECES) {
            throw new NotSendableException("an item of " + sealed.length + " bytes is more than the " + MOST_PIECES
                    + " MiB that go through a server: put the data where all can read it, and send its name");
        }
        long number = session.drawLongItem();
        byte[] mark = Request.bytes((char) ITEM + Long.toString(number));
        try {
            for (int from = 0; from < sealed.length; from += MOST_BYTES) {
                session.call(
                        "item_piece",
                        number,
                        Arrays.copyOfRange(sealed, from, Math.min(sealed.length, from + MOST_BYTES)));
            }
        } catch (Throwable e) { // such as a full server
            dropItem(session, mark);
            throw e;
        }
        return mark;
    }

    /** Takes back what {@link #sendItem} sent, unless it was put. */
    static void dropItem(Session session, byte[] item) {
        if (!isInPieces(item)) {
            return;
        }
        try {
            session.call("item_drop", Request.text(Arrays.copyOfRange(item, 1, item.length)));
        } catch (EngineException _) {
            // it goes with the session
        }
    }

    private static boolean isInPieces(byte[] item) {
        return item.length > 0 && item[0] == ITEM;
    }

    /** The item of a queue that this session holds, of which this was given. */
    static byte[] readItem(Session session, String queue, String id, byte[] item) {
        if (!isInPieces(item)) {
            return item;
        }
        String key = "I:" + queue + ":" + id;
        byte[] all = join(Math.toIntExact((Long) session.read(Command.LLEN, key)), number ->
                (byte[]) session.read(Command.LINDEX, key, number - 1));
        if (all == null) {
            throw new DamagedException("an item of the queue " + queue
                    + " is not at the server any more: the session that took it has ended, or its queue");
        }
        return all;
    }
}
