package io.github.procession.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Protocol.Command;

/** Clients that are killed or stopped, servers that are killed: nothing acknowledged is lost or doubled, and all is free again. */
class DeathsTest {
    private static final Duration LEASE = Duration.ofSeconds(1);
    private static final Duration LONG = Duration.ofSeconds(60);

    private static Cluster connect(TestServer server, String namespace) {
        return Cluster.builder().address(server.url(namespace)).lease(LEASE).connect();
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
            try (Peer peer = Peer.holding(TestServer.shared().url("killed"), LEASE)) {
                assertFalse(cluster.lock("lock").tryLock());
                assertFalse(cluster.boundedSemaphore("permits", 1).acquire(false));
                peer.signal("KILL");
                assertAllIsFree(cluster, true);
            }
        }
    }

    @Test
    void whatAProgramHeldThatExitsIsFreeAtOnce() throws Exception {
        // a lease of an hour: nothing comes back by its end
        try (Cluster cluster = Cluster.connect(TestServer.shared().url("exits"))) {
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
            try (Peer peer = Peer.holding(TestServer.shared().url("stopped"), LEASE)) {
                peer.signal("STOP");
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
                Cluster cluster = connect(server, "cut");
                Cluster behind =
                        Cluster.builder().address(proxy.url("cut")).lease(LEASE).connect()) {
            ClusterLock lock = behind.lock("lock");
            lock.acquire();
            assertTrue(lock.fence() > 0);
            CompletableFuture<Object> waits = CompletableFuture.supplyAsync(() -> {
                try {
                    return behind.queue("empty").get();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            proxy.cut(true);
            ExecutionException lost =
                    assertThrows(ExecutionException.class, () -> waits.get(LONG.toSeconds(), TimeUnit.SECONDS));
            assertInstanceOf(SessionLostException.class, lost.getCause());
            assertThrows(SessionLostException.class, lock::fence);
            assertThrows(SessionLostException.class, lock::release);
            assertTrue(cluster.lock("lock").acquire(LONG));
            proxy.cut(false);
            assertThrows(
                    SessionLostException.class, () -> behind.counter("late").add(1));
        }
    }

    @Test
    void shortCutOfTheConnectionIsNotSeen() throws Exception {
        TestServer server = TestServer.shared();
        try (BreakingProxy proxy = new BreakingProxy(server.port());
                Cluster behind = Cluster.builder()
                        .address(proxy.url("short"))
                        .lease(Duration.ofSeconds(20))
                        .connect()) {
            ClusterLock lock = behind.lock("lock");
            lock.acquire();
            proxy.cut(true);
            CompletableFuture<Long> sum =
                    CompletableFuture.supplyAsync(() -> behind.counter("sum").add(1));
            assertThrows(java.util.concurrent.TimeoutException.class, () -> sum.get(300, TimeUnit.MILLISECONDS));
            proxy.cut(false);
            assertEquals(1, sum.get());
            lock.release();
        }
    }

    @Test
    void killedServerWithItsDataGoesOn() throws Exception {
        try (TestServer server = TestServer.with("--appendonly", "yes", "--appendfsync", "always", "--save", "");
                Cluster one = Cluster.connect(server.url("aof"));
                Cluster two = Cluster.connect(server.url("aof"))) {
            ClusterLock lock = one.lock("lock");
            lock.acquire();
            ClusterQueue<Integer> into = one.queue("q");
            ClusterQueue<Integer> from = two.joinableQueue("q");
            List<Integer> got = new ArrayList<>();
            CompletableFuture<?> taker = CompletableFuture.runAsync(() -> {
                try {
                    for (int item; (item = from.get()) >= 0; ) {
                        got.add(item);
                        from.taskDone();
                    }
                    from.taskDone();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            int put = 0;
            for (int restart = 0; restart < 3; restart++) {
                for (int i = 0; i < 50; i++) {
                    into.put(put++);
                }
                server.kill();
                CompletableFuture<Void> meanwhile =
                        CompletableFuture.runAsync(() -> one.counter("restarts").add(1));
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
                Cluster cluster = Cluster.connect(server.url("gone"))) {
            cluster.counter("sum").add(1);
            server.kill();
            server.start();
            SessionLostException lost = assertThrows(
                    SessionLostException.class, () -> cluster.counter("sum").add(1));
            assertTrue(lost.getMessage().contains("lost what it had acknowledged"), lost.getMessage());
            try (Cluster again = Cluster.connect(server.url("gone"))) {
                assertEquals(1, again.counter("sum").add(1));
            }
        }
    }

    @Test
    void outageOfTheServerKillsNoSession() {
        try (Functions functions = new Functions(TestServerHolder.own(), "grace", Session.functions())) {
            functions.open("A", 400);
            functions.open("B", 400);
            functions.open("C", 100);
            functions.call("A", "lock", "lock", "1", "0", "-", 0);
            long begin = System.nanoTime();
            while (System.nanoTime() - begin
                    < 600_000_000L) { // nobody gives a sign of life, as if the server were away
                functions.command(Command.PING);
            }
            assertEquals(1L, functions.beat("B"));
            assertEquals(1L, functions.beat("A"), "A has one lease more");
            assertEquals(1L, functions.call("A", "unlock", "lock", "-"));
            while (functions.read(Command.ZSCORE, "ses", "C")
                    != null) { // it gives no sign, and only once it has a lease more
                functions.beat("A");
                functions.beat("B");
            }
            assertEquals(0L, functions.beat("C"));
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
