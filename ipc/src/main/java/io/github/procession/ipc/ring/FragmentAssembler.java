package io.github.procession.ipc.ring;

import static io.github.procession.ipc.ring.RecordFormat.FIRST_BYTES;
import static io.github.procession.ipc.ring.RecordFormat.FRAGMENT_BYTES;
import static io.github.procession.ipc.ring.RecordFormat.bodyLength;
import static io.github.procession.ipc.ring.RecordFormat.isPlain;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A record that is being read, fragment by fragment: hands each part to the sink when it is complete. */
final class FragmentAssembler {
    private Sink sink;
    private final long addressBytes;
    private final int headLength;

    /** Null if the sink does not want the record. */
    private byte[] head;

    private long[] addresses = {};

    private final long payloadLength;
    private MemorySegment payload;
    private long done;

    /** Reads a record that is one fragment. */
    static void readWhole(ByteRing ring, long position, long fragment, Sink sink) {
        if (isPlain(fragment)) {
            int length = bodyLength(fragment);
            byte[] head = length < Sink.LARGE_BYTES || sink.accepts(length, 0) ? newHead(length, sink) : null;
            if (head == null) {
                return;
            }
            ring.copyOut(position + FRAGMENT_BYTES, head, 0, head.length);
            sink.head(head, 0);
        } else {
            new FragmentAssembler(ring, position, sink).readFirst(ring, position, fragment);
        }
    }

    /** Starts with the fields of a first fragment. */
    FragmentAssembler(ByteRing ring, long position, Sink sink) {
        long lengths = ring.getLong(position + FRAGMENT_BYTES);
        this.sink = sink;
        this.addressBytes = (lengths >>> 32) * 8;
        this.headLength = (int) lengths;
        this.payloadLength = ring.getLong(position + FRAGMENT_BYTES + 8);
        boolean wanted = headLength + payloadLength < Sink.LARGE_BYTES || sink.accepts(headLength, payloadLength);
        this.head = wanted ? newHead(headLength, sink) : null;
        if (addressBytes == 0) {
            passEmptyHead();
        }
    }

    /** An array, or null if there is no memory for it, which the sink is told. */
    private static byte @Nullable [] newHead(int length, Sink sink) {
        try {
            return new byte[length];
        } catch (OutOfMemoryError e) {
            sink.outOfMemory(e);
            return null;
        }
    }

    private void passEmptyHead() {
        if (headLength == 0 && head != null) {
            payload = sink.head(head, payloadLength);
        }
    }

    private long received() {
        return Math.max(0, done - addressBytes - headLength);
    }

    /** Keeps what was received for a later call. */
    void leave() {
        if (payload != null) {
            payload = received() > 0 ? sink.leave(payload, received()) : null;
        }
    }

    /** Gives what was received to the sink of a later call; false if that can make nothing of it. */
    boolean passTo(Sink other) {
        boolean isDropped = head == null || payload == null && received() > 0;
        if (isDropped && !other.refuseLike(sink)) {
            return false;
        }
        if (!isDropped) {
            repeatTo(other);
        }
        sink.discard(); // the other holds the objects by now
        sink = other;
        return true;
    }

    private void repeatTo(Sink other) {
        if (addresses.length > 0) {
            other.addresses(addresses);
        }
        if (headLength + payloadLength >= Sink.LARGE_BYTES && !other.accepts(headLength, payloadLength)) {
            head = null;
            payload = null;
        } else if (done >= addressBytes + headLength) {
            MemorySegment to = other.head(head, payloadLength);
            if (to != null && received() > 0) {
                MemorySegment.copy(payload, 0, to, 0, received());
            }
            payload = to;
        }
    }

    void discard() {
        sink.discard();
    }

    void readFirst(ByteRing ring, long position, long fragment) {
        read(ring, position + FIRST_BYTES, bodyLength(fragment));
    }

    void readLater(ByteRing ring, long position) {
        read(ring, position + FRAGMENT_BYTES, bodyLength(ring.getLong(position)));
    }

    private void read(ByteRing ring, long position, int length) {
        long payloadStart = addressBytes + headLength;
        long end = done + length;
        long at = position;
        if (done < addressBytes) {
            long part = Math.min(end, addressBytes) - done; // whole addresses: a fragment's body is a multiple of 8
            long[] more = new long[(int) (part / 8)];
            ring.copyOut(at, MemorySegment.ofArray(more), 0, part);
            at += part;
            done += part;
            sink.addresses(more);
            int known = addresses.length;
            addresses = Arrays.copyOf(addresses, known + more.length);
            System.arraycopy(more, 0, addresses, known, more.length);
            if (done == addressBytes) {
                passEmptyHead();
            }
        }
        if (done < payloadStart && done < end) {
            long part = Math.min(end, payloadStart) - done;
            if (head != null) {
                ring.copyOut(at, head, (int) (done - addressBytes), (int) part);
            }
            at += part;
            done += part;
            if (done == payloadStart && head != null) {
                payload = sink.head(head, payloadLength);
            }
        }
        if (done < end) {
            if (payload != null) {
                ring.copyOut(at, payload, done - payloadStart, end - done);
            }
            done = end;
        }
    }
}
