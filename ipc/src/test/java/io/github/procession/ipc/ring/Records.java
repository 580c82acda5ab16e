package io.github.procession.ipc.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;

/** Records whose content can be checked: a number, a size, and bytes that follow from both. */
final class Records {
    private static final byte[] NO_HEAD = new byte[0];

    private Records() {}

    /** A record with the number in its head and a payload of {@code size} bytes; the head carries their checksum. */
    static OutgoingRecord numbered(long number, int size, long... addresses) {
        byte[] payload = new byte[size];
        new Random(number).nextBytes(payload);
        return new OutgoingRecord(addresses, head(number, payload), 16, MemorySegment.ofArray(payload));
    }

    /** A record that is all head. */
    static OutgoingRecord headOnly(byte[] head) {
        return new OutgoingRecord(null, head, head.length, null);
    }

    /** A record without a head. */
    static OutgoingRecord payloadOnly(byte[] payload) {
        return new OutgoingRecord(null, NO_HEAD, 0, MemorySegment.ofArray(payload));
    }

    private static byte[] head(long number, byte[] payload) {
        CRC32C sum = new CRC32C();
        sum.update(payload);
        byte[] head = new byte[16];
        MemorySegment.ofArray(head).set(java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED, 0, number);
        MemorySegment.ofArray(head).set(java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED, 8, sum.getValue());
        return head;
    }

    /** Keeps what it gets. */
    static final class Collecting implements Sink {
        private final List<Long> named = new ArrayList<>();
        private byte[] head;
        private byte[] payload;
        private int discarded;

        @Override
        public void addresses(long[] addresses) {
            Arrays.stream(addresses).forEach(named::add);
        }

        @Override
        public MemorySegment header(byte[] bytes, long payloadLength) {
            head = bytes;
            payload = new byte[Math.toIntExact(payloadLength)];
            return MemorySegment.ofArray(payload);
        }

        @Override
        public void discard() {
            named.clear();
            head = null;
            payload = null;
            discarded++;
        }

        List<Long> named() {
            return named;
        }

        byte[] head() {
            return head;
        }

        byte[] payload() {
            return payload;
        }

        int discarded() {
            return discarded;
        }

        /** The number of a record made by {@link Records#numbered}, whose bytes are checked. */
        long number() {
            long number = MemorySegment.ofArray(head).get(java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED, 0);
            assertEquals(
                    MemorySegment.ofArray(Records.head(number, payload)).mismatch(MemorySegment.ofArray(head)),
                    -1,
                    "record " + number + " is torn");
            return number;
        }
    }
}
