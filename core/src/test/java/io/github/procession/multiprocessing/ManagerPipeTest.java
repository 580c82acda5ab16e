package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.ipc.codec.Codec;
import io.github.procession.ipc.codec.Message;
import io.github.procession.ipc.net.SocketConnector;
import io.github.procession.ipc.net.SocketEnd;
import io.github.procession.ipc.net.SocketSettings;
import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.transport.PipeEnd;
import io.github.procession.support.Children;
import io.github.procession.support.Eventually;
import io.github.procession.support.Threads;
import java.io.Serializable;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pipe that carries the calls of a process to a manager's server of the same tree. */
class ManagerPipeTest {
    private static final int LARGE = 3 << 20;

    private static SyncManager manager;

    @TempDir
    private Path folder;

    @Tag("full")
    @Test
    void aPipeIsAsGoodAsASocket() throws Exception {
        try (SyncManager started = Multiprocessing.manager()) {
            manager = started;
            assertAll(
                    this::aClientThatDiesInTheMiddleOfACallHarmsNobody,
                    this::largeArgumentsAndResultsOfManyThreadsDoNotMix,
                    this::codeOfUsersThatTakesLongKeepsNoOtherClientWaiting,
                    this::aStoppedClientKeepsNobodyWaiting,
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

    /** A key whose {@code hashCode} tells that it runs, and then waits for a file to go. */
    record SlowKey(String running) implements Serializable {
        @Override
        public int hashCode() {
            try {
                Path file = Path.of(running);
                Files.createFile(file);
                Eventually.await("the test lets the key go on", () -> !Files.exists(file));
            } catch (Exception e) {
                throw new AssertionError(e);
            }
            return 1;
        }
    }

    static void lookUp(DictProxy<Object, Integer> dict, SlowKey key) {
        assertNull(dict.get(key));
    }

    private void codeOfUsersThatTakesLongKeepsNoOtherClientWaiting() throws Exception {
        DictProxy<String, Integer> dict = manager.dict();
        dict.put("k", 1);
        var clients = new ArrayList<Process>();
        var files = new ArrayList<Path>();
        for (int i = 0; i < 2; i++) {
            DictProxy<Object, Integer> slow = manager.dict();
            slow.put("there", 1); // an empty table asks no key
            files.add(folder.resolve("key-" + i));
            clients.add(Children.start(new Process(
                    ManagerPipeTest::lookUp, slow, new SlowKey(files.get(i).toString()))));
        }
        for (Path file : files) {
            Eventually.await("the server is inside the key", () -> Files.exists(file));
        }
        for (int i = 0; i < 100; i++) {
            assertEquals(1, dict.get("k"));
        }
        for (Path file : files) {
            Files.delete(file);
        }
        Children.join(clients);
        assertEquals(1, dict.get("k"));
    }

    static void getLargeValues(DictProxy<String, byte[]> dict, Event begun) throws Exception {
        for (int i = 0; i < 8; i++) {
            Thread.ofPlatform().daemon().start(() -> getForEver(dict));
        }
        begun.set();
        getForEver(dict);
    }

    private static void getForEver(DictProxy<String, byte[]> dict) {
        while (true) {
            dict.get("large");
        }
    }

    private void aStoppedClientKeepsNobodyWaiting() throws Exception {
        DictProxy<String, byte[]> dict = manager.dict();
        dict.put("large", new byte[LARGE]);
        dict.put("small", new byte[1]);
        Event begun = new Event();
        Process child = Children.start(new Process(ManagerPipeTest::getLargeValues, dict, begun));
        begun.await();
        PoolWorkers.signal("STOP", child.pid());
        try {
            for (int i = 0; i < 100; i++) {
                assertEquals(1, dict.get("small").length);
            }
        } finally {
            Children.kill(child);
        }
        assertEquals(LARGE, dict.get("large").length);
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
                Eventually.await( // each garbage collection may let go of some
                        "both ways serve", () -> call(socket, "numberOfObjects").equals(manager.numberOfObjects()));
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
        return socket.decode(answer, ManagerWire.HEADER_BYTES);
    }

    @Test
    void aServerThatIsClosedWhileAClientChangesToAPipeServesNoPipe() throws Exception {
        byte[] key = {1};
        try (var server = new SyncManager(null, key).getServer()) {
            SocketEnd socket = SocketConnector.connect(server.address(), key, SocketSettings.USUAL);
            ManagerSession session = new ManagerSession(server, socket, true);
            PipeEnd[] ends = PipeEnd.pair(true);
            session.close();
            assertTrue(server.pipes().reserve());
            session.startToServe(ends[1]);
            Eventually.await("the pipe is closed", ends[0]::isGone);
            ends[0].close();
        }
    }

    /** An answer waits for room without the lock of the object. */
    @Test
    void aClientThatTakesNoAnswerKeepsNobodyWaiting() throws Exception {
        byte[] key = {1};
        try (var server = new SyncManager(new InetSocketAddress("localhost", 0), key).getServer();
                var client = new SyncManager(server.address(), key)) {
            client.connect();
            DictProxy<String, byte[]> dict = client.dict(); // the first object of the server
            dict.put("large", new byte[32 << 20]); // more than the buffers of a socket take
            dict.put("small", new byte[1]);
            SocketEnd socket = SocketConnector.connect(server.address(), key, SocketSettings.USUAL);
            try (Message arguments = Codec.encode(new Object[] {"large"})) {
                assertNotNull(socket.receiveBytes(Long.MAX_VALUE), "it introduces itself");
                String get = RemoteMethods.key(Map.class.getMethod("get", Object.class));
                socket.sendFrame(ManagerWire.call(7, 1, 1, get.getBytes()), arguments);
                assertTrue(socket.poll(Deadline.after(Eventually.LIMIT)), "the answer is on its way");
                assertEquals(1, Threads.run(() -> dict.get("small")).result().length);
            } finally {
                socket.close();
            }
        }
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
