package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.support.Children;
import io.github.procession.support.ThreadsToo;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

@ThreadsToo
class ConnectionTest {
    private static final byte[] MESSAGE = "hello world".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SENTINEL = new byte[0];
    private static final Duration SHORT = Duration.ofMillis(100);

    @Test
    @Conformance("CONN-01")
    void objectsAndBytesGoThereAndBack() throws Exception {
        Pipe pipe = Pipe.open();
        Connection connection = pipe.first();
        Process child = Children.start(new Process(ConnectionTest::echo, pipe.second()));

        List<Object> sequence = List.of(1, 2.25, "\u00e4", List.of());
        connection.send(sequence);
        assertEquals(sequence, connection.<List<Object>>recv());
        connection.sendBytes(MESSAGE);
        assertArrayEquals(MESSAGE, connection.recvBytes());

        receivesIntoABuffer(connection);
        pollsAsLongAsAsked(connection);
        echoesSixteenMebibytes(connection);
        assertTrue(connection.isReadable());
        assertTrue(connection.isWritable());

        connection.sendBytes(SENTINEL);
        pipe.second().close();
        Children.join(child);
        assertTrue(connection.poll(), "the end of the pipe counts as something to receive");
        assertThrows(EOFException.class, connection::recv);
        assertThrows(EOFException.class, connection::recvBytes);
        assertThrows(EOFException.class, () -> connection.recvBytesInto(new byte[8]));
        connection.close();
    }

    /** Sends back all bytes that come, and ends after none. */
    static void echo(Connection connection) throws IOException, InterruptedException {
        for (byte[] bytes; (bytes = connection.recvBytes()).length > 0; ) {
            connection.sendBytes(bytes);
        }
        connection.close();
    }

    private static void receivesIntoABuffer(Connection connection) throws Exception {
        byte[] buffer = new byte[40];
        connection.sendBytes(MESSAGE);
        assertEquals(MESSAGE.length, connection.recvBytesInto(buffer));
        assertArrayEquals(Arrays.copyOf(MESSAGE, 40), buffer);

        Arrays.fill(buffer, (byte) 0);
        connection.sendBytes(MESSAGE);
        assertEquals(MESSAGE.length, connection.recvBytesInto(buffer, 12));
        assertArrayEquals(MESSAGE, Arrays.copyOfRange(buffer, 12, 12 + MESSAGE.length));

        ByteBuffer direct = ByteBuffer.allocateDirect(100).position(30);
        connection.sendBytes(ByteBuffer.wrap(MESSAGE, 2, 5));
        assertEquals(5, connection.recvBytesInto(direct));
        assertEquals(35, direct.position());
        assertEquals('l', direct.get(30));

        byte[] longMessage = "Time is an illusion. ".repeat(100).getBytes(StandardCharsets.US_ASCII);
        connection.sendBytes(longMessage);
        BufferTooShort tooShort = assertThrows(BufferTooShort.class, () -> connection.recvBytesInto(buffer));
        assertArrayEquals(longMessage, tooShort.message());
        assertEquals("the message has 2100 bytes, the buffer has room for 40", tooShort.getMessage());
        assertThrows(IllegalArgumentException.class, () -> connection.recvBytesInto(buffer, -1));
        assertThrows(IllegalArgumentException.class, () -> connection.recvBytesInto(buffer, 41));
    }

    private static void pollsAsLongAsAsked(Connection connection) throws Exception {
        assertFalse(connection.poll());
        assertFalse(connection.poll(Duration.ofSeconds(-1)));
        assertFalse(connection.poll(Duration.ZERO));
        long start = System.nanoTime();
        assertFalse(connection.poll(SHORT));
        assertTrue(System.nanoTime() - start >= SHORT.toNanos());
        connection.send(null);
        assertTrue(connection.poll(null));
        assertTrue(connection.poll(Duration.ofDays(400_000)), "still there");
        assertEquals(null, connection.<Object>recv());
        assertFalse(connection.poll());
    }

    private static void echoesSixteenMebibytes(Connection connection) throws Exception {
        byte[] large = new byte[16 << 20];
        new Random(1).nextBytes(large);
        connection.sendBytes(large);
        assertArrayEquals(large, connection.recvBytes());
    }

    @Test
    @Conformance("CONN-02")
    void aOneWayPipeHasAReadingAndAWritingEnd() throws Exception {
        try (Pipe pipe = Pipe.open(false)) {
            Connection reader = pipe.first();
            Connection writer = pipe.second();
            writer.send(1);
            assertEquals(1, reader.<Integer>recv());
            assertTrue(reader.isReadable());
            assertFalse(reader.isWritable());
            assertFalse(writer.isReadable());
            assertTrue(writer.isWritable());
            assertMessage("the connection is read-only", () -> reader.send(2));
            assertMessage("the connection is read-only", () -> reader.sendBytes(MESSAGE));
            assertMessage("the connection is write-only", writer::recv);
            assertMessage("the connection is write-only", writer::recvBytes);
            assertMessage("the connection is write-only", () -> writer.poll());
            assertThrows(IllegalStateException.class, writer::isReady);
        }
    }

    @Test
    @Conformance("CONN-03")
    void theParentMayCloseItsCopyOfTheChildsEndAtOnce() throws Exception {
        Pipe pipe = Pipe.open();
        Process child = Children.start(new Process(ConnectionTest::echo, pipe.second()));
        pipe.second().close();
        pipe.first().sendBytes(MESSAGE);
        assertArrayEquals(MESSAGE, pipe.first().recvBytes());
        pipe.first().sendBytes(SENTINEL);
        pipe.first().close();
        Children.join(child);
    }

    @Test
    @Conformance("CONN-04")
    void aPartOfAnArrayCanBeSent() throws Exception {
        try (Pipe pipe = Pipe.open()) {
            byte[] letters = "abcdefghijklmnopqrstuvwxyz".getBytes(StandardCharsets.US_ASCII);
            Connection a = pipe.first();
            Connection b = pipe.second();
            a.sendBytes(letters);
            assertArrayEquals(letters, b.recvBytes());
            a.sendBytes(letters, 5);
            assertArrayEquals(Arrays.copyOfRange(letters, 5, 26), b.recvBytes());
            a.sendBytes(letters, 7, 8);
            assertArrayEquals(Arrays.copyOfRange(letters, 7, 15), b.recvBytes());
            a.sendBytes(letters, 26);
            assertArrayEquals(SENTINEL, b.recvBytes());
            a.sendBytes(letters, 26, 0);
            assertArrayEquals(SENTINEL, b.recvBytes());
            assertThrows(IllegalArgumentException.class, () -> a.sendBytes(letters, 27));
            assertThrows(IllegalArgumentException.class, () -> a.sendBytes(letters, 22, 5));
            assertThrows(IllegalArgumentException.class, () -> a.sendBytes(letters, 26, 1));
            assertThrows(IllegalArgumentException.class, () -> a.sendBytes(letters, -1));
            assertEquals(
                    "size=-1 with offset=4 is not inside 26 bytes",
                    assertThrows(IllegalArgumentException.class, () -> a.sendBytes(letters, 4, -1))
                            .getMessage());
            assertThrows(IllegalArgumentException.class, () -> a.sendBytes(letters, 1, Integer.MAX_VALUE));
            assertFalse(b.poll(), "nothing of these was sent");
        }
    }

    @Test
    @Conformance("CONN-08")
    void tryWithResourcesClosesTheEnds() throws Exception {
        Pipe pipe = Pipe.open();
        try (Connection a = pipe.first();
                Connection b = pipe.second()) {
            a.send(1729);
            assertEquals(1729, b.<Integer>recv());
            assertFalse(a.isClosed());
        }
        assertTrue(pipe.first().isClosed());
        assertTrue(pipe.second().isClosed());
        assertMessage("the connection is closed", pipe.first()::recv);
        assertMessage("the connection is closed", pipe.second()::recv);
        assertMessage("the connection is closed", () -> pipe.first().send(1));
        assertMessage("the connection is closed", () -> pipe.first().poll());
        pipe.first().close();
    }

    @Test
    void aMessageLongerThanWelcomeEndsReceiving() throws Exception {
        try (Pipe duplex = Pipe.open();
                Pipe oneWay = Pipe.open(false)) {
            for (Pipe pipe : List.of(duplex, oneWay)) {
                pipe.second().sendBytes(MESSAGE);
                assertArrayEquals(MESSAGE, pipe.first().recvBytes(MESSAGE.length));
                assertThrows(IllegalArgumentException.class, () -> pipe.first().recvBytes(-1));
                pipe.second().sendBytes(MESSAGE);
                assertMessage(
                        "bad message length: 11 bytes, at most 10 are welcome",
                        () -> pipe.first().recvBytes(MESSAGE.length - 1));
            }
            assertFalse(duplex.first().isReadable());
            duplex.first().sendBytes(MESSAGE);
            assertArrayEquals(MESSAGE, duplex.second().recvBytes());
            assertTrue(oneWay.first().isClosed(), "it could only receive");
        }
    }

    @Test
    void whatWasSentAsAnObjectCanBePassedOnAsBytes() throws Exception {
        try (Pipe from = Pipe.open();
                Pipe to = Pipe.open()) {
            from.first().send(List.of("a", 1));
            to.first().sendBytes(from.second().recvBytes());
            assertEquals(List.of("a", 1), to.second().recv());
        }
    }

    private static void assertMessage(String message, Executable call) {
        assertEquals(message, assertThrows(IOException.class, call).getMessage());
    }
}
