package io.github.procession.ipc.ring;

import static io.github.procession.ipc.ring.RecordFormat.FIRST_BYTES;
import static io.github.procession.ipc.ring.RecordFormat.FRAGMENT_BYTES;
import static io.github.procession.ipc.ring.RecordFormat.bodyLength;

import java.lang.foreign.MemorySegment;

/** A record that is being read, fragment by fragment: hands each part to the sink when it is complete. */
final class Incomplete {
    private final Sink sink;
    private final long[] addresses;
    private final byte[] head;
    private final long payloadLength;
    private MemorySegment payload;
    private long done;

    /** Starts with the fields of a first fragment. */
    Incomplete(ByteRing ring, long position, Sink sink) {
        long lengths = ring.getLong(position + FRAGMENT_BYTES);
        this.sink = sink;
        this.addresses = new long[(int) (lengths >>> 32)];
        this.head = new byte[(int) lengths];
        this.payloadLength = ring.getLong(position + FRAGMENT_BYTES + 8);
        if (addresses.length == 0) {
            passHead();
        }
    }

    private void passHead() {
        if (head.length == 0) {
            payload = sink.head(head, payloadLength);
        }
    }

    void readFirst(ByteRing ring, long position) {
        read(ring, position + FIRST_BYTES, bodyLength(ring.getLong(position)));
    }

    void readLater(ByteRing ring, long position) {
        read(ring, position + FRAGMENT_BYTES, bodyLength(ring.getLong(position)));
    }

    private void read(ByteRing ring, long position, int length) {
        long headStart = addresses.length * 8L;
        long payloadStart = headStart + head.length;
        long end = done + length;
        long at = position;
        if (done < headStart) {
            long part = Math.min(end, headStart) - done;
            ring.copyOut(at, MemorySegment.ofArray(addresses), done, part);
            at += part;
            done += part;
            if (done == headStart) {
                sink.addresses(addresses);
                passHead();
            }
        }
        if (done < payloadStart && done < end) {
            long part = Math.min(end, payloadStart) - done;
            ring.copyOut(at, MemorySegment.ofArray(head), done - headStart, part);
            at += part;
            done += part;
            if (done == payloadStart) {
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
