package io.github.procession.ipc.ring;

import static io.github.procession.ipc.ring.RecordFormat.FIRST;
import static io.github.procession.ipc.ring.RecordFormat.FIRST_BYTES;
import static io.github.procession.ipc.ring.RecordFormat.FRAGMENT_BYTES;
import static io.github.procession.ipc.ring.RecordFormat.LAST;
import static io.github.procession.ipc.ring.RecordFormat.NAMES;
import static io.github.procession.ipc.ring.RecordFormat.PLAIN;
import static io.github.procession.ipc.ring.RecordFormat.fragment;
import static io.github.procession.ipc.ring.RecordFormat.padded;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * A record to be written: addresses of shared objects, a header, and a payload that is copied straight from where the
 * user has it.
 */
public final class OutgoingRecord {
    private static final long[] NONE = new long[0];

    private final long[] addresses;
    private final byte[] header;
    private final int headerLength;
    private final MemorySegment payload;
    private final long payloadLength;
    private final boolean plain;

    /**
     * Describes a record; nothing is copied.
     *
     * @param addresses of shared objects named in the header
     * @param header buffer that starts with the header
     * @param headerLength bytes of the header
     * @param payload further bytes, or null
     */
    public OutgoingRecord(long[] addresses, byte[] header, int headerLength, @Nullable MemorySegment payload) {
        this.addresses = addresses == null ? NONE : addresses;
        this.header = header;
        this.headerLength = headerLength;
        this.payload = payload;
        this.payloadLength = payload == null ? 0 : payload.byteSize();
        this.plain = payloadLength == 0 && this.addresses.length == 0 && headerLength > 0;
    }

    long bodyLength() {
        return addresses.length * 8L + headerLength + payloadLength;
    }

    /** Bytes in the ring when the record is one fragment. */
    long size() {
        return (plain ? FRAGMENT_BYTES : FIRST_BYTES) + padded(bodyLength());
    }

    /** Writes the record as one fragment; returns its size in the ring. */
    long writeWhole(ByteRing ring, long position) {
        if (!plain) {
            return writeFragment(ring, position, 0, (int) bodyLength(), FIRST | LAST);
        }
        ring.putLong(position, fragment(headerLength, FIRST | LAST | PLAIN));
        ring.copyIn(position + FRAGMENT_BYTES, header, 0, headerLength);
        return FRAGMENT_BYTES + padded(headerLength);
    }

    /** Writes a fragment with {@code length} bytes of the body from {@code bodyOffset}; returns its size in the ring. */
    long writeFragment(ByteRing ring, long position, long bodyOffset, int length, int flags) {
        long headerStart = addresses.length * 8L;
        boolean names = (flags & FIRST) == 0 && bodyOffset < headerStart;
        ring.putLong(position, fragment(length, names ? flags | NAMES : flags));
        long at = position + FRAGMENT_BYTES;
        if ((flags & FIRST) != 0) {
            ring.putLong(at, (long) addresses.length << 32 | headerLength);
            ring.putLong(at + 8, payloadLength);
            at = position + FIRST_BYTES;
        }
        if (headerStart != 0) {
            copyPart(ring, at, bodyOffset, length, MemorySegment.ofArray(addresses), 0, headerStart);
        }
        copyHeader(ring, at, bodyOffset, length, headerStart);
        if (payloadLength != 0) {
            copyPart(ring, at, bodyOffset, length, payload, headerStart + headerLength, payloadLength);
        }
        return at - position + padded(length);
    }

    /** Writing of the part that every record has, without the view of an array that the others need. */
    private void copyHeader(ByteRing ring, long at, long window, long windowLength, long start) {
        long from = Math.max(window, start);
        long to = Math.min(window + windowLength, start + headerLength);
        if (from < to) {
            ring.copyIn(at + from - window, header, (int) (from - start), (int) (to - from));
        }
    }

    /** Copies what the window of the body has in common with one part of it. */
    private static void copyPart(
            ByteRing ring, long at, long window, long windowLength, MemorySegment part, long start, long partLength) {
        long from = Math.max(window, start);
        long to = Math.min(window + windowLength, start + partLength);
        if (from < to) {
            ring.copyIn(at + from - window, part, from - start, to - from);
        }
    }
}
