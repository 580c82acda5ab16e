package io.github.procession.stress;

import io.github.procession.ipc.memory.Session;
import io.github.procession.ipc.ring.OutgoingRecord;
import io.github.procession.ipc.ring.Sink;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** Records with a number, whose bytes follow from it: a torn one is noticed. */
public final class Items {
    private static final int HEAD_BYTES = 16;

    private Items() {}

    /** The record with that number and a payload of that size. */
    public static OutgoingRecord numbered(long number, int size) {
        byte[] payload = new byte[size];
        long state = number;
        for (int i = 0; i < size; i++) {
            state = state * 6364136223846793005L + 1442695040888963407L;
            payload[i] = (byte) (state >>> 56);
        }
        return new OutgoingRecord(null, headOf(number, payload), HEAD_BYTES, MemorySegment.ofArray(payload));
    }

    private static byte[] headOf(long number, byte[] payload) {
        CRC32C sum = new CRC32C();
        sum.update(payload);
        byte[] head = new byte[HEAD_BYTES];
        MemorySegment memory = MemorySegment.ofArray(head);
        memory.set(ValueLayout.JAVA_LONG_UNALIGNED, 0, number);
        memory.set(ValueLayout.JAVA_LONG_UNALIGNED, 8, sum.getValue());
        return head;
    }

    /** Takes one record at a time. */
    public static final class Receiver implements Sink {
        private byte[] head;
        private byte[] payload;

        @Override
        public void addresses(long[] addresses) {
            for (long address : addresses) {
                Session.current().hold(address);
            }
        }

        @Override
        public MemorySegment header(byte[] bytes, long payloadLength) {
            head = bytes;
            payload = new byte[Math.toIntExact(payloadLength)];
            return MemorySegment.ofArray(payload);
        }

        @Override
        public void discard() {
            head = null;
            payload = null;
        }

        /** The number of the record that was received last; throws if it is torn. */
        public long number() {
            long number = MemorySegment.ofArray(head).get(ValueLayout.JAVA_LONG_UNALIGNED, 0);
            if (!Arrays.equals(head, headOf(number, payload))) {
                throw new IllegalStateException("record " + number + " of " + payload.length + " bytes is torn");
            }
            return number;
        }
    }

    /** Takes one record into memory that outlives the reader; of zeros while there is none. */
    public record Kept(MemorySegment memory) implements Sink {
        private static final long LENGTH_OFFSET = HEAD_BYTES;
        private static final long PAYLOAD_OFFSET = LENGTH_OFFSET + Long.BYTES;

        @Override
        public MemorySegment header(byte[] bytes, long payloadLength) {
            MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, 0, bytes.length);
            memory.set(ValueLayout.JAVA_LONG, LENGTH_OFFSET, payloadLength + 1);
            return memory.asSlice(PAYLOAD_OFFSET, payloadLength);
        }

        @Override
        public void addresses(long[] addresses) {}

        @Override
        public void discard() {
            memory.fill((byte) 0);
        }

        /** The number of the record, -1 if there is none or not all of it. */
        public long number() {
            long length = memory.get(ValueLayout.JAVA_LONG, LENGTH_OFFSET) - 1;
            if (length < 0) {
                return -1;
            }
            byte[] head = memory.asSlice(0, HEAD_BYTES).toArray(ValueLayout.JAVA_BYTE);
            byte[] payload = memory.asSlice(PAYLOAD_OFFSET, length).toArray(ValueLayout.JAVA_BYTE);
            long number = memory.get(ValueLayout.JAVA_LONG, 0);
            return Arrays.equals(head, headOf(number, payload)) ? number : -1;
        }
    }
}
