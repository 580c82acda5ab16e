package io.github.procession.ipc.ring;

import static io.github.procession.ipc.ring.RecordFormat.FIRST_BYTES;
import static io.github.procession.ipc.ring.RecordFormat.FRAGMENT_BYTES;
import static io.github.procession.ipc.ring.RecordFormat.bodyLength;
import static io.github.procession.ipc.ring.RecordFormat.isPlain;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reader of one record, fragment by fragment: hands each part to the sink when it is complete. */
final class FragmentAssembler {
    /*
     * A record is   addresses | header | payload   in this order, cut into fragments at any multiple of 8 bytes. `done` counts the
     * bytes that were read, across the fragments. So each fragment goes on where the last one ended:
     *
     *   done < addressBytes                        addresses go to the sink at once, a part of them at a time
     *   done < addressBytes + headerLength         the header is collected here; the sink gets it whole
     *   beyond                                     the payload goes straight into the memory that the sink gave for it
     *
     * A sink that refuses the record, or has no memory for it, makes `header` or `payload` null. Then the bytes are counted and not
     * copied: the record must be read to its end all the same, or the ring would not get free. The sink is told how the header
     * begins; the first fragment has that much of it.
     *
     * A reader that gives up in the middle (its time is over, it is interrupted) leaves the record here for the next call, whose
     * sink gets all that was read so far (passTo). One that dies leaves nothing but the position of the ring's head,
     * which moves after each fragment: the next reader finds a fragment that is not the first and drops the rest.
     */
    private Sink sink;
    private final long addressBytes;
    private final int headerLength;

    /** Null if the sink does not want the record. */
    private byte @Nullable [] header;

    private long[] addresses = {};

    private final long payloadLength;
    private MemorySegment payload;
    private long done;

    /** What {@code done} was when the last fragment was complete: one that an error interrupted is read on from there. */
    private long complete;

    /** Reads a record that is one fragment. */
    static void readWhole(ByteRing ring, long position, long fragment, Sink sink) {
        if (isPlain(fragment)) {
            int length = bodyLength(fragment);
            byte[] header = length < Sink.LARGE_BYTES || sink.accepts(length, 0) ? newHeader(length, sink) : null;
            if (header == null) {
                drop(ring, position + FRAGMENT_BYTES, length, sink);
                return;
            }
            ring.copyOut(position + FRAGMENT_BYTES, header, 0, header.length);
            sink.header(header, 0);
        } else {
            new FragmentAssembler(ring, position, sink).readFirst(ring, position, fragment);
        }
    }

    /** Starts with the fields of a first fragment. */
    FragmentAssembler(ByteRing ring, long position, Sink sink) {
        long lengths = ring.getLong(position + FRAGMENT_BYTES);
        this.sink = sink;
        this.addressBytes = (lengths >>> 32) * 8;
        this.headerLength = (int) lengths;
        this.payloadLength = ring.getLong(position + FRAGMENT_BYTES + 8);
        boolean wanted = headerLength + payloadLength < Sink.LARGE_BYTES || sink.accepts(headerLength, payloadLength);
        this.header = wanted ? newHeader(headerLength, sink) : null;
        if (addressBytes == 0) {
            passEmptyHeader();
        }
    }

    /** An array, or null if there is no memory for it, which the sink is told. */
    private static byte @Nullable [] newHeader(int length, Sink sink) {
        try {
            return new byte[length];
        } catch (OutOfMemoryError e) {
            sink.outOfMemory(e);
            return null;
        }
    }

    /** Hands a sink the beginning of a header whose record is dropped; so many bytes of it are at the position. */
    private static void drop(ByteRing ring, long position, long length, Sink sink) {
        byte[] head = newHeader((int) Math.min(length, Sink.HEAD_BYTES), sink);
        if (head != null) {
            ring.copyOut(position, head, 0, head.length);
            sink.dropped(head);
        }
    }

    private void passEmptyHeader() {
        if (headerLength == 0 && header != null) {
            payload = sink.header(header, payloadLength);
        }
    }

    private long received() {
        return Math.max(0, done - addressBytes - headerLength);
    }

    /** Keeps what was received for a later call. */
    void leave() {
        if (payload != null) {
            payload = received() > 0 ? sink.leave(payload, received()) : null;
        }
    }

    /** Gives what was received to the sink of a later call; false if that can make nothing of it. */
    boolean passTo(Sink other) {
        boolean isDropped = header == null || payload == null && received() > 0;
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
        if (headerLength + payloadLength >= Sink.LARGE_BYTES && !other.accepts(headerLength, payloadLength)) {
            if (done > addressBytes) {
                other.dropped(Arrays.copyOf(header, Math.min(headerLength, Sink.HEAD_BYTES)));
            }
            header = null;
            payload = null;
        } else if (done >= addressBytes + headerLength) {
            MemorySegment to = other.header(header, payloadLength);
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
        long payloadStart = addressBytes + headerLength;
        long end = complete + length;
        long at = position + (done - complete);
        if (done < addressBytes) {
            long part = Math.min(end, addressBytes) - done; // whole addresses: a fragment's body is a multiple of 8
            long[] more = new long[(int) (part / 8)];
            ring.copyOut(at, MemorySegment.ofArray(more), 0, part);
            int known = addresses.length;
            long[] all = Arrays.copyOf(addresses, known + more.length);
            System.arraycopy(more, 0, all, known, more.length);
            sink.addresses(more);
            addresses = all;
            at += part;
            done += part;
            if (done == addressBytes) {
                passEmptyHeader();
            }
        }
        if (done < payloadStart && done < end) {
            long part = Math.min(end, payloadStart) - done;
            if (header != null) {
                ring.copyOut(at, header, (int) (done - addressBytes), (int) part);
            } else if (done == addressBytes) {
                drop(ring, at, part, sink);
            }
            if (done + part == payloadStart && header != null) {
                payload = sink.header(header, payloadLength);
            }
            at += part;
            done += part;
        }
        if (done < end) {
            if (payload != null) {
                ring.copyOut(at, payload, done - payloadStart, end - done);
            }
            done = end;
        }
        complete = end;
    }
}
