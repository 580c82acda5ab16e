package io.github.procession.cluster;

import static io.github.procession.cluster.PoolTest.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.multiprocessing.Multiprocessing;
import io.github.procession.multiprocessing.Pool;
import io.github.procession.multiprocessing.Queue;
import io.github.procession.queue.Full;
import io.github.procession.serialization.NotSendableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Protocol.Command;

/** Items of queues that are too long for one call, by a server that takes no more than 2 MiB at once. */
class LargeItemsTest {
    private static final String KEY = "a secret of the tests";
    private static final int LENGTH = (3 << 20) + 17;
    private static final Duration LONG = Duration.ofMinutes(2);

    private static TestServer server;
    private static int namespaces;

    private String namespace;
    private Cluster cluster;
    private Cluster other;

    @BeforeAll
    static void startServer() throws Exception {
        server = TestServer.with("--save", "", "--appendonly", "no", "--proto-max-bulk-len", "2mb");
    }

    @AfterAll
    static void endServer() {
        server.close();
    }

    @BeforeEach
    void start() {
        namespace = "items" + ++namespaces;
        cluster = connect(server);
        other = connect(server);
    }

    @AfterEach
    void end() {
        cluster.close();
        other.close();
    }

    private Cluster connect(TestServer to) {
        return Leases.builder(to.url(namespace)).authkey(KEY.getBytes()).connect();
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    /** Keys of pieces. */
    private List<String> pieces() {
        List<String> keys = new ArrayList<>();
        for (String kind : List.of("u", "I")) {
            for (Object key :
                    (List<?>) server.command(Command.KEYS, "procession:{" + namespace + "#0}:" + kind + ":*")) {
                keys.add(Request.text(key));
            }
        }
        return keys;
    }

    private void assertNoPieces() {
        await(() -> pieces().isEmpty());
    }

    @Test
    void theyComeWholeAndInOrder() throws Exception {
        ClusterQueue<byte[]> into = cluster.queue("q");
        ClusterQueue<byte[]> from = other.queue("q");
        for (int length : new int[] {Pieces.MOST_BYTES, 2 * Pieces.MOST_BYTES, 3 * Pieces.MOST_BYTES - 100, 20 << 20}) {
            byte[] bytes = random(length);
            into.put(bytes);
            assertEquals(1, into.qsize());
            assertArrayEquals(bytes, from.get(LONG));
        }
        List<byte[]> several = List.of(random(1), random(LENGTH), random(2), random(LENGTH + 1));
        into.putAll(several);
        assertEquals(4, into.qsize());
        List<byte[]> came = from.getAvailable(10);
        assertEquals(4, came.size());
        for (int i = 0; i < 4; i++) {
            assertArrayEquals(several.get(i), came.get(i));
        }
        CompletableFuture<byte[]> waits = CompletableFuture.supplyAsync(() -> {
            try {
                return from.get(LONG);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        await(() -> (Long) cluster.session().read(Command.LLEN, "qw:q") == 1);
        into.put(random(LENGTH));
        assertArrayEquals(random(LENGTH), waits.get());
        assertTrue(into.join(LONG));
        assertNoPieces();
    }

    @Test
    void oneOfADeadTakerGoesBackToTheFront() throws Exception {
        ClusterQueue<byte[]> queue = cluster.joinableQueue("q");
        queue.putAll(List.of(random(LENGTH), random(1)));
        assertArrayEquals(random(LENGTH), other.<byte[]>joinableQueue("q").get());
        Leases.runOutAtServer(server, namespace, other.session().id());
        assertEquals(2, queue.qsize());
        assertArrayEquals(random(LENGTH), queue.get());
        queue.taskDone();
        assertNoPieces();
        assertArrayEquals(random(1), queue.get());
        queue.taskDone();
        assertTrue(queue.join(LONG));
    }

    @Test
    void aProducerThatDiesInTheMiddleLeavesNothing() {
        other.session().call("item_piece", 1, random(10));
        other.session().call("item_piece", 1, random(10));
        assertEquals(1, pieces().size());
        Leases.runOutAtServer(server, namespace, other.session().id());
        assertEquals(List.of(), pieces());
        assertThrows(SessionLostException.class, () -> other.session().call("item_piece", 1, random(10)));
        assertEquals(List.of(), pieces());
    }

    @Test
    void aFullQueueTakesNothing() throws Exception {
        ClusterQueue<byte[]> queue = cluster.queue("q", 1);
        queue.put(random(1));
        assertThrows(Full.class, () -> queue.putNowait(random(LENGTH)));
        assertThrows(Full.class, () -> queue.put(random(LENGTH), Duration.ofMillis(1)));
        assertEquals(List.of(), pieces());
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Thread putter = Thread.ofPlatform().start(() -> {
            try {
                queue.put(random(LENGTH));
                interrupted.complete(false);
            } catch (InterruptedException _) {
                interrupted.complete(true);
            }
        });
        await(() -> (Long) cluster.session().read(Command.LLEN, "pw:q") == 1);
        putter.interrupt();
        assertTrue(interrupted.get());
        assertEquals(List.of(), pieces());
        Thread waiter = Thread.ofPlatform().start(() -> {
            try {
                queue.put(random(LENGTH));
            } catch (InterruptedException _) {
                // nobody interrupts it
            }
        });
        await(() -> (Long) cluster.session().read(Command.LLEN, "pw:q") == 1);
        ClusterQueue<byte[]> from = other.queue("q", 1);
        assertArrayEquals(random(1), from.get());
        assertArrayEquals(random(LENGTH), from.get(LONG));
        waiter.join();
        assertTrue(queue.join(LONG));
        assertNoPieces();
    }

    @Test
    void aDeletedQueueLeavesNothing() throws Exception {
        ClusterQueue<byte[]> queue = cluster.joinableQueue("q");
        queue.putAll(List.of(random(LENGTH), random(LENGTH + 1)));
        assertArrayEquals(random(LENGTH), queue.get());
        queue.delete();
        assertEquals(1, pieces().size(), "that of the item in work");
        queue.taskDone();
        assertNoPieces();
    }

    @Test
    void aFullServerTakesNothing() throws Exception {
        ClusterQueue<byte[]> queue = cluster.queue("q");
        cluster.session().call("item_piece", 0, random(10)); // of an item that is not complete
        server.command(Command.CONFIG, "SET", "maxmemory", "1");
        try {
            EngineException full = assertThrows(EngineException.class, () -> queue.put(random(LENGTH)));
            assertTrue(full.getMessage().contains("is full"), full::getMessage);
            Pieces.dropItem(cluster.session(), new byte[] {2, '0'});
        } finally {
            server.command(Command.CONFIG, "SET", "maxmemory", "0");
        }
        assertEquals(List.of(), pieces());
        queue.put(random(LENGTH));
        assertArrayEquals(random(LENGTH), queue.get());
        assertTrue(queue.join(LONG));
        assertNoPieces();
    }

    static void turn(Queue<byte[]> from, Queue<byte[]> to) throws Exception {
        byte[] bytes = from.get();
        bytes[0]++;
        to.put(bytes);
    }

    @Test
    void tasksTakeAndPutThem() throws Exception {
        ProgramCluster.use(cluster);
        try (WorkerProcess _ = WorkerProcess.start(server.url(namespace), KEY, "--slots", "1");
                Pool pool = cluster.pool(1);
                Queue<byte[]> there = Multiprocessing.getContext("cluster").queue();
                Queue<byte[]> back = Multiprocessing.getContext("cluster").queue()) {
            there.put(random(LENGTH));
            pool.apply(LargeItemsTest::turn, there, back);
            byte[] expected = random(LENGTH);
            expected[0]++;
            assertArrayEquals(expected, back.get());
            assertNoPieces();
            there.put(random(LENGTH)); // which ends with the program
            assertEquals(1, pieces().size());
        } finally {
            ProgramCluster.use(null);
        }
        cluster.close();
        assertNoPieces();
    }

    @Test
    void aServerThatIsKilledComesBackWithThem() throws Exception {
        try (TestServer own = TestServer.with("--appendonly", "yes", "--appendfsync", "always", "--save", "");
                Cluster one = connect(own);
                Cluster two = connect(own)) {
            one.queue("q").put(random(LENGTH));
            byte[] half = Arrays.copyOf(random(LENGTH), 10);
            one.session().call("item_piece", 7, half);
            own.kill();
            own.start();
            assertArrayEquals(random(LENGTH), two.<byte[]>queue("q").get(LONG));
            assertEquals(2, (Long) one.session().call("item_piece", 7, half));
        }
    }

    /** Calls of a session, some of which fail, or find that others were faster. */
    private static final class FailingLine implements Line {
        private final Session under;
        private final List<String> calls = new CopyOnWriteArrayList<>();
        private final Map<String, Runnable> before = new ConcurrentHashMap<>(); // the next such call, once
        private final Map<String, Runnable> after = new ConcurrentHashMap<>();

        private FailingLine(Session under) {
            this.under = under;
        }

        /** A session that calls through this. */
        private Session session() {
            Session session = new Session(under.namespace(), under.id(), this);
            under.onStrayGrant(session::deliver);
            return session;
        }

        private static void run(Runnable action) {
            if (action != null) {
                action.run();
            }
        }

        @Override
        public Object call(Request request) {
            String what = request.what();
            calls.add(what);
            run(before.remove(what));
            Object[] arguments = request.arguments();
            Object reply = what.startsWith(ChildLine.COMMAND)
                    ? under.readAny(Command.valueOf(what.substring(ChildLine.COMMAND.length())), arguments)
                    : under.call(what, arguments);
            run(after.remove(what));
            return reply;
        }

        @Override
        public void disconnect() {
            // the session under it has the connection
        }
    }

    private Payloads payloads() {
        return new Payloads(new Seal(namespace, KEY.getBytes()));
    }

    @Test
    void oneThatCannotBeReadForWantOfMemoryGoesBack() throws Exception {
        FailingLine line = new FailingLine(other.session());
        ClusterQueue<byte[]> from = new ClusterQueue<>(line.session(), payloads(), "q", 0, false);
        ClusterQueue<byte[]> into = cluster.queue("q");
        into.putAll(List.of(random(1), random(LENGTH), random(2)));
        Runnable noMemory = () -> {
            throw new OutOfMemoryError("of this test");
        };
        line.before.put(":LINDEX", noMemory);
        assertThrows(OutOfMemoryError.class, () -> from.getAvailable(3));
        assertEquals(3, into.qsize());
        assertArrayEquals(random(1), from.get());
        line.before.put(":LINDEX", noMemory);
        assertThrows(OutOfMemoryError.class, from::get);
        assertEquals(2, into.qsize());
        List<byte[]> both = from.getAvailable(3);
        assertArrayEquals(random(LENGTH), both.get(0));
        assertArrayEquals(random(2), both.get(1));
        assertTrue(into.join(LONG));
        assertNoPieces();
    }

    @Test
    void aPutThatFailsAfterItWasDoneDoesNotWait() throws Exception {
        FailingLine line = new FailingLine(other.session());
        ClusterQueue<byte[]> into = new ClusterQueue<>(line.session(), payloads(), "q", 1, false);
        ClusterQueue<byte[]> from = cluster.queue("q", 1);
        from.put(random(1));
        line.after.put("put", () -> {
            throw new EngineException("of this test");
        });
        assertThrows(EngineException.class, () -> into.put(random(LENGTH)));
        assertEquals(0L, cluster.session().read(Command.LLEN, "pw:q"));
        assertArrayEquals(random(1), from.get());
        assertTrue(from.empty());
        assertNoPieces();
    }

    @Test
    void aLockThatIsGrantedToACallThatFailedIsGivenBack() throws Exception {
        FailingLine line = new FailingLine(other.session());
        ClusterLock failing = new ClusterLock(line.session(), "l", true);
        ClusterLock lock = cluster.rlock("l");
        lock.acquire();
        line.after.put("lock", () -> {
            lock.release(); // to the one that waits
            throw new EngineException("of this test");
        });
        assertThrows(EngineException.class, failing::acquire);
        assertTrue(lock.acquire(true, LONG));
        lock.release();
    }

    @Test
    void anInterruptThatComesBehindTheGrantIsKept() throws Exception {
        FailingLine line = new FailingLine(other.session());
        ClusterQueue<byte[]> into = new ClusterQueue<>(line.session(), payloads(), "q", 1, false);
        ClusterQueue<byte[]> from = cluster.queue("q", 1);
        from.put(random(1));
        List<byte[]> got = new CopyOnWriteArrayList<>();
        line.after.put("put", () -> Thread.currentThread().interrupt()); // so it waits, and is interrupted at once
        line.before.put("cancel", () -> got.addAll(from.getAvailable(1))); // and yet it is put
        into.put(random(LENGTH));
        assertTrue(Thread.interrupted());
        assertArrayEquals(random(1), got.getFirst());
        assertArrayEquals(random(LENGTH), from.get());
        assertTrue(from.empty());
    }

    @Test
    void longOnesArePutWithoutWaitingForThoseBehindThem() throws Exception {
        FailingLine line = new FailingLine(other.session());
        ClusterQueue<byte[]> into = new ClusterQueue<>(line.session(), payloads(), "q", 0, false);
        into.putAll(List.of(random(LENGTH), random(LENGTH + 1), random(1), random(2)));
        assertEquals("item_piece", line.calls.getFirst());
        assertEquals(3, line.calls.stream().filter("put"::equals).count());
        assertEquals(4, into.getAvailable(4).size());
    }

    @Test
    void whatIsTooLongIsRefused() {
        byte[] far = new byte[258 * Pieces.MOST_BYTES + 1];
        NotSendableException refusal =
                assertThrows(NotSendableException.class, () -> Pieces.sendItem(cluster.session(), far));
        assertTrue(refusal.getMessage().contains("send its name"), refusal::getMessage);
    }
}
