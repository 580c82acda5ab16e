package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.ipc.codec.Message;
import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.transport.Frame;
import io.github.procession.ipc.transport.FrameEnd;
import io.github.procession.support.Children;
import io.github.procession.support.Eventually;
import io.github.procession.support.RootMethod;
import io.github.procession.support.Threads;
import java.io.Serializable;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A manager's server that computes, or that is kept waiting by one client, is lost for nobody; a client that is gone is seen. */
class ManagerSignsOfLifeTest {
    private static final byte[] KEY = {4, 2};
    private static final int SILENCE_SECONDS = 2;
    private static final int LARGE = 32 << 20; // more than the buffers of a socket take
    private static final int MOST_CALLS = 4096;

    /** A key whose {@code hashCode} takes longer than a server may be silent. */
    record SlowKey(int id) implements Serializable {
        @Override
        public int hashCode() {
            beSlow();
            return 1;
        }
    }

    private static void beSlow() {
        long end = System.nanoTime() + 2 * SILENCE_SECONDS * 1_000_000_000L;
        while (System.nanoTime() < end) {
            Thread.onSpinWait(); // a virtual thread keeps its carrier
        }
    }

    private static SyncManager connect(ManagerServer server) throws Exception {
        SyncManager client = new SyncManager(server.address(), KEY);
        client.connect();
        return client;
    }

    private static SyncManager connect(int port) throws Exception {
        SyncManager client = new SyncManager(new InetSocketAddress("localhost", port), KEY);
        client.connect();
        return client;
    }

    private static int port(ManagerServer server) {
        return ((InetSocketAddress) server.address()).getPort();
    }

    private static ManagerServer serveInNetwork() {
        SyncManager manager = new SyncManager(new InetSocketAddress("localhost", 0), KEY);
        manager.allow(ManagerSignsOfLifeTest.class.getName(), SlowKey.class.getName());
        return manager.getServer();
    }

    // a client that is stopped, in the middle of what is sent to it

    static void waitAndGetLargeValues(int port, Event begun) throws Exception {
        SyncManager manager = connect(port);
        DictProxy<String, byte[]> dict = manager.dict();
        dict.put("large", new byte[LARGE]);
        EventProxy never = manager.event();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        for (int i = 0; ; i++) {
            dict.get("large");
            if (i == 10) {
                begun.set();
            }
        }
    }

    private static void lookUpWhileAClientIsStopped(ManagerServer server) throws Exception {
        Event begun = new Event();
        Process stopped =
                Children.start(new Process(ManagerSignsOfLifeTest::waitAndGetLargeValues, port(server), begun));
        begun.await();
        SpareJvms.signal("STOP", List.of(stopped.pid()));
        try {
            lookUpSlowly(server);
        } finally {
            Children.kill(stopped);
        }
    }

    private static void lookUpSlowly(ManagerServer server) throws Exception {
        try (SyncManager manager = connect(server)) {
            DictProxy<Object, Integer> dict = manager.dict();
            dict.put("there", 1); // an empty table asks no key
            assertNull(dict.get(new SlowKey(1)));
        }
    }

    static void serve() throws Exception {
        ManagerServer far = serveInNetwork();
        lookUpWhileAClientIsStopped(far);
        far.close();
    }

    @Tag("full")
    @Test
    void aServerWithoutAFreeProcessorIsNotLost() throws Exception {
        root("serve")
                .options("-Djdk.virtualThreadScheduler.parallelism=1", "-Djdk.virtualThreadScheduler.maxPoolSize=1")
                .run()
                .succeeded();
    }

    private static io.github.procession.support.RootJvm root(String method) {
        return RootMethod.of(ManagerSignsOfLifeTest.class, method)
                .options("-Dprocession.managerSilence=" + SILENCE_SECONDS);
    }

    // a client that dies with as many calls as a server takes, and more under way

    /** What is exposed of a {@link Gate}. */
    interface GateProxy {
        void pass() throws InterruptedException;
    }

    /** A gate that opens for nobody, and knows how many wait there. */
    static final class Gate implements GateProxy {
        private final AtomicInteger waiting = new AtomicInteger();

        @Override
        public void pass() throws InterruptedException {
            waiting.incrementAndGet();
            try {
                new CountDownLatch(1).await();
            } finally {
                waiting.decrementAndGet();
            }
        }
    }

    static void waitInEachThread(SyncManager manager, Event ready) throws Exception {
        assertTrue(manager.<LockProxy>create("guard").acquire(false));
        GateProxy gate = manager.create("gate");
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < MOST_CALLS + 100; i++) {
            threads.add(Thread.startVirtualThread(() -> {
                try {
                    gate.pass();
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            }));
        }
        Eventually.await(
                "all threads wait",
                () -> threads.stream()
                        .allMatch(thread -> thread.getState() == Thread.State.WAITING
                                || thread.getState() == Thread.State.TIMED_WAITING));
        ready.set();
        new Event().await();
    }

    static void waitThroughASocket(int port, Event ready) throws Exception {
        waitInEachThread(new Shared(new InetSocketAddress("localhost", port)).connected(), ready);
    }

    static void waitThroughAPipe(String address, Event ready) throws Exception {
        SyncManager manager = new Shared(SocketAddresses.ofText(address)).connected();
        assertTrue(manager.link().hasPipe());
        waitInEachThread(manager, ready);
    }

    /** Types that all clients of a server share. */
    private static final class Shared extends SyncManager {
        private static final ServedLock GUARD = new ServedLock(false);
        private static final Gate GATE = new Gate();

        Shared(java.net.SocketAddress address) {
            super(address, KEY);
            register("guard", () -> GUARD, LockProxy.class);
            register("gate", () -> GATE, GateProxy.class);
        }

        Shared connected() throws Exception {
            connect();
            return this;
        }
    }

    static void loseClients() throws Exception {
        ManagerServer reading = new SyncManager(null, KEY).getServer();
        var slow = Threads.run(() -> {
            lookUpSlowly(reading); // in the thread that reads the pipe
            return null;
        });
        for (boolean isNear : new boolean[] {true, false}) {
            ManagerServer server = new Shared(isNear ? null : new InetSocketAddress("localhost", 0)).getServer();
            Event ready = new Event();
            Process client = Children.start(
                    isNear
                            ? new Process(
                                    ManagerSignsOfLifeTest::waitThroughAPipe,
                                    SocketAddresses.text(server.address()),
                                    ready)
                            : new Process(ManagerSignsOfLifeTest::waitThroughASocket, port(server), ready));
            ready.await();
            Eventually.await("as many calls as one client may have", () -> Shared.GATE.waiting.get() == MOST_CALLS);
            Children.kill(client);
            try (Shared manager = new Shared(server.address()).connected()) {
                LockProxy guard = manager.create("guard");
                assertTrue(guard.acquire(Eventually.LIMIT), "a client that is gone holds it");
                guard.release();
            }
            Eventually.await("no call is left", () -> Shared.GATE.waiting.get() == 0);
            server.close();
        }
        slow.result();
        reading.close();
    }

    @Tag("full")
    @Test
    void aClientThatDiesWithManyCallsHoldsNothing() throws Exception {
        root("loseClients").run().succeeded();
    }

    // what a client counts

    /** Answer of the first call. */
    private static final class Answer implements Frame {
        @Override
        public byte[] bytes() {
            return ManagerWire.frame(ManagerWire.RETURN, 1);
        }

        @Override
        public Throwable refusal() {
            return null;
        }
    }

    /** A server that gives a sign as soon as it is asked for one, and the answer to a call after some. */
    private static final class Server implements FrameEnd {
        private static final int SIGNS = 8;

        private final AtomicInteger signs = new AtomicInteger();
        private final CountDownLatch answered = new CountDownLatch(SIGNS);

        @Override
        public void sendFrame(byte[] before, Message message) {}

        @Override
        public void sendSign(byte[] frame) {
            signs.incrementAndGet();
            answered.countDown();
        }

        @Override
        public Frame receiveFrame(Deadline deadline) throws InterruptedException {
            answered.await();
            return new Answer();
        }

        @Override
        public Object decode(byte[] frame, int offset) {
            return null;
        }

        @Override
        public long transferred() {
            return signs.get();
        }

        @Override
        public void close() {
            while (answered.getCount() > 0) {
                answered.countDown();
            }
        }
    }

    static void count() throws Exception {
        ManagerLine line = new ManagerLine(null, new Server(), false, 0);
        assertEquals(
                ManagerWire.RETURN,
                line.call(1L, new byte[0], null, new byte[0]).bytes()[0]);
        assertFalse(line.isBroken());
        System.setProperty("procession.managerSilence", "-3");
        String message = assertThrows(IllegalArgumentException.class, () -> new SyncManager().getServer())
                .getMessage();
        assertTrue(message.startsWith("procession.managerSilence=-3 is negative"), message);
        assertThrows(IllegalArgumentException.class, Multiprocessing::manager);
    }

    @Tag("full")
    @Test
    void eachSignCountsAndAWrongLimitIsRefused() throws Exception {
        root("count").options("-Dprocession.managerSilence=1").run().succeeded();
    }

    // the end of the library in a JVM that goes on

    static void holdALock(String address, Event ready) throws Exception {
        SyncManager manager = new Shared(SocketAddresses.ofText(address)).connected();
        manager.<LockProxy>create("guard").acquire();
        assertTrue(manager.link().hasPipe());
        ready.set();
        new Event().await();
    }

    static void shutDown() throws Exception {
        ManagerServer server = new Shared(null).getServer();
        Event ready = new Event();
        Children.start(new Process(ManagerSignsOfLifeTest::holdALock, SocketAddresses.text(server.address()), ready));
        ready.await();
        SyncManager here = new Shared(server.address()).connected();
        assertEquals(0, here.dict().size());
        Multiprocessing.shutdown();
        Eventually.await(
                "no thread of the server is left",
                () -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("procession-pipes")
                                || thread.getName().startsWith("procession-manager")));
    }

    @Tag("full")
    @Test
    void aServerEndsWithTheLibrary() throws Exception {
        String err = root("shutDown").run().succeeded().err();
        assertFalse(err.contains("goes on") || err.contains("Exception"), err);
    }
}
