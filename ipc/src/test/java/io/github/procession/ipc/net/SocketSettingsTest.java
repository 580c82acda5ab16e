package io.github.procession.ipc.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class SocketSettingsTest {
    private static final SocketAddress TCP = new InetSocketAddress(1);
    private static final SocketAddress FILE = UnixDomainSocketAddress.of("/socket");
    private static final long USUAL_BYTES = SocketSettings.USUAL.maxBytes(TCP);

    private static SocketSettings allowing(String... patterns) {
        return new SocketSettings(null, List.of(patterns), 0);
    }

    private static long longest(long bytes, long others) {
        return new SocketSettings(null, null, bytes)
                .with(new SocketSettings(null, null, others), TCP)
                .maxBytes(TCP);
    }

    @Test
    void othersAddClasses() {
        assertEquals(allowing("a", "b", "c"), allowing("a", "b").with(allowing("b", "c"), TCP));
        assertEquals(allowing("a"), SocketSettings.USUAL.with(allowing("a"), TCP));
        assertEquals(allowing("a"), allowing("a").with(SocketSettings.USUAL, TCP));
    }

    @Test
    void aFileThatAllowsAllStaysSoAndOneThatDoesNotToo() {
        assertNull(SocketSettings.USUAL.with(allowing("a"), FILE).allowed());
        assertEquals(allowing("a"), allowing("a").with(SocketSettings.USUAL, FILE));
    }

    @Test
    void othersAddLongerMessagesAndNoLimit() {
        assertEquals(2, longest(1, 2));
        assertEquals(2, longest(2, 1));
        assertEquals(2, longest(2, 0));
        assertEquals(USUAL_BYTES, longest(0, 2));
        assertEquals(USUAL_BYTES + 1, longest(0, USUAL_BYTES + 1));
    }
}
