package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.support.Children;
import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConnectionThroughConnectionTest {
    @Test
    @Conformance("PKCONN-01")
    void aChildUsesAConnectionThatItReceived() throws Exception {
        Pipe pipe = Pipe.open();
        try (Connection mine = pipe.first()) {
            Process child = Children.start(new Process(ConnectionThroughConnectionTest::echoOnReceived, pipe.second()));
            pipe.second().close();
            for (int i = 0; i < 3; i++) {
                Pipe inner = Pipe.open();
                mine.send(List.of("use this", inner.second()));
                inner.second().close();
                inner.first().send("hello " + i);
                assertEquals("hello " + i, inner.first().recv());
                assertThrows(EOFException.class, inner.first()::recv, "the child closes it");
                inner.first().close();
            }
            mine.send(null);
            Children.join(child);
        }
    }

    static void echoOnReceived(Connection connection) throws Exception {
        for (List<?> message; (message = connection.recv()) != null; ) {
            try (Connection received = (Connection) message.get(1)) {
                received.<Object>send(received.recv());
            }
        }
    }

    @Test
    @Conformance("PKCONN-02")
    void oneWayEndsKeepTheirDirectionInTheChild() throws Exception {
        Pipe pipe = Pipe.open();
        try (Connection mine = pipe.first()) {
            Process child = Children.start(new Process(ConnectionThroughConnectionTest::useBothWays, pipe.second()));
            pipe.second().close();

            Pipe fromChild = Pipe.open(false);
            mine.send(fromChild.second());
            fromChild.second().close();
            assertEquals("foobar", fromChild.first().recv());
            fromChild.first().close();

            Pipe toChild = Pipe.open(false);
            mine.send(toChild.first());
            toChild.first().close();
            toChild.second().send("barfoo");
            assertEquals("barfoobarfoo", mine.recv());
            toChild.second().close();
            Children.join(child);
        }
    }

    static void useBothWays(Connection connection) throws Exception {
        try (Connection writer = connection.recv()) {
            assertFalse(writer.isReadable());
            assertThrows(IOException.class, writer::recv);
            writer.send("foobar");
        }
        try (Connection reader = connection.recv()) {
            assertFalse(reader.isWritable());
            assertThrows(IOException.class, () -> reader.send(1));
            connection.send(reader.<String>recv().repeat(2));
        }
    }

    @Test
    void theSenderMayExitBeforeItIsReceived() throws Exception {
        try (Pipe pipe = Pipe.open()) {
            Process child =
                    Children.start(new Process(ConnectionThroughConnectionTest::sendBothEndsAndExit, pipe.second()));
            Children.join(child);
            System.gc();
            Connection first = pipe.first().recv();
            Connection second = pipe.first().recv();
            assertEquals("from the dead", first.recv());
            first.send("answer");
            assertEquals("answer", second.recv());
            second.close();
            assertThrows(EOFException.class, first::recv);
            first.close();
        }
    }

    static void sendBothEndsAndExit(Connection connection) throws Exception {
        Pipe inner = Pipe.open();
        inner.second().send("from the dead");
        connection.send(inner.first());
        connection.send(inner.second());
        inner.close();
    }

    @Test
    void aConnectionInAnUnreadMessageIsNotAtItsEnd() throws Exception {
        try (Pipe pipe = Pipe.open()) {
            Pipe inner = Pipe.open();
            pipe.first().send(inner.second());
            inner.second().close();
            assertFalse(inner.first().poll(), "somebody may still receive the other end and write");
            inner.first().send("waiting for you");
            try (Connection received = pipe.second().recv()) {
                assertEquals("waiting for you", received.recv());
            }
            assertTrue(inner.first().poll());
            assertThrows(EOFException.class, inner.first()::recv);
            inner.first().close();
        }
    }

    @Test
    void whatWasClosedAfterItWasSentCanBeReceivedInTheSameProcess() throws Exception {
        try (Queue<Object> queue = new Queue<>()) {
            Queue<String> inner = new Queue<>();
            inner.put("kept");
            queue.put(inner);
            inner.close();
            @SuppressWarnings("unchecked")
            Queue<String> received = (Queue<String>) queue.get();
            assertNotSame(inner, received);
            assertEquals("kept", received.get());
            received.close();
        }
    }

    @Test
    void aConnectionInAMessageThatNobodyWillReadIsAtItsEnd() throws Exception {
        Pipe pipe = Pipe.open();
        Pipe inner = Pipe.open();
        pipe.first().send(inner.second());
        inner.second().close();
        pipe.close();
        assertThrows(EOFException.class, inner.first()::recv);
        inner.first().close();
    }

    @Test
    void sentTwiceItIsOneObjectInTheReceiver() throws Exception {
        try (Pipe pipe = Pipe.open();
                Pipe inner = Pipe.open()) {
            Process child = Children.start(new Process(ConnectionThroughConnectionTest::compare, pipe.second()));
            pipe.first().send(inner.second());
            pipe.first().send(List.of(inner.second(), inner.second()));
            assertEquals("same", pipe.first().recv());
            Children.join(child);
        }
    }

    static void compare(Connection connection) throws Exception {
        Connection first = connection.recv();
        List<Connection> again = connection.recv();
        assertSame(first, again.get(0));
        assertSame(first, again.get(1));
        connection.send("same");
    }
}
