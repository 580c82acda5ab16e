package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.support.RootMethod;
import io.github.procession.support.Shortage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A connection that closes while there is no memory spoils the end of no later one. */
class ConnectionsWithoutMemoryTest {
    private static final int CONNECTIONS = 100;
    private static final int PIECE_BYTES = 48; // less than the JDK's classes take that a close needs

    static void close() throws Exception {
        byte[][] pieces = new byte[CONNECTIONS][PIECE_BYTES];
        List<Connection> connections = new ArrayList<>();
        int failures = 0;
        try (Listener listener = new Listener()) {
            Client.connect(listener.address()).close(); // now the library's own classes are loaded
            listener.accept();
            for (int i = 0; i < CONNECTIONS; i++) {
                connections.add(wait(Client.connect(listener.address())));
                listener.accept();
            }
            try (Shortage shortage = Shortage.ofMemory()) {
                for (int i = 0; i < CONNECTIONS; i++) {
                    if (failures == 0) {
                        shortage.takeMemory();
                    }
                    pieces[i] = null; // a little more memory each time
                    try {
                        connections.get(i).close();
                    } catch (OutOfMemoryError _) {
                        failures++;
                    }
                }
            }
            assertTrue(failures > 0, "there was memory for the first close");
            wait(Client.connect(listener.address())).close();
        }
    }

    /** Waits for a moment, so that the channel is known to a selector, as that of a connection in use. */
    private static Connection wait(Connection connection) throws Exception {
        assertFalse(connection.poll(Duration.ofMillis(1)));
        return connection;
    }

    @Test
    void aConnectionClosesAfterOneThatClosedWithoutMemory() throws Exception {
        RootMethod.of(getClass(), "close")
                .options("-Xmx48m", "-XX:+UseSerialGC")
                .run()
                .succeeded();
    }
}
