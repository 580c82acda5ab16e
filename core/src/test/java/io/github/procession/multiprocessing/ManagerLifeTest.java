package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.support.Children;
import io.github.procession.support.Eventually;
import io.github.procession.support.Threads;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Managers of one's own, remote ones, and what happens when somebody dies. */
class ManagerLifeTest {
    private static final byte[] KEY = {9, 9};
    private static final boolean SOAK = Boolean.getBoolean("procession.soak");

    /** What is exposed of {@link Foo}. */
    interface FooProxy {
        String f();

        void g();

        String _h(int times);

        IteratorProxy<Integer> squares(int n);
    }

    /** A client's idea of it, with a method that the server does not expose. */
    interface WiderProxy extends FooProxy {
        String hidden();
    }

    static final class Foo {
        public String f() {
            return "f()";
        }

        public void g() {
            throw new IllegalArgumentException("from g");
        }

        public String _h(int times) {
            return "_h()".repeat(times);
        }

        public java.util.Iterator<Integer> squares(int n) {
            return Stream.iterate(0, i -> i + 1).limit(n).map(i -> i * i).iterator();
        }

        public String hidden() {
            return "hidden";
        }

        public Object unsendable() {
            return Thread.currentThread();
        }
    }

    static final class MyManager extends BaseManager {
        static String initialized = "no";

        MyManager(Class<?> type) {
            register("Foo", Foo::new, FooProxy.class);
            register("Bar", Foo::new);
            register("initialized", () -> new ServedValue<>(initialized), ValueProxy.class);
            if (type != null) {
                register("Foo", type);
            }
        }
    }

    private static Foo cannotBeMade() throws IOException {
        throw new IOException("no disk");
    }

    @Test
    void whatAFactoryThrowsArrivesAndCostsTheClientNothing() throws Exception {
        SyncManager manager = new SyncManager();
        manager.register("Failing", ManagerLifeTest::cannotBeMade, FooProxy.class);
        try (manager) {
            manager.start();
            LockProxy lock = manager.lock();
            lock.acquire();
            IOException failure = assertThrows(IOException.class, () -> manager.create("Failing"));
            assertEquals("no disk", failure.getMessage());
            assertTrue(lock.locked(), "the client is the one that it was");
            lock.release();
        }
    }

    @Tag("full")
    @Test
    @Conformance({"MYMGR-01", "MYMGR-02", "MYMGR-03", "INIT-01"})
    void aManagerOfTypesOfOnesOwn() throws Exception {
        try (MyManager manager = new MyManager(null)) {
            assertThrows(ProcessError.class, () -> manager.create("Foo"));
            manager.setShutdownTimeout(Eventually.LIMIT);
            manager.start(() -> MyManager.initialized = "in the server");
            FooProxy foo = manager.create("Foo");
            assertEquals("f()", foo.f());
            assertEquals("_h()_h()", foo._h(2));
            assertEquals(
                    "from g",
                    assertThrows(IllegalArgumentException.class, foo::g).getMessage());
            List<Integer> squares = new ArrayList<>();
            foo.squares(4).forEachRemaining(squares::add);
            assertEquals(List.of(0, 1, 4, 9), squares);
            DynamicProxy bar = manager.create("Bar");
            assertEquals("f()", bar.call("f"));
            assertEquals("hidden", bar.call("hidden"));
            assertThrows(UnsupportedOperationException.class, () -> bar.call("notify"));
            assertThrows(UnsupportedOperationException.class, () -> bar.call("_h", "x"));
            assertTrue(assertThrows(IllegalArgumentException.class, () -> bar.call("unsendable"))
                    .getMessage()
                    .startsWith("what the manager's object returned cannot be sent back: "));
            assertEquals(
                    "in the server",
                    manager.<ValueProxy<String>>create("initialized").get());
            assertEquals("no", MyManager.initialized);
            BaseManager client = new MyManager(WiderProxy.class);
            assertThrows(NullPointerException.class, client::connect);
            try (BaseManager wider = new BaseManager(manager.address(), null)) {
                wider.register("Foo", WiderProxy.class);
                wider.connect();
                WiderProxy proxy = wider.create("Foo");
                assertEquals("f()", proxy.f());
                assertTrue(assertThrows(UnsupportedOperationException.class, proxy::hidden)
                        .getMessage()
                        .contains("is not exposed"));
                assertThrows(IllegalArgumentException.class, () -> wider.create("Other"));
                assertThrows(ProcessError.class, wider::start);
            } // ends the connection of this process
            manager.shutdown();
            assertEquals(OptionalInt.of(0), manager.process().exitCode());
            assertThrows(ManagerException.class, foo::f);
            assertThrows(ProcessError.class, manager::start);
            manager.shutdown();
        }
        try (MyManager manager = new MyManager(null)) {
            String message = assertThrows(
                            ProcessError.class,
                            () -> manager.start(() -> {
                                throw new IOException("initializer of the test fails");
                            }))
                    .getMessage();
            assertEquals(
                    "the manager's process ended before it served, with exit code 1: its error output tells why",
                    message);
        }
    }

    static void putter(int port) throws Exception {
        try (BaseManager manager = new BaseManager(new InetSocketAddress("localhost", port), KEY)) {
            manager.register("get_queue", QueueProxy.class);
            manager.connect();
            QueueProxy<Object> queue = manager.create("get_queue");
            assertThrows(IllegalArgumentException.class, () -> queue.put(Thread.currentThread()));
            for (Object value : List.of("hello world", "héllo ☃", true, 2.25, new byte[] {-1, 0})) {
                queue.put(value);
            }
        }
    }

    @Test
    @Conformance({"REMMGR-01", "MGRRE-01"})
    void otherProcessesConnectToAServerOverTcp() throws Exception {
        var queue = new io.github.procession.queue.Queue<Object>();
        InetSocketAddress address = new InetSocketAddress("localhost", 0);
        for (int round = 0; round < 2; round++) { // the same port again at once
            BaseManager manager = new BaseManager(address, KEY);
            manager.register("get_queue", () -> queue, QueueProxy.class);
            try (ManagerServer server = manager.getServer()) {
                address = (InetSocketAddress) server.address();
                if (round == 0) {
                    Process child = Children.start(new Process(ManagerLifeTest::putter, address.getPort()));
                    List<Object> values = new ArrayList<>();
                    for (int i = 0; i < 4; i++) {
                        values.add(queue.get(Eventually.LIMIT));
                    }
                    assertEquals(List.of("hello world", "héllo ☃", true, 2.25), values);
                    assertEquals(2, ((byte[]) queue.get(Eventually.LIMIT)).length);
                    Children.join(child);
                }
                BaseManager stranger = new BaseManager(address, new byte[] {1});
                assertThrows(AuthenticationError.class, stranger::connect);
            }
        }
        BaseManager late = new BaseManager(address, KEY);
        assertThrows(IOException.class, late::connect);
    }

    static void holdAll(LockProxy lock, SemaphoreProxy semaphore, ListProxy<String> list, BarrierProxy barrier)
            throws Exception {
        lock.acquire(true, null);
        semaphore.acquire(true, null);
        list.add("held");
        barrier.await();
    }

    @Tag("full")
    @Test
    void whatADeadClientHeldIsFreed() throws Exception {
        try (SyncManager manager = Multiprocessing.manager()) {
            LockProxy lock = manager.lock();
            SemaphoreProxy semaphore = manager.semaphore(1);
            ListProxy<String> list = manager.list();
            BarrierProxy barrier = manager.barrier(2);
            int objects = manager.numberOfObjects();
            Process child = Children.start(new Process(ManagerLifeTest::holdAll, lock, semaphore, list, barrier));
            Eventually.await("the child holds everything", () -> barrier.nWaiting() == 1);
            assertFalse(lock.acquire(false));
            var waiting = Threads.run(() -> lock.acquire(Eventually.LIMIT));
            Children.kill(child);
            assertTrue(waiting.result());
            assertTrue(lock.wasAbandoned());
            lock.release();
            assertFalse(lock.wasAbandoned());
            assertTrue(semaphore.acquire(Eventually.LIMIT));
            Eventually.await("its wait has broken the barrier", barrier::broken);
            assertEquals(objects, manager.numberOfObjects());
        }
    }

    /** What has the server collect its garbage. */
    interface Collector {
        void collect();
    }

    static final class CollectorHere implements Collector {
        @Override
        public void collect() {
            System.gc();
        }
    }

    static void awaitRelease(LockProxy lock, Collector collector, Queue<Boolean> released) throws Exception {
        lock.acquire(true, null);
        collector.collect();
        released.put(lock.wasAbandoned());
    }

    @Test
    void aProcessThatConnectsAgainFindsItsObjects() throws Exception {
        try (SyncManager manager = new SyncManager();
                Queue<Boolean> released = new Queue<>()) {
            manager.register("collector", CollectorHere::new, Collector.class);
            manager.start();
            Collector collector = manager.create("collector");
            LockProxy lock = manager.lock();
            DictProxy<String, Integer> dict = manager.dict();
            dict.put("n", 1);
            lock.acquire(true, null);
            Process child = Children.start(new Process(ManagerLifeTest::awaitRelease, lock, collector, released));
            manager.link().disconnect();
            assertTrue(released.get(), "the server has found this process gone");
            assertEquals(1, dict.get("n"));
            Children.join(child);
        }
    }

    static void increment(DictProxy<String, Integer> dict, int times, ListProxy<ValueProxy<Integer>> values)
            throws Exception {
        dict.merge("n", 1, Integer::sum);
        long before = sockets();
        int sum = 0;
        for (ValueProxy<Integer> value : values) {
            sum += value.get();
        }
        assertEquals(4950, sum);
        assertTrue(sockets() <= before, "proxies that came share the connection too");
        for (int i = 1; i < times; i++) {
            dict.merge("n", 1, Integer::sum);
        }
    }

    @Test
    void aServerThatIsStoppedIsEndedByForce() throws Exception {
        var manager = Multiprocessing.manager();
        manager.setShutdownTimeout(Duration.ofMillis(200));
        long pid = manager.process().pid();
        assertEquals(
                0,
                new ProcessBuilder("kill", "-STOP", Long.toString(pid)).start().waitFor());
        Threads.run(() -> {
                    manager.close();
                    return null;
                })
                .result();
        Eventually.await("the server is dead", () -> ProcessHandle.of(pid).isEmpty());
    }

    @Tag("full")
    @Test
    void noIncrementIsLostAndProxiesShareOneConnection() throws Exception {
        try (SyncManager manager = Multiprocessing.manager()) {
            DictProxy<String, Integer> dict = manager.dict();
            List<Process> children = new ArrayList<>();
            int clients = SOAK ? 8 : 4;
            int increments = SOAK ? 10_000 : 500;
            ListProxy<ValueProxy<Integer>> values = manager.list();
            for (int i = 0; i < 100; i++) {
                values.add(manager.value(i));
            }
            for (int i = 0; i < clients; i++) {
                children.add(Children.start(new Process(ManagerLifeTest::increment, dict, increments, values)));
            }
            long before = sockets();
            List<Object> proxies = new ArrayList<>();
            for (int i = 0; i < 10_000; i++) {
                proxies.add(manager.value(i));
            }
            assertTrue(sockets() <= before, "proxies share one connection");
            assertTrue(manager.numberOfObjects() > 10_000);
            assertEquals(9_999, ((ValueProxy<?>) proxies.getLast()).get());
            Children.join(children);
            proxies.clear();
            Eventually.await("dropped proxies let go of their objects", () -> {
                System.gc();
                return manager.numberOfObjects() <= 102; // those of the list have travelled and stay for a while
            });
            assertEquals(clients * increments, dict.get("n"));
        }
    }

    private static long sockets() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.filter(ManagerLifeTest::isSocket).count();
        }
    }

    private static boolean isSocket(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
        } catch (IOException e) {
            return false; // closed meanwhile
        }
    }

    /** The key of a server that is not that of the tree reaches its processes with the proxy. */
    static void useOfOtherKey(DictProxy<String, Integer> dict, Queue<Object> queue) throws Exception {
        dict.put("child", 1);
        @SuppressWarnings("unchecked")
        DictProxy<String, Integer> again = (DictProxy<String, Integer>) queue.get(Eventually.LIMIT);
        again.put("again", 2);
    }

    @Tag("full")
    @Test
    void aProxyTakesItsKeyAlongWithinTheTree() throws Exception {
        SyncManager manager = new SyncManager(null, KEY);
        manager.start();
        try (manager;
                Queue<Object> queue = new Queue<>()) {
            DictProxy<String, Integer> dict = manager.dict();
            Process child = Children.start(new Process(ManagerLifeTest::useOfOtherKey, dict, queue));
            queue.put(dict);
            Children.join(child);
            assertEquals(List.of(1, 2), new ArrayList<>(dict.values()));
            byte[] sealed = SealedKey.seal(KEY);
            assertEquals(-1, indexOf(sealed, KEY), "it travels encrypted");
            assertTrue(Arrays.equals(KEY, SealedKey.open(sealed)));
        }
    }

    private static int indexOf(byte[] bytes, byte[] part) {
        for (int i = 0; i + part.length <= bytes.length; i++) {
            if (Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
        return -1;
    }

    /** A connection that broke is made anew: nothing that the server acknowledged is lost, nothing undelivered either. */
    @Test
    void afterALostConnectionCallsGoOn() throws Exception {
        BaseManager manager = new BaseManager(new InetSocketAddress("localhost", 0), KEY);
        var queue = new JoinableQueue<Integer>();
        manager.register("queue", () -> queue, QueueProxy.class);
        try (ManagerServer server = manager.getServer();
                queue) {
            int port = ((InetSocketAddress) server.address()).getPort();
            Process child = Children.start(new Process(ManagerLifeTest::loseConnections, port));
            Children.join(child);
            // the server may notice the lost connection late, and then gives back what the call of before has taken
            assertEquals(3, queue.get(Eventually.LIMIT));
            assertThrows(io.github.procession.queue.Empty.class, queue::getNowait);
        }
    }

    @SuppressWarnings("unchecked") // that is what is tried
    private static void callPut(QueueProxy<?> queue, Object item) throws InterruptedException {
        ((QueueProxy<Object>) queue).put(item);
    }

    /** A class that no side has allowed. */
    record Secret(int number) implements java.io.Serializable {}

    static void loseConnections(int port) throws Exception {
        try (BaseManager manager = new BaseManager(new InetSocketAddress("localhost", port), KEY)) {
            manager.register("queue", QueueProxy.class);
            manager.connect();
            QueueProxy<Integer> queue = manager.create("queue");
            assertTrue(assertThrows(IllegalStateException.class, () -> callPut(queue, new Secret(1)))
                    .getMessage()
                    .contains("is not allowed from this connection"));
            queue.put(1);
            manager.link().disconnect();
            queue.put(2);
            assertEquals(1, queue.get());
            assertEquals(2, queue.get());
            var waiting = Threads.run(queue::get);
            Eventually.await(
                    "the call is sent and waits for its answer",
                    () -> Arrays.stream(waiting.thread().getStackTrace())
                            .anyMatch(frame -> frame.getMethodName().equals("receiveFrame")));
            assertEquals(0, queue.qsize()); // the server reads in order: it has all that was sent before
            manager.link().disconnect();
            assertInstanceOf(ManagerException.class, waiting.failure());
            queue.put(3);
        }
    }
}
