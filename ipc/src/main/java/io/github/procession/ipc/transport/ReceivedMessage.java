package io.github.procession.ipc.transport;

import io.github.procession.ipc.codec.Codec;
import io.github.procession.ipc.codec.IncomingMessage;
import io.github.procession.ipc.memory.Session;
import io.github.procession.ipc.ring.Sink;
import io.github.procession.serialization.DecodeException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One message on its way from a ring to a value. While it is read, the shared objects that it names are held; after it
 * was decoded, those that the value really contains hold themselves.
 */
final class ReceivedMessage implements Sink, EncodedMessage {
    private static final long[] NONE = new long[0];

    private final Session session;
    private long[] addresses = NONE;
    private IncomingMessage incoming;
    private MemorySegment raw;
    private Throwable failure;

    ReceivedMessage(Session session) {
        this.session = session;
    }

    @Override
    public void addresses(long[] named) {
        int count = addresses.length;
        long[] held = Arrays.copyOf(addresses, count + named.length);
        try {
            for (long address : named) {
                session.hold(address);
                held[count++] = address;
            }
        } catch (RuntimeException e) {
            failure = e;
        }
        addresses = Arrays.copyOf(held, count);
    }

    @Override
    public boolean accepts(long headerLength, long payloadLength) {
        try {
            HeapRoom.require(headerLength, payloadLength);
            return true;
        } catch (DecodeException e) {
            failure = e;
            return false;
        }
    }

    @Override
    public void outOfMemory(OutOfMemoryError error) {
        failure = error;
    }

    @Override
    public boolean isInt() {
        return failure == null && incoming != null && incoming.isInt();
    }

    @Override
    public boolean isPlain() {
        return raw == null && (incoming == null || incoming.isPlain());
    }

    @Override
    public @Nullable MemorySegment header(byte[] header, long payloadLength) {
        try {
            if (header.length == 0) {
                raw = MemorySegment.ofArray(new byte[ArraySink.checkedLength(payloadLength)]);
                return raw;
            }
            incoming = Codec.begin(header, 0, header.length, payloadLength);
            return incoming.payload();
        } catch (RuntimeException | OutOfMemoryError e) {
            failure = e;
            return null;
        }
    }

    @Override
    public void discard() {
        for (long address : addresses) {
            session.drop(address);
        }
        addresses = NONE;
        incoming = null;
        raw = null;
        failure = null;
    }

    @Override
    public boolean refuseLike(Sink other) {
        failure = other instanceof ReceivedMessage message ? message.failure : null;
        return failure != null;
    }

    @Override
    public Object value() {
        try {
            if (failure instanceof OutOfMemoryError error) {
                throw error;
            }
            if (failure instanceof DecodeException refused) {
                throw refused;
            }
            if (failure instanceof RuntimeException exception) {
                throw new DecodeException("the message cannot be read: " + exception.getMessage(), exception);
            }
            return raw != null ? Codec.decode((byte[]) raw.heapBase().orElseThrow()) : incoming.finish();
        } finally {
            for (long address : addresses) {
                session.drop(address);
            }
        }
    }
}
