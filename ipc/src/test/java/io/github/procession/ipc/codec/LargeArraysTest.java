package io.github.procession.ipc.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.serialization.DecodeException;
import io.github.procession.serialization.NotSendableException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hundreds of megabytes, at the top of a message and inside a graph, and sizes beyond what an int counts in bytes. */
class LargeArraysTest {
    @TempDir
    private Path directory;

    @Test
    void aLargeArrayIsNotCopiedByEncode() {
        long[] numbers = new long[30_000_000];
        numbers[29_999_999] = 7;
        try (Message message = Codec.encode(numbers)) {
            assertEquals(240_000_000, message.payload().byteSize());
            assertTrue(message.payload().heapBase().orElseThrow() == numbers, "payload is the caller's own array");
            IncomingMessage incoming = Codec.begin(message.header(), 0, message.headerLength(), 240_000_000);
            MemorySegment.copy(message.payload(), 0, incoming.payload(), 0, 240_000_000);
            assertEquals(7, ((long[]) incoming.finish())[29_999_999]);
        }
    }

    @Test
    void aLargeArrayInsideAGraph() {
        double[] numbers = new double[40_000_000];
        numbers[39_999_999] = 7;
        try (Message message = Codec.encode(List.of("x", numbers))) {
            List<?> copy = (List<?>)
                    Codec.begin(message.header(), 0, message.headerLength(), 0).finish();
            assertEquals(7, ((double[]) copy.get(1))[39_999_999]);
        }
    }

    @Test
    void bytesAreCountedInLong() {
        // 2^29 + 1 doubles have 8 bytes more than 2^32: an int would take them for 8.
        byte[] head = {Tag.PAYLOAD_ARRAY, PrimitiveArrays.DOUBLES, 1, 0, 0, 0x20};
        assertThrows(DecodeException.class, () -> Codec.begin(head, 0, head.length, 8));
    }

    @Test
    void aGraphOfMoreThanTwoGibibytesIsRefusedWithAReason() throws Exception {
        try (FileChannel file = FileChannel.open(
                directory.resolve("sparse"),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
            // Mapped, so that the value itself takes no heap.
            ByteBuffer buffer = file.map(FileChannel.MapMode.READ_WRITE, 0, Integer.MAX_VALUE);
            NotSendableException e = assertThrows(NotSendableException.class, () -> Codec.encode(List.of(buffer)));
            assertTrue(e.getMessage().contains("send it in parts"), e.getMessage());
            try (Message message = Codec.encode(buffer)) {
                assertEquals(Integer.MAX_VALUE, message.payload().byteSize());
                assertThrows(NotSendableException.class, message::toByteArray);
            }
        }
    }
}
