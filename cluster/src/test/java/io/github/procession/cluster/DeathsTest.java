package io.github.procession.cluster;

import static io.github.procession.cluster.PoolTest.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Protocol.Command;

/** Clients that are killed or stopped, servers that are killed: nothing acknowledged is lost or doubled, and all is free again. */
class DeathsTest {
    private static final Duration LONG = Duration.ofMinutes(2);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void endThreads() {
        threads.shutdownNow();
    }

    private static Cluster connect(TestServer server, String namespace) {
        return Leases.connect(server.url(namespace));
    }

    /** All that the other program held comes to this one. */
    private static void assertAllIsFree(Cluster cluster, boolean abandoned) throws Exception {
        ClusterLock lock = cluster.lock("lock");
        assertTrue(lock.acquire(LONG));
        assertEquals(abandoned, lock.wasAbandoned());
        lock.release();
        assertFalse(lock.wasAbandoned());
        ClusterSemaphore permits = cluster.boundedSemaphore("permits", 1);
        assertTrue(permits.acquire(LONG));
        permits.release();
        ClusterQueue<String> items = cluster.joinableQueue("items");
        assertEquals(List.of("first", "second", "third"), List.of(items.get(LONG), items.get(LONG), items.get(LONG)));
        for (int i = 0; i < 3; i++) {
            items.taskDone();
        }
        assertTrue(items.join(LONG));
    }

    @Test
    void whatAKilledProgramHeldGoesToOthers() throws Exception {
        try (Cluster cluster = connect(TestServer.shared(), "killed")) {
            ClusterQueue<String> items = cluster.queue("items");
            items.putAll(List.of("first", "second", "third"));
            try (Peer peer = Peer.holding(TestServer.shared().url("killed"), Leases.LONG)) {
                assertFalse(cluster.lock("lock").tryLock());
                assertFalse(cluster.boundedSemaphore("permits", 1).acquire(false));
                peer.signal("KILL");
                peer.waitFor();
                assertFalse(cluster.lock("lock").tryLock(), "its lease is not over");
                Leases.runOutAtServer(TestServer.shared(), "killed", peer.pid());
                assertAllIsFree(cluster, true);
            }
        }
    }

    @Test
    void whatAProgramHeldThatExitsIsFreeAtOnce() throws Exception {
        // a lease of an hour: nothing comes back by its end
        try (Cluster cluster = Leases.connect(TestServer.shared().url("exits"))) {
            cluster.queue("items").putAll(List.of("first", "second", "third"));
            ClusterQueue<String> plain = cluster.queue("plain");
            plain.put("taken just before the exit");
            try (Peer peer = Peer.holding(TestServer.shared().url("exits"), Duration.ofHours(1))) {
                peer.tell("exit");
                assertEquals(3, peer.waitFor());
                assertAllIsFree(cluster, true);
                assertTrue(plain.join(LONG), "the item that was taken is acknowledged");
                assertTrue(plain.empty());
            }
        }
    }

    @Test
    void stoppedHolderIsRefusedAndTold() throws Exception {
        try (Cluster cluster = connect(TestServer.shared(), "stopped")) {
            cluster.queue("items").putAll(List.of("first", "second", "third"));
            try (Peer peer = Peer.holding(TestServer.shared().url("stopped"), Leases.LONG)) {
                peer.signal("STOP");
                Leases.runOutAtServer(TestServer.shared(), "stopped", peer.pid());
                assertAllIsFree(cluster, true);
                peer.tell("write");
                peer.signal("CONT");
                String told = peer.expect("told");
                assertTrue(told.contains("lock \"lock\""), told);
                assertTrue(told.contains("an item of queue \"items\" (2 times)"), told);
                assertTrue(told.contains("a permit of semaphore \"permits\""), told);
                assertEquals(0, cluster.counter("late").get());
            }
        }
    }

    @Test
    void waiterWhoseSessionIsLostIsTold() throws Exception {
        TestServer server = TestServer.shared();
        try (BreakingProxy proxy = new BreakingProxy(server.port());
                Cluster behind = Leases.connect(proxy.url("cut"))) {
            ClusterLock lock = behind.lock("lock");
            lock.acquire();
            assertTrue(lock.fence() > 0);
            byte[] waiters = behind.session().key("qw:empty");
            Future<Object> waits = threads.submit(() -> behind.queue("empty").get());
            await(() -> (Long) server.command(Command.LLEN, waiters) == 1);
            proxy.cut(true);
            Leases.runOut(behind);
            ExecutionException lost =
                    assertThrows(ExecutionException.class, () -> waits.get(LONG.toSeconds(), TimeUnit.SECONDS));
            assertInstanceOf(SessionLostException.class, lost.getCause());
            assertThrows(SessionLostException.class, lock::fence);
            assertThrows(SessionLostException.class, lock::release);
            Leases.runOutAtServer(server, "cut", behind.session().id());
            try (Cluster cluster = connect(server, "cut")) {
                assertTrue(cluster.lock("lock").acquire(LONG));
            }
            proxy.cut(false);
            assertThrows(
                    SessionLostException.class, () -> behind.counter("late").add(1));
        }
    }

    @Test
    void shortCutOfTheConnectionIsNotSeen() throws Exception {
        TestServer server = TestServer.shared();
        try (BreakingProxy proxy = new BreakingProxy(server.port());
                Cluster behind = Leases.connect(proxy.url("short"))) {
            ClusterLock lock = behind.lock("lock");
            lock.acquire();
            proxy.cut(true);
            Future<Long> sum = threads.submit(() -> behind.counter("sum").add(1));
            assertThrows(java.util.concurrent.TimeoutException.class, () -> sum.get(300, TimeUnit.MILLISECONDS));
            proxy.cut(false);
            assertEquals(1, sum.get());
            lock.release();
        }
    }

    @Test
    void killedServerWithItsDataGoesOn() throws Exception {
        try (TestServer server = TestServer.with("--appendonly", "yes", "--appendfsync", "always", "--save", "");
                Cluster one = connect(server, "aof");
                Cluster two = connect(server, "aof")) {
            ClusterLock lock = one.lock("lock");
            lock.acquire();
            ClusterQueue<Integer> into = one.queue("q");
            ClusterQueue<Integer> from = two.joinableQueue("q");
            List<Integer> got = new ArrayList<>();
            Future<?> taker = threads.submit(() -> {
                for (int item; (item = from.get()) >= 0; ) {
                    got.add(item);
                    from.taskDone();
                }
                from.taskDone();
                return null;
            });
            int put = 0;
            for (int restart = 0; restart < 3; restart++) {
                for (int i = 0; i < 50; i++) {
                    into.put(put++);
                }
                server.kill();
                Future<?> meanwhile =
                        threads.submit(() -> one.counter("restarts").add(1));
                server.start();
                meanwhile.get();
            }
            into.put(-1);
            taker.get();
            assertTrue(into.join(LONG));
            assertEquals(put, got.size());
            for (int i = 0; i < put; i++) {
                assertEquals(i, got.get(i));
            }
            assertEquals(3, two.counter("restarts").get());
            assertFalse(two.lock("lock").tryLock(), "the session goes on, and its lock");
            lock.release();
            assertTrue(two.lock("lock").tryLock());
        }
    }

    @Test
    void serverThatComesBackWithoutItsDataEndsSessions() throws Exception {
        try (TestServer server = TestServer.with("--appendonly", "no", "--save", "");
                Cluster cluster = connect(server, "gone")) {
            cluster.counter("sum").add(1);
            server.kill();
            server.start();
            SessionLostException lost = assertThrows(
                    SessionLostException.class, () -> cluster.counter("sum").add(1));
            assertTrue(lost.getMessage().contains("lost what it had acknowledged"), lost.getMessage());
            try (Cluster again = connect(server, "gone")) {
                assertEquals(1, again.counter("sum").add(1));
            }
        }
    }

    @Test
    void sessionGivesSignsOfLife() throws Exception {
        TestServer server = TestServer.shared();
        try (Cluster cluster = Cluster.builder()
                .address(server.url("pulse"))
                .lease(Duration.ofSeconds(1))
                .connect()) {
            Session session = cluster.session();
            byte[] sessions = session.key("ses");
            double first = end(server, sessions, session);
            // a machine that stands still for longer than a lease ends it
            await(() -> session.lost() != null || end(server, sessions, session) > first + 1_000);
        }
    }

    /** Time in milliseconds at which a session is taken for dead. */
    private static double end(TestServer server, byte[] sessions, Session session) {
        return Double.parseDouble(Request.text(server.command(Command.ZSCORE, sessions, session.id())));
    }

    @Test
    void outageOfTheServerKillsNoSession() {
        long lease = Leases.LONG.toMillis();
        try (Functions functions = new Functions(TestServerHolder.own(), "grace", Protocol.functions())) {
            for (String session : List.of("A", "B", "C")) {
                functions.open(session, lease);
            }
            functions.call("A", "lock", "lock", "1", "0", "-", 0);
            // all that was long ago: no session gave a sign of life since, as if the server were away
            functions.read(Command.DECRBY, "lb", 2 * lease);
            for (String session : List.of("A", "B", "C")) {
                functions.read(Command.ZINCRBY, "ses", -2 * lease, session);
            }
            assertEquals(1L, functions.beat("B"));
            assertEquals(1L, functions.beat("A"), "A has one lease more");
            assertEquals(1L, functions.call("A", "unlock", "lock", "-"));
            // C gives no sign, and has a lease more only once, though the server is away again
            assertNotNull(functions.read(Command.ZSCORE, "ses", "C"));
            functions.read(Command.DECRBY, "lb", 2 * lease);
            functions.read(Command.ZINCRBY, "ses", -2 * lease, "C");
            assertEquals(1L, functions.beat("A"));
            assertNull(functions.read(Command.ZSCORE, "ses", "C"));
            assertEquals(0L, functions.beat("C"));
            // a session that is late while others give signs of life has no lease more
            functions.read(Command.ZINCRBY, "ses", -2 * lease, "B");
            assertEquals(1L, functions.beat("A"));
            assertEquals(0L, functions.beat("B"));
            // and by the clock
            functions.open("D", 1);
            await(() -> functions.beat("A").equals(1L) && functions.read(Command.ZSCORE, "ses", "D") == null);
        }
    }

    @Test
    void signOfLifeThatComesAfterTheEndLeavesNothing() {
        try (Functions functions = new Functions(TestServerHolder.own(), "late", Protocol.functions())) {
            functions.open("A", Leases.LONG.toMillis());
            assertEquals(1L, functions.bye("A"));
            assertEquals(0L, functions.beat("A"));
            assertEquals(Set.of(), functions.keys());
        }
    }

    /** A server of its own for what flushes all. */
    private static final class TestServerHolder {
        private static TestServer own;

        static synchronized TestServer own() {
            try {
                return own == null ? own = TestServer.with("--save", "", "--appendonly", "no") : own;
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }
}
