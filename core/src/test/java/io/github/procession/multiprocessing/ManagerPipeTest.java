package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.ipc.codec.Codec;
import io.github.procession.ipc.codec.Message;
import io.github.procession.ipc.net.SocketConnector;
import io.github.procession.ipc.net.SocketEnd;
import io.github.procession.ipc.net.SocketSettings;
import io.github.procession.support.Children;
import io.github.procession.support.Eventually;
import io.github.procession.support.Threads;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The pipe that carries the calls of a process to a manager's server of the same tree. */
class ManagerPipeTest {
    private static final int LARGE = 3 << 20;

    private static SyncManager manager;

    @Test
    void aPipeIsAsGoodAsASocket() throws Exception {
        try (SyncManager started = Multiprocessing.manager()) {
            manager = started;
            assertAll(
                    this::aClientThatDiesInTheMiddleOfACallHarmsNobody,
                    this::largeArgumentsAndResultsOfManyThreadsDoNotMix,
                    this::aPipeThatIsNotThereIsRefusedAndTheSocketServes);
        } finally {
            manager = null;
        }
    }

    static void putLargeValues(DictProxy<String, byte[]> dict) {
        while (true) {
            dict.put("large", new byte[LARGE]);
        }
    }

    private void aClientThatDiesInTheMiddleOfACallHarmsNobody() throws Exception {
        DictProxy<String, byte[]> dict = manager.dict();
        LockProxy lock = manager.lock();
        assertTrue(manager.link().hasPipe());
        for (int i = 0; i < 3; i++) {
            dict.clear();
            Process child = Children.start(new Process(ManagerPipeTest::putLargeValues, dict));
            Eventually.await("the child puts values", () -> dict.containsKey("large"));
            Children.kill(child);
        }
        assertEquals(LARGE, dict.get("large").length, "no part of a value is seen");
        assertTrue(lock.acquire(false));
        lock.release();
    }

    private void largeArgumentsAndResultsOfManyThreadsDoNotMix() throws Exception {
        DictProxy<Integer, byte[]> dict = manager.dict();
        var threads = new ArrayList<Threads.Running<Object>>();
        for (int i = 0; i < 4; i++) {
            int number = i;
            threads.add(Threads.run(() -> {
                byte[] value = new byte[LARGE + number];
                java.util.Arrays.fill(value, (byte) number);
                for (int round = 0; round < 3; round++) {
                    dict.put(number, value);
                    assertArrayEquals(value, dict.get(number));
                }
                return null;
            }));
        }
        for (var thread : threads) {
            thread.result();
        }
    }

    private void aPipeThatIsNotThereIsRefusedAndTheSocketServes() throws Exception {
        Lock other = new Lock();
        byte[] key = ThisProcess.here().authKey();
        for (long address : new long[] {0, -1, Long.MIN_VALUE, 1L << 32, Long.MAX_VALUE, other.address()}) {
            SocketEnd socket = SocketConnector.connect(manager.address(), key, SocketSettings.USUAL);
            try {
                assertNotNull(socket.receiveBytes(Long.MAX_VALUE), "it introduces itself");
                socket.sendFrame(ManagerWire.frame(ManagerWire.PIPE, address), null);
                ByteBuffer answer = ByteBuffer.wrap(socket.receiveBytes(Long.MAX_VALUE));
                assertEquals(ManagerWire.PIPE, answer.get());
                assertEquals(0, answer.getLong(), () -> "address " + address);
                assertEquals(manager.numberOfObjects(), call(socket, "numberOfObjects"));
            } finally {
                socket.close();
            }
        }
        assertTrue(other.acquire(false), "nothing was done to it");
        other.release();
    }

    private static Object call(SocketEnd socket, String method) throws Exception {
        try (Message none = Codec.encode(new Object[0])) {
            socket.sendFrame(ManagerWire.call(7, ManagerWire.SERVER, 1, method.getBytes()), none);
        }
        byte[] answer = socket.receiveBytes(Long.MAX_VALUE);
        assertEquals(ManagerWire.RETURN, answer[0]);
        return socket.decode(answer, ManagerWire.HEAD_BYTES);
    }

    @Test
    void anotherTreeAndTheNetworkGetNoPipe() throws Exception {
        try (var server = new SyncManager(new InetSocketAddress("localhost", 0), new byte[] {1}).getServer();
                var client = new SyncManager(server.address(), new byte[] {1})) {
            client.connect();
            assertFalse(client.link().hasPipe());
            assertEquals(List.of(), client.list().subList(0, 0));
        }
    }
}
