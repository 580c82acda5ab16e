package io.github.procession.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.multiprocessing.Lock;
import io.github.procession.serialization.DecodeException;
import io.github.procession.serialization.NotSendableException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Protocol.Command;

/** Who may connect, what errors say, and what neither the server nor others at it can read or make. */
class ConnectTest {
    private static final byte[] KEY = "a key of more than sixteen bytes".getBytes(StandardCharsets.UTF_8);
    private static final byte[] OTHER_KEY = "another key of sixteen bytes....".getBytes(StandardCharsets.UTF_8);

    private static EngineException refused(String url) {
        return assertThrows(EngineException.class, () -> Cluster.connect(url).close());
    }

    private static void says(Exception e, String... words) {
        for (String word : words) {
            assertTrue(e.getMessage().contains(word), e.getMessage());
        }
    }

    @Test
    void serverThatIsNotThere() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        says(
                refused("redis://127.0.0.1:" + port),
                "no server answers",
                Integer.toString(port),
                "apt-get install redis-server");
    }

    @Test
    void serverThatIsTooOldOrSomethingElse() throws Exception {
        says(old("redis_version:6.2.14"), "Redis 6.2.14, which has no functions");
        says(old("redis_version:7.2.4\r\nmaxmemory:5\r\nmaxmemory_policy:allkeys-lru"), "noeviction");
        says(
                old("redis_version:7.2.4\r\nmaxmemory:0\r\ncluster_enabled:1"),
                "leads to redis://192.0.2.1:6379/",
                "not on this machine",
                "authkey");
    }

    /** What is said about a server that says this of itself. */
    private static EngineException old(String info) throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 5, java.net.InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try {
                    while (true) {
                        try (Socket socket = listener.accept()) {
                            answer(socket, info);
                        }
                    }
                } catch (java.io.IOException _) {
                    // the client has seen enough
                }
            });
            return refused("redis://127.0.0.1:" + listener.getLocalPort());
        }
    }

    /** One of several masters, whose namespaces are all at another machine. */
    private static void answer(Socket socket, String info) throws java.io.IOException {
        byte[] buffer = new byte[4096];
        for (int n; (n = socket.getInputStream().read(buffer)) > 0; ) {
            String all = "# Server\r\n" + info + "\r\n";
            String request = new String(buffer, 0, n, StandardCharsets.UTF_8);
            String reply = request.contains("INFO")
                    ? "$" + all.length() + "\r\n" + all + "\r\n"
                    : request.contains("EXISTS") ? "-MOVED 1 192.0.2.1:6379\r\n" : "-ERR unknown command\r\n";
            socket.getOutputStream().write(reply.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void passwordsAndRights() throws Exception {
        try (TestServer server = TestServer.with("--requirepass", "secret word", "--save", "")) {
            String url = server.url("rights");
            says(refused(url), "does not allow it", "NOAUTH");
            String wrong = refused(url.replace("//", "//:guessed@")).getMessage();
            assertTrue(wrong.contains("does not allow it"), wrong);
            assertFalse(wrong.contains("guessed"), wrong);
            try (Cluster admin = Leases.connect(url.replace("//", "//:secret%20word@"))) {
                assertFalse(admin.toString().contains("secret"));
                assertEquals(1, admin.counter("c").add(1));
            }
            try (redis.clients.jedis.Jedis jedis = new redis.clients.jedis.Jedis(server.connect())) {
                jedis.auth("secret word");
                jedis.aclSetUser(
                        "worker", "on", ">pass", "~procession:{rights#*", "+@all", "-@dangerous", "-@admin", "+info");
            }
            ClusterBuilder worker =
                    Cluster.builder().user("worker").password("pass").lease(Leases.LONG);
            try (Cluster cluster = worker.address(url).connect()) {
                ClusterQueue<Integer> queue = cluster.queue("q");
                queue.put(1);
                assertEquals(1, queue.get());
                assertEquals(2, cluster.counter("c").add(1));
            }
            EngineException other = assertThrows(
                    EngineException.class,
                    () -> worker.address(server.url("another")).connect());
            says(other, "does not allow it", "docs/cluster.md");
        }
    }

    @Test
    void fullServerTakesNothingAndGivesAll() throws Exception {
        try (TestServer server =
                        TestServer.with("--maxmemory", "6mb", "--maxmemory-policy", "noeviction", "--save", "");
                Cluster cluster = Leases.connect(server.url("full"))) {
            ClusterQueue<byte[]> queue = cluster.joinableQueue("q");
            ClusterLock lock = cluster.lock("lock");
            lock.acquire();
            int put = 0;
            EngineException full = null;
            while (full == null) {
                try {
                    queue.put(new byte[100_000]);
                    put++;
                } catch (EngineException e) {
                    full = e;
                }
            }
            says(full, "is full", "maxmemory");
            assertThrows(EngineException.class, () -> cluster.dict("m").put("k", new byte[300_000]));
            lock.release();
            for (int i = 0; i < put; i++) {
                assertEquals(100_000, queue.get().length);
                queue.taskDone();
            }
            assertTrue(queue.join(Duration.ofSeconds(60)));
            queue.put(new byte[1]);
        }
    }

    @Test
    void addressesOfOtherMachinesNeedAKey() {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> Cluster.connect("redis://user:word@192.0.2.1/name"));
        says(e, "192.0.2.1", "authkey", "PROCESSION_AUTHKEY");
        assertFalse(e.getMessage().contains("word@"), e.getMessage());
        for (String wrong :
                List.of("http://host", "redis://", "redis://host/a b", "redis://host/a{b}", "nothing at all")) {
            assertThrows(IllegalArgumentException.class, () -> Cluster.connect(wrong), wrong);
        }
        assertThrows(IllegalStateException.class, () -> Cluster.builder().connect());
        assertThrows(IllegalArgumentException.class, () -> Cluster.builder().authkey(new byte[15]));
        assertThrows(IllegalArgumentException.class, () -> Cluster.builder().lease(Duration.ofMillis(999)));
        assertThrows(IllegalArgumentException.class, () -> Cluster.builder().waitReplicas(-1));
        Address address = Address.parse("rediss://me:p%40ss+1@[::1]:7000/shop");
        assertEquals("rediss://[::1]:7000/shop", address.toString());
        assertEquals("p@ss+1", address.password());
        assertTrue(address.isLoopback());
        assertEquals("default", Address.parse("redis://localhost").namespace());
    }

    @Test
    void valuesAreSealed() throws Exception {
        TestServer server = TestServer.shared();
        ClusterBuilder builder = Leases.builder(server.url("sealed")).authkey(KEY);
        try (Cluster one = builder.connect();
                Cluster two = builder.connect();
                Cluster other = builder.authkey(OTHER_KEY).connect();
                Cluster open = Leases.connect(server.url("sealed"))) {
            one.queue("q").put("readable text");
            one.dict("m").put("readable key", "readable text");
            one.value("v", null).set("readable text");
            one.dict("m").add("readable count", 1);
            assertFalse(dump(server, "sealed").contains("readable"));
            assertEquals("readable text", two.queue("q").get());
            assertEquals(Map.of("readable key", "readable text", "readable count", 1L), two.dict("m"));
            says(
                    assertThrows(
                            EngineException.class, () -> other.value("v", null).get()),
                    "another authkey");
            says(assertThrows(EngineException.class, () -> open.value("v", null).get()), "sealed under an authkey");
            open.value("plain", null).set("forged");
            says(
                    assertThrows(
                            EngineException.class,
                            () -> one.value("plain", null).get()),
                    "not sealed");
            byte[] key = one.session().key("x:v");
            byte[] moved = one.session().key("x:moved");
            server.command(Command.HSET, moved, "v", server.command(Command.HGET, key, "v"), "n", 1);
            assertThrows(EngineException.class, () -> one.value("moved", null).get(), "a value of another object");
            byte[] sealed = (byte[]) server.command(Command.HGET, key, "v");
            sealed[sealed.length - 1] ^= 1;
            server.command(Command.HSET, key, "v", sealed);
            assertThrows(EngineException.class, () -> one.value("v", null).get(), "a changed value");
        }
    }

    private static String dump(TestServer server, String namespace) {
        StringBuilder all = new StringBuilder();
        for (Object key : (List<?>) server.command(Command.KEYS, "procession:{" + namespace + "#0}:*")) {
            all.append(new String((byte[]) key, StandardCharsets.ISO_8859_1));
            all.append(new String((byte[]) server.command(Command.DUMP, key), StandardCharsets.ISO_8859_1));
        }
        assertTrue(all.length() > 100);
        return all.toString();
    }

    @Test
    void envelopesDiffer() {
        Seal seal = new Seal("n", KEY);
        byte[] value = {1, 2, 3};
        assertNotEquals(
                new String(seal.seal(value, "o"), StandardCharsets.ISO_8859_1),
                new String(seal.seal(value, "o"), StandardCharsets.ISO_8859_1));
        assertEquals(3, new Seal("n", KEY).open(seal.seal(value, "o"), "o").length);
        assertThrows(EngineException.class, () -> new Seal("other", KEY).open(seal.seal(value, "o"), "o"));
        for (byte[] damaged : new byte[][] {{}, {0}, {1}, {1, 2, 3}, {7, 0, 0}}) {
            assertThrows(EngineException.class, () -> seal.open(damaged, "o"));
        }
    }

    /** A value of a class that comes only where it is allowed. */
    record Order(int number) {}

    @Test
    void classesComeOnlyWhereTheyAreAllowed() throws Exception {
        String url = TestServer.shared().url("allowed");
        try (Cluster strict = Leases.connect(url);
                Cluster shop = Leases.builder(url)
                        .allow("io.github.procession.cluster.*")
                        .connect()) {
            strict.queue("q").put(new Order(1));
            strict.queue("q").put(new Order(2));
            assertEquals(new Order(1), shop.queue("q").get());
            says(assertThrows(DecodeException.class, () -> strict.queue("q").get()), "Order", "allow(");
            assertTrue(strict.queue("q").join(Duration.ofSeconds(60)), "the item is not given again and again");
        }
    }

    @Test
    void objectsOfThisMachineDoNotTravel() throws Exception {
        try (Cluster cluster = Leases.connect(TestServer.shared().url("local"))) {
            ClusterQueue<Object> queue = cluster.queue("q");
            says(assertThrows(NotSendableException.class, () -> queue.put(List.of(new Lock()))), "shared memory");
            says(assertThrows(NotSendableException.class, () -> queue.put(queue)), "cluster");
            says(assertThrows(NotSendableException.class, () -> queue.put(List.of(cluster.dict("m")))), "cluster");
            assertTrue(queue.empty());
        }
    }

    @Test
    void changesWaitForReplicas() throws Exception {
        try (TestServer primary = TestServer.with("--save", "", "--repl-diskless-sync-delay", "0")) {
            ClusterBuilder builder = Leases.builder(primary.url("replicas")).waitReplicas(1);
            try (var _ = new ReplicaLimit(ReplicaLimit.SHORT);
                    Cluster alone = builder.connect()) {
                says(
                        assertThrows(
                                EngineException.class, () -> alone.counter("c").add(1)),
                        "did what was called",
                        "1 replicas only 0");
            }
            try (var _ = new ReplicaLimit(ReplicaLimit.LONG);
                    TestServer replica = TestServer.with("--save", "", "--replicaof", "127.0.0.1 " + primary.port());
                    Cluster cluster = builder.connect()) {
                for (int i = 0; i < 20; i++) {
                    cluster.counter("d").add(1);
                    assertEquals(
                            Integer.toString(i + 1),
                            Request.text(replica.command(
                                    Command.GET, cluster.session().key("v:d"))));
                }
            }
        }
    }
}
