package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.support.Children;
import io.github.procession.support.Eventually;
import io.github.procession.support.Threads;
import java.io.EOFException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ConnectionEndOfPipeTest {
    @Test
    void theReceiverSeesTheEndWhenTheLastHolderIsKilled() throws Exception {
        Pipe pipe = Pipe.open();
        try (Connection mine = pipe.first()) {
            Process child = Children.start(new Process(ConnectionEndOfPipeTest::sendTwoAndHang, pipe.second()));
            pipe.second().close();
            assertEquals(1, mine.<Integer>recv());
            var receiving = Threads.run(() -> mine.recv() + "," + mine.recv());
            Children.kill(child);
            assertTrue(receiving.failure() instanceof EOFException);
            assertTrue(mine.poll());
            assertThrows(EOFException.class, mine::recv);
            IOException broken = assertThrows(IOException.class, () -> mine.send("anybody?"));
            assertEquals("broken pipe: no process has the other end any more", broken.getMessage());
        }
    }

    static void sendTwoAndHang(Connection connection) throws Exception {
        connection.send(1);
        connection.send(2);
        new java.util.concurrent.CountDownLatch(1).await();
    }

    @Test
    void anotherLivingHolderKeepsThePipeOpen() throws Exception {
        Pipe pipe = Pipe.open();
        try (Connection mine = pipe.first()) {
            Process victim = Children.start(new Process(ConnectionEndOfPipeTest::sendAndHang, pipe.second(), "victim"));
            assertEquals("victim", mine.recv());
            Process survivor = Children.start(new Process(ConnectionEndOfPipeTest::answer, pipe.second()));
            pipe.second().close();
            Children.kill(victim);
            mine.send("still there?");
            assertEquals("still there?", mine.recv());
            Children.join(survivor);
            assertThrows(EOFException.class, mine::recv);
        }
    }

    static void sendAndHang(Connection connection, String text) throws Exception {
        connection.send(text);
        new java.util.concurrent.CountDownLatch(1).await();
    }

    static void answer(Connection connection) throws Exception {
        connection.<Object>send(connection.recv());
    }

    @Test
    void aSenderThatWaitsForRoomLearnsThatTheReceiverWasKilled() throws Exception {
        Pipe pipe = Pipe.open(false);
        try (Connection mine = pipe.second();
                Pipe control = Pipe.open()) {
            Process child = Children.start(
                    new Process(ConnectionEndOfPipeTest::holdWithoutReceiving, pipe.first(), control.second()));
            pipe.first().close();
            assertEquals("holds it", control.first().recv());
            byte[] large = new byte[64 << 20];
            var sending = Threads.run(() -> {
                        mine.sendBytes(large);
                        return null;
                    })
                    .awaitParked();
            Children.kill(child);
            Throwable failure = sending.failure();
            assertTrue(failure instanceof IOException, failure::toString);
            assertEquals("broken pipe: no process has the other end any more", failure.getMessage());
        }
    }

    static void holdWithoutReceiving(Connection connection, Connection control) throws Exception {
        control.send("holds it");
        control.recv();
        connection.close();
    }

    @Test
    void aMessageWhoseSenderWasKilledInTheMiddleIsNeverSeen() throws Exception {
        Pipe pipe = Pipe.open(false);
        try (Connection mine = pipe.first();
                Pipe control = Pipe.open()) {
            Process child = Children.start(
                    new Process(ConnectionEndOfPipeTest::sendWholeThenHalf, pipe.second(), control.second()));
            control.first().recv();
            pipe.second().close();
            assertTrue(mine.poll(Eventually.LIMIT));
            Threads.Running<Object> receiving = Threads.run(() -> mine.recv());
            assertEquals("whole", receiving.result());
            assertTrue(mine.poll(Eventually.LIMIT), "the beginning of the next one is there");
            Children.kill(child);
            assertThrows(EOFException.class, mine::recv);
        }
    }

    static void sendWholeThenHalf(Connection connection, Connection control) throws Exception {
        connection.send("whole");
        control.send("go");
        connection.sendBytes(new byte[64 << 20]); // nobody takes it, and the pipe holds much less
    }

    @Test
    void closingTheOtherEndInTheSameProcessIsTheEndToo() throws Exception {
        Pipe pipe = Pipe.open();
        pipe.second().send("left");
        pipe.second().close();
        assertEquals("left", pipe.first().recv());
        assertThrows(EOFException.class, pipe.first()::recv);
        assertThrows(IOException.class, () -> pipe.first().send(1));
        pipe.first().close();
    }
}
