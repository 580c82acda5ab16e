package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.support.Threads;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;

class ConnectionClosedWhileReceivingTest {
    @Test
    void twoThreadsMayCloseWhileAThirdReceives() throws Exception {
        for (int i = 0; i < 50; i++) {
            Pipe pipe = Pipe.open();
            Connection connection = pipe.first();
            CyclicBarrier together = new CyclicBarrier(3);
            var receiving = Threads.run(() -> {
                together.await();
                return connection.<Object>recv();
            });
            List<Threads.Running<Object>> closing = List.of(close(connection, together), close(connection, together));
            Throwable failure = receiving.failure();
            assertInstanceOf(IOException.class, failure);
            assertTrue(failure.getMessage().contains("closed"), failure::toString);
            for (Threads.Running<Object> each : closing) {
                each.result();
            }
            pipe.second().close();
        }
    }

    private static Threads.Running<Object> close(Connection connection, CyclicBarrier together) {
        return Threads.run(() -> {
            together.await();
            connection.close();
            return null;
        });
    }

    @Test
    void closingWakesWhoWaits() throws Exception {
        Pipe pipe = Pipe.open();
        Connection connection = pipe.first();
        var receiving = Threads.run(() -> connection.<Object>recv()).awaitParked();
        var polling = Threads.run(() -> connection.poll(null)).awaitParked();
        var sending = Threads.run(() -> {
                    connection.sendBytes(new byte[16 << 20]);
                    return null;
                })
                .awaitParked();
        connection.close();
        assertEquals(
                "the connection was closed while it was received from",
                receiving.failure().getMessage());
        assertInstanceOf(IOException.class, sending.failure());
        assertInstanceOf(IOException.class, polling.failure());
        assertThrows(IOException.class, pipe.second()::recv, "the end of the pipe");
        pipe.second().close();
    }

    @Test
    void aQueueMayBeClosedWhileOthersWaitForIt() throws Exception {
        for (int i = 0; i < 20; i++) {
            Queue<String> queue = new Queue<>(1);
            var getting = Threads.run(() -> queue.get()).awaitParked();
            queue.close();
            assertInstanceOf(IllegalStateException.class, getting.failure());

            Queue<String> full = new Queue<>(1);
            full.put("first");
            var putting = Threads.run(() -> {
                        full.put("second");
                        return null;
                    })
                    .awaitParked();
            full.close();
            assertInstanceOf(IllegalStateException.class, putting.failure());
        }
    }
}
