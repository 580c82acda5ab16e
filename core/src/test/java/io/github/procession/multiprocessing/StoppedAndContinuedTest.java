package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.support.Children;
import io.github.procession.support.Eventually;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Signals end no wait and tear no message: SIGPIPE, which the JVM handles, and a stop, which interrupts system calls. */
class StoppedAndContinuedTest {
    private static final int MESSAGES = 30;

    private static void stop(long pid) throws Exception {
        SpareJvms.signal("STOP", List.of(pid));
    }

    private static void disturb(Process process) throws Exception {
        SpareJvms.signal("PIPE", List.of(process.pid()));
        stop(process.pid());
        SpareJvms.signal("CONT", List.of(process.pid()));
    }

    static void joinAChild(Event end, Connection connection) throws Exception {
        Process grandchild = Children.start(new Process(end::await));
        connection.send("joins");
        grandchild.join();
        connection.send(grandchild.exitCode().getAsInt());
    }

    @Test
    @Conformance("EINTR-01")
    void aJoinGoesOn() throws Exception {
        Event end = new Event();
        try (Pipe pipe = Pipe.open()) {
            Process child = Children.start(new Process(StoppedAndContinuedTest::joinAChild, end, pipe.second()));
            assertEquals("joins", pipe.first().recv());
            for (int i = 0; i < 10; i++) {
                disturb(child);
            }
            end.set();
            assertEquals(0, pipe.first().<Integer>recv());
            Children.join(child);
        }
    }

    static void echo(Connection connection) throws Exception {
        for (int i = 0; i < MESSAGES; i++) {
            connection.send(connection.recv());
        }
    }

    @Test
    @Conformance("IGNINT-01")
    void largeMessagesArriveWhole() throws Exception {
        try (Pipe pipe = Pipe.open()) {
            Process child = Children.start(new Process(StoppedAndContinuedTest::echo, pipe.second()));
            byte[] large = new byte[4 << 20];
            for (int i = 0; i < MESSAGES; i++) {
                Arrays.fill(large, (byte) i);
                pipe.first().send(large); // more than fits: the child is in the middle of reading or of writing
                disturb(child);
                assertArrayEquals(large, pipe.first().<byte[]>recv());
            }
            Children.join(child);
        }
    }

    static void sendLarge(Connection connection, int bytes) throws Exception {
        byte[] large = new byte[bytes];
        Arrays.fill(large, (byte) 7);
        connection.send(large);
    }

    @Test
    void anInterruptEndsTheReadingOfAMessageWhoseSenderIsStopped() throws Exception {
        try (Pipe pipe = Pipe.open()) {
            int bytes = 4 << 20; // more than fits: the sender waits for a reader in the middle of it
            Process child = Children.start(new Process(StoppedAndContinuedTest::sendLarge, pipe.second(), bytes));
            assertTrue(pipe.first().poll(Eventually.LIMIT));
            stop(child.pid());
            Thread.currentThread().interrupt();
            assertThrows(InterruptedException.class, pipe.first()::recv);
            SpareJvms.signal("CONT", List.of(child.pid()));
            byte[] received = pipe.first().recv();
            assertEquals(bytes, received.length);
            assertEquals(7, received[bytes - 1]);
            Children.join(child);
        }
    }

    static void sendLargeBytesTwice(Connection connection, int bytes) throws Exception {
        byte[] large = new byte[bytes];
        Arrays.fill(large, (byte) 7);
        connection.sendBytes(large);
        connection.sendBytes(large);
    }

    @Tag("full")
    @Test
    void theNextCallMayWantTheMessageElsewhere() throws Exception {
        try (Pipe pipe = Pipe.open()) {
            int bytes = 4 << 20;
            byte[] buffer = new byte[bytes];
            byte[] whole = new byte[bytes];
            Arrays.fill(whole, (byte) 7);
            Process child =
                    Children.start(new Process(StoppedAndContinuedTest::sendLargeBytesTwice, pipe.second(), bytes));
            List<Executable> calls =
                    List.of(pipe.first()::recvBytes, () -> pipe.first().recvBytesInto(buffer));
            for (Executable interrupted : calls) {
                assertTrue(pipe.first().poll(Eventually.LIMIT));
                stop(child.pid());
                Thread.currentThread().interrupt();
                assertThrows(InterruptedException.class, interrupted);
                Arrays.fill(buffer, (byte) 0); // the caller may use it: nothing was received
                SpareJvms.signal("CONT", List.of(child.pid()));
                assertEquals(bytes, pipe.first().recvBytesInto(buffer));
                assertArrayEquals(whole, buffer);
            }
            Children.join(child);
        }
    }
}
