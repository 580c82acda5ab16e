package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.serialization.DecodeException;
import io.github.procession.support.Eventually;
import io.github.procession.support.JarFiles;
import io.github.procession.support.RootJvm;
import io.github.procession.support.RootMethod;
import io.github.procession.support.Shortage;
import io.github.procession.support.Threads;
import java.io.IOException;
import java.io.Serializable;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A manager's server, or a client of one, that runs out of memory or of descriptors fails the calls that meet the shortage, and no
 * others; when it is over, all goes on.
 */
@Tag("full")
class ManagerShortageTest {
    private static final byte[] KEY = {1, 9};
    private static final String SMALL_HEAP = "-Xmx48m";
    private static final int TOO_LARGE = 100 << 20; // for such a heap
    private static final int TOO_MANY = 2_000_000; // objects, which take more than their message
    private static final int MEBIBYTE = 1 << 20;
    private static final int SHORTAGE_MILLIS = 2_000;

    @TempDir
    private Path folder;

    /** What has the server run out of something. */
    interface Scarce {
        void takeMemory() throws InterruptedException;

        void takeDescriptors();

        void giveBack();

        byte[] bytes(int length);

        List<Integer> numbers(int count);
    }

    /** It is in the server's process. */
    static final class ScarceHere implements Scarce {
        private final List<Shortage> shortages = new ArrayList<>();

        @Override
        public void takeMemory() throws InterruptedException {
            try (Shortage _ = Shortage.ofMemory()) {
                Thread.sleep(SHORTAGE_MILLIS);
            }
        }

        @Override
        public void takeDescriptors() {
            shortages.add(Shortage.ofDescriptors());
        }

        @Override
        public void giveBack() {
            shortages.forEach(Shortage::close);
        }

        @Override
        public byte[] bytes(int length) {
            return new byte[length];
        }

        @Override
        public List<Integer> numbers(int count) {
            return IntStream.range(0, count).map(i -> i * 1000).boxed().toList();
        }
    }

    private static SyncManager inKindOf(boolean isInNetwork) {
        SyncManager manager =
                isInNetwork ? new SyncManager(new InetSocketAddress("localhost", 0), KEY) : new SyncManager(null, KEY);
        manager.register("scarce", ScarceHere::new, Scarce.class);
        manager.allow(Heavy.class.getName());
        manager.register("jobs", () -> new io.github.procession.queue.Queue<>(), QueueProxy.class);
        return manager;
    }

    private static SyncManager start(String... serverOptions) throws Exception {
        Multiprocessing.setJvmOptions(serverOptions);
        SyncManager manager = inKindOf(Boolean.getBoolean("network"));
        manager.start();
        assertEquals(!Boolean.getBoolean("network"), manager.link().hasPipe());
        return manager;
    }

    /** A queue of the server alone: that of the library's own managers is in shared memory. */
    private static <T> QueueProxy<T> queueAt(SyncManager manager) {
        return manager.create("jobs");
    }

    private static SyncManager connect(SyncManager to) throws Exception {
        SyncManager another = new SyncManager(to.address(), KEY);
        another.connect();
        return another;
    }

    private static RootJvm root(String method, boolean network) {
        return RootMethod.of(ManagerShortageTest.class, method).options("-Dnetwork=" + network);
    }

    private static List<Integer> tooMany() {
        return new ScarceHere().numbers(TOO_MANY);
    }

    /** A call that waits, and is the one that reads for all others. */
    private static Threads.Running<Integer> waitFor(QueueProxy<Integer> queue) throws Exception {
        Threads.run(
                        () -> { // once with memory: the JVM links the code that keeps a failure at its first use
                            throw new IOException();
                        })
                .failure();
        Threads.Running<Integer> waiting = Threads.run(queue::get);
        Eventually.await(
                "the call is sent and waits for its answer",
                () -> Arrays.stream(waiting.thread().getStackTrace())
                        .anyMatch(frame -> frame.getMethodName().equals("receiveFrame")));
        return waiting;
    }

    // memory of the server

    static void sendTooMuch() throws Exception {
        try (SyncManager manager = start(SMALL_HEAP)) {
            DictProxy<String, Object> dict = manager.dict();
            QueueProxy<Integer> queue = queueAt(manager);
            dict.put("first", 1);
            Threads.Running<Integer> waiting = waitFor(queue);
            for (Object large : List.of(new byte[TOO_LARGE], tooMany())) {
                Throwable refusal = assertThrows(Throwable.class, () -> dict.put("large", large));
                assertTrue(
                        refusal.getMessage().startsWith("in the process of the manager's server: "), refusal::toString);
                assertEquals(1, dict.get("first"));
            }
            queue.put(7);
            assertEquals(7, waiting.result(), "the call that waited goes on");
            ListProxy<byte[]> list = manager.list();
            assertThrows(Throwable.class, () -> {
                while (true) {
                    list.add(new byte[MEBIBYTE]);
                }
            });
            int count = list.size();
            assertTrue(count > 10, () -> "there was room for some: " + count);
            list.clear();
            for (int i = 0; i < count / 2; i++) {
                list.add(new byte[MEBIBYTE]);
            }
            assertEquals(1, dict.get("first"));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anArgumentForWhichTheServerHasNoMemoryFailsItsCallAlone(boolean network) throws Exception {
        root("sendTooMuch", network).options("-Xmx400m").run().succeeded();
    }

    static void fillServer() throws Exception {
        try (SyncManager manager = start(SMALL_HEAP)) {
            DictProxy<String, Integer> dict = manager.dict();
            QueueProxy<Integer> queue = queueAt(manager);
            dict.put("first", 1);
            Scarce scarce = manager.create("scarce");
            Threads.Running<Integer> waiting = waitFor(queue);
            Threads.Running<Object> filling = Threads.run(() -> {
                scarce.takeMemory();
                return null;
            });
            BooleanSupplier isOver = () -> !filling.thread().isAlive();
            Threads.Running<Object> calling = Threads.run(() -> {
                callInVainOrNot(dict, isOver);
                return null;
            });
            Threads.Running<Object> connecting = Threads.run(() -> {
                if (manager.address() instanceof InetSocketAddress) {
                    connectInVainOrNot(manager, isOver);
                }
                return null;
            });
            calling.result(); // fails if one of its calls never ends
            connecting.result();
            awaitThatAllGoesOn(dict, queue, waiting);
            useAnotherConnection(manager);
        }
    }

    /**
     * Connects and goes away again and again, so that the server meets the shortage while it accepts. At a UNIX-domain socket the JVM of
     * the server crashes then: the JDK's native code does not look whether it got the array for the address.
     */
    private static void connectInVainOrNot(SyncManager manager, BooleanSupplier isOver) {
        while (!isOver.getAsBoolean()) {
            try (SocketChannel stranger = SocketChannel.open(manager.address())) {
                assertTrue(stranger.isConnected());
            } catch (IOException _) {
                continue; // the server had no memory for it
            }
        }
    }

    private static void callInVainOrNot(DictProxy<String, Integer> dict, BooleanSupplier isOver) {
        while (!isOver.getAsBoolean()) {
            int first;
            try {
                first = dict.get("first");
            } catch (Throwable _) { // the shortage, in whatever it shows: a class that cannot be initialized, too
                continue;
            }
            assertEquals(1, first);
        }
    }

    private static void awaitThatAllGoesOn(
            DictProxy<String, Integer> dict, QueueProxy<Integer> queue, Threads.Running<Integer> waiting)
            throws Exception {
        Eventually.await("calls succeed again", () -> {
            try {
                return dict.get("first") == 1;
            } catch (ManagerException e) {
                return false;
            }
        });
        putAndAwait(queue, waiting);
    }

    /** The call that waited goes on, unless it met the shortage of its own process. */
    private static void putAndAwait(QueueProxy<Integer> queue, Threads.Running<Integer> waiting) throws Exception {
        queue.put(7);
        int item;
        try {
            item = waiting.result();
        } catch (TimeoutException e) {
            throw new AssertionError("the call that waited hangs", e);
        } catch (Exception e) { // the shortage was its own, or ended its connection
            item = queue.get();
        }
        assertEquals(7, item);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aServerWhoseHeapWasFullKeepsItsObjects(boolean network) throws Exception {
        root("fillServer", network).run().succeeded();
    }

    // memory of a client

    static void receiveTooMuch() throws Exception {
        try (SyncManager manager = start("-Xmx600m")) {
            DictProxy<String, Integer> dict = manager.dict();
            QueueProxy<Integer> queue = queueAt(manager);
            Scarce scarce = manager.create("scarce");
            dict.put("first", 1);
            Threads.Running<Integer> waiting = waitFor(queue);
            String refusal = assertThrows(DecodeException.class, () -> scarce.bytes(TOO_LARGE))
                    .getMessage();
            assertTrue(refusal.contains("does not fit into the heap of this process"), refusal);
            assertEquals(1, dict.get("first"));
            refusal = assertThrows(DecodeException.class, () -> scarce.numbers(TOO_MANY))
                    .getMessage();
            assertTrue(refusal.contains("OutOfMemoryError"), refusal);
            assertEquals(1, dict.get("first"));
            putAndAwait(queue, waiting);
            assertEquals(4 * MEBIBYTE, scarce.bytes(4 * MEBIBYTE).length);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aResultForWhichTheClientHasNoMemoryFailsItsCallAlone(boolean network) throws Exception {
        root("receiveTooMuch", network).options(SMALL_HEAP).run().succeeded();
    }

    static void fillClient() throws Exception {
        try (SyncManager manager = start()) {
            DictProxy<String, Integer> dict = manager.dict();
            QueueProxy<Integer> queue = queueAt(manager);
            dict.put("first", 1);
            Threads.Running<Integer> waiting = waitFor(queue);
            AtomicBoolean isOver = new AtomicBoolean();
            BooleanSupplier supplier =
                    isOver::get; // made now, as what assertEquals needs: the test itself must not run short
            assertEquals(1, dict.get("first"));
            Threads.Running<Object> calling = Threads.run(() -> {
                callInVainOrNot(dict, supplier);
                return null;
            });
            try (Shortage _ = Shortage.ofMemory()) {
                Thread.sleep(SHORTAGE_MILLIS);
            }
            isOver.set(true);
            calling.result(); // fails if one of its calls never ends
            awaitThatAllGoesOn(dict, queue, waiting);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aClientWhoseHeapWasFullGoesOn(boolean network) throws Exception {
        root("fillClient", network).options(SMALL_HEAP).run().succeeded();
    }

    /** An object for which the process that reads it may have no memory. */
    static final class Heavy implements Serializable {
        private static final long serialVersionUID = 1L;

        static volatile boolean isTooHeavy;

        final int number;

        Heavy(int number) {
            this.number = number;
        }

        private Object readResolve() {
            if (isTooHeavy) {
                throw new OutOfMemoryError("none for this one");
            }
            return this;
        }
    }

    static void takeWithoutMemory() throws Exception {
        try (SyncManager manager = start()) {
            QueueProxy<Heavy> queue = queueAt(manager);
            queue.put(new Heavy(7));
            Heavy.isTooHeavy = true;
            Throwable shortage = assertThrows(DecodeException.class, queue::get);
            assertTrue(shortage.getMessage().contains("none for this one"), shortage::toString);
            Heavy.isTooHeavy = false;
            assertEquals(7, Threads.run(queue::get).result().number);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anItemForWhoseObjectsTheClientHasNoMemoryGoesBack(boolean network) throws Exception {
        root("takeWithoutMemory", network).run().succeeded();
    }

    // descriptors

    static void useUpDescriptorsOfServer() throws Exception {
        try (SyncManager manager = start()) {
            DictProxy<String, byte[]> dict = manager.dict();
            dict.put("first", new byte[1]);
            Scarce scarce = manager.create("scarce");
            scarce.takeDescriptors();
            transfer(dict);
            Eventually.await("nobody can connect", () -> {
                scarce.takeDescriptors(); // the server may have closed an earlier connection since
                return !canConnect(manager);
            });
            transfer(dict);
            scarce.giveBack();
            useAnotherConnection(manager);
            transfer(dict);
        }
    }

    static void useUpDescriptorsOfClient() throws Exception {
        try (SyncManager manager = start()) {
            DictProxy<String, byte[]> dict = manager.dict();
            dict.put("first", new byte[1]);
            try (Shortage _ = Shortage.ofDescriptors()) {
                transfer(dict);
                assertThrows(IOException.class, () -> connect(manager));
                transfer(dict);
            }
            useAnotherConnection(manager);
            transfer(dict);
        }
    }

    private static boolean canConnect(SyncManager to) throws Exception {
        try (SyncManager _ = connect(to)) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    private static void useAnotherConnection(SyncManager manager) throws Exception {
        try (SyncManager another = connect(manager)) {
            another.dict().put("a", 1);
        }
    }

    /** Sends and receives more than the buffers take, so that both sides wait for each other. */
    private static void transfer(DictProxy<String, byte[]> dict) {
        assertEquals(1, dict.get("first").length);
        dict.put("large", new byte[8 * MEBIBYTE]);
        assertEquals(8 * MEBIBYTE, dict.get("large").length);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aServerWithoutDescriptorsServesThoseWhoAreConnected(boolean network) throws Exception {
        withFewDescriptors(root("useUpDescriptorsOfServer", network));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aClientWithoutDescriptorsStaysConnected(boolean network) throws Exception {
        withFewDescriptors(root("useUpDescriptorsOfClient", network));
    }

    /** From jars, which stay open: no class of a folder can be loaded without a descriptor, and the JVM does not try again. */
    private void withFewDescriptors(RootJvm root) throws Exception {
        root.classPath(JarFiles.path(JarFiles.classPathJars(folder)))
                .wrappedIn(List.of("sh", "-c", "ulimit -n 250; exec \"$@\"", "sh"))
                .run()
                .succeeded();
    }
}
