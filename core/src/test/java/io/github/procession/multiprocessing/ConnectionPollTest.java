package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.support.Children;
import io.github.procession.support.Eventually;
import io.github.procession.support.ThreadsToo;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

@ThreadsToo
class ConnectionPollTest {
    @Test
    @Conformance("POLL-01")
    void anEmptyMessageIsSomethingAndPollDoesNotTakeIt() throws Exception {
        try (Pipe pipe = Pipe.open()) {
            assertFalse(pipe.first().poll());
            pipe.second().sendBytes(new byte[0]);
            assertTrue(pipe.first().poll());
            assertTrue(pipe.first().poll());
            assertTrue(pipe.first().poll(Duration.ofSeconds(1)));
            assertEquals(0, pipe.first().recvBytes().length);
            assertFalse(pipe.first().poll());
        }
    }

    private static final List<String> STRINGS = List.of("hello", "", "a", "b", "", "bye", "", "lop");

    @Test
    @Conformance("POLL-02")
    void boundariesOfEmptyMessagesAreKeptUnderPolling() throws Exception {
        try (Pipe pipe = Pipe.open()) {
            Process child = Children.start(new Process(ConnectionPollTest::sendStrings, pipe.second()));
            for (String expected : STRINGS) {
                assertTrue(pipe.first().poll(Eventually.LIMIT));
                assertEquals(expected, text(pipe.first().recvBytes()));
            }
            Children.join(child);
        }
    }

    static void sendStrings(Connection connection) throws Exception {
        for (String string : STRINGS) {
            connection.sendBytes(string.getBytes(StandardCharsets.US_ASCII));
        }
    }

    @Test
    @Conformance("POLL-03")
    void aBoundarySurvivesAnotherProcessThatPollsTheSameEnd() throws Exception {
        try (Pipe pipe = Pipe.open(false);
                Pipe control = Pipe.open()) {
            Process child = Children.start(new Process(ConnectionPollTest::pollOnce, pipe.first(), control.second()));
            pipe.second().sendBytes("first".getBytes(StandardCharsets.US_ASCII));
            pipe.second().sendBytes("second".getBytes(StandardCharsets.US_ASCII));
            assertEquals(true, control.first().recv(), "the child polled and saw it");
            assertEquals("first", text(pipe.first().recvBytes()));
            assertEquals("second", text(pipe.first().recvBytes()));
            Children.join(child);
        }
    }

    static void pollOnce(Connection reader, Connection control) throws Exception {
        control.send(reader.poll(Eventually.LIMIT));
    }

    @Test
    @Conformance("POLL-04")
    void smallMessagesAreNotMerged() throws Exception {
        try (Pipe pipe = Pipe.open()) {
            assertFalse(pipe.first().poll());
            for (String each : List.of("a", "b", "c", "d")) {
                pipe.second().sendBytes(each.getBytes(StandardCharsets.US_ASCII));
            }
            for (String each : List.of("a", "b", "c", "d")) {
                assertTrue(pipe.first().poll());
                assertTrue(pipe.first().poll());
                assertArrayEquals(
                        each.getBytes(StandardCharsets.US_ASCII), pipe.first().recvBytes());
            }
            assertFalse(pipe.first().poll());
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.US_ASCII);
    }
}
