package io.github.procession.stress;

import io.github.procession.ipc.ring.OutgoingRecord;
import io.github.procession.ipc.ring.Sink;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Records that are a digit and a payload, each byte of which depends on the digit and on its place. */
final class Numbers {
    /** Result of a reader that got a record whose bytes do not belong together. */
    static final int TORN = -3;

    private Numbers() {}

    static OutgoingRecord record(int digit, int payload) {
        byte[] head = {(byte) digit, 0, 0, 0, 0, 0, 0, (byte) digit};
        return new OutgoingRecord(null, head, head.length, payload == 0 ? null : bytes(digit, payload));
    }

    private static MemorySegment bytes(int digit, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = byteAt(digit, i);
        }
        return MemorySegment.ofArray(bytes);
    }

    /** No two places of a payload of up to 256 bytes have the same: parts that were lost, doubled or exchanged are seen. */
    private static byte byteAt(int digit, long place) {
        return (byte) (100 * digit + place);
    }

    /** Gets one record. */
    static final class Receiver implements Sink {
        private byte[] head;
        private MemorySegment payload;

        @Override
        public void addresses(long[] addresses) {
            throw new IllegalStateException("there are none");
        }

        @Override
        public MemorySegment header(byte[] bytes, long payloadLength) {
            head = bytes;
            payload = MemorySegment.ofArray(new byte[(int) payloadLength]);
            return payload;
        }

        @Override
        public void discard() {
            head = null;
        }

        /** The digit, or {@link #TORN}. */
        int digit() {
            if (head == null || head.length != 8 || head[0] != head[7] || head[0] == 0) {
                return TORN;
            }
            for (long i = 0; i < payload.byteSize(); i++) {
                if (payload.get(ValueLayout.JAVA_BYTE, i) != byteAt(head[0], i)) {
                    return TORN;
                }
            }
            return head[0];
        }
    }
}
