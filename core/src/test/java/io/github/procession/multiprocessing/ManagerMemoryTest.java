package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.procession.support.RootMethod;
import io.github.procession.support.Threads;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A server of a manager that has no memory for what one client sends gives up that client alone. */
class ManagerMemoryTest {
    private static final byte[] KEY = {7};
    private static final int LENGTH = 200 << 20; // more than the heap, less than the longest message

    static void runOutOfMemory() throws Exception {
        try (var server = new SyncManager(new InetSocketAddress("localhost", 0), KEY).getServer();
                var friend = new SyncManager(server.address(), KEY)) {
            friend.connect();
            DictProxy<String, Integer> dict = friend.dict();
            byte[] frame = ManagerWire.frame(ManagerWire.PING, 0);
            byte[] ping = ByteBuffer.allocate(4 + frame.length)
                    .putInt(frame.length)
                    .put(frame)
                    .array();
            for (byte[] first : new byte[][] {{}, ping}) {
                try (RawClient client = new RawClient((InetSocketAddress) server.address(), KEY)) {
                    client.begin(first);
                    client.begin(ByteBuffer.allocate(4).putInt(LENGTH).array());
                    Threads.run(() -> {
                                client.sendZerosToTheEnd();
                                return null;
                            })
                            .result();
                }
                dict.put("first", first.length);
                assertEquals(first.length, dict.get("first"));
            }
        }
    }

    @Tag("full")
    @Test
    void aFrameForWhichThereIsNoMemoryEndsItsConnectionAlone() throws Exception {
        RootMethod.of(ManagerMemoryTest.class, "runOutOfMemory")
                .options("-Xmx32m")
                .run()
                .succeeded();
    }
}
