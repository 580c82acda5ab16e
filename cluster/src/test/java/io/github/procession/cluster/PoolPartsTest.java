package io.github.procession.cluster;

import static io.github.procession.cluster.PoolTest.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.multiprocessing.AsyncResult;
import io.github.procession.multiprocessing.Pool;
import io.github.procession.multiprocessing.Queue;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Protocol.Command;

/** Parts of pools on many machines by themselves, without a child. */
class PoolPartsTest {
    private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(60);

    @Test
    void classThatDoesNotReachTheServerFailsItsTask() throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(new ClassLoader(before) {
            @Override
            public InputStream getResourceAsStream(String name) {
                return switch (name) {
                    case "large" -> new ByteArrayInputStream(new byte[20 << 20]);
                    case "bad" -> throw new AssertionError("the loader is at fault");
                    default -> super.getResourceAsStream(name);
                };
            }
        });
        try (TestServer server =
                        TestServer.with("--maxmemory", "12mb", "--maxmemory-policy", "noeviction", "--save", "");
                Cluster cluster = Leases.connect(server.url("full"));
                Cluster machine = Leases.connect(server.url("full"));
                Pool pool = cluster.pool(1)) {
            assertFalse(pool.toString().isEmpty());
            String name = cluster.session().id() + ".1";
            for (String resource : new String[] {"bad", "large"}) {
                Wait wait = new Wait(machine.session(), LONG_NANOS);
                Map<String, byte[]> answer =
                        wait.run(ticket -> machine.session().call("class_get", name, "r:" + resource, ticket), _ -> {});
                assertNotNull(answer, resource + " is not answered");
                assertEquals(0, answer.get("v").length);
            }
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Test
    void badQuestionsDoNotKeepOthersFromAnswers() throws Exception {
        try (Cluster cluster = Leases.connect(TestServer.shared().url("questions"));
                Queue<Object[]> answers = new Queue<>()) {
            MachineClasses classes =
                    new MachineClasses(cluster.session(), cluster.payloads(), "none", "none", JarStore.ofUser());
            classes.start();
            @SuppressWarnings("unchecked")
            Queue<Object> questions = (Queue<Object>) (Queue<?>) classes.questions();
            for (Object bad : new Object[] {1, new Object[0], new Object[] {"a"}, new Object[] {1, 2}}) {
                questions.put(bad);
            }
            questions.put(new Object[] {"some.Name", answers});
            assertArrayEquals(new Object[] {null}, answers.get(Duration.ofNanos(LONG_NANOS)));
            classes.end();
        }
    }

    @Test
    void slowJarKeepsOnlyThoseWhoWantIt(@TempDir Path folder) throws Exception {
        JarStore store = new JarStore(folder);
        byte[] bytes = {1, 2, 3};
        String hash =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch comes = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Path> slow = threads.submit(() -> store.get("0".repeat(64), 1, _ -> {
                asked.countDown();
                comes.await();
                return null;
            }));
            asked.await();
            Future<Path> quick = threads.submit(() -> store.get(hash, bytes.length, _ -> bytes));
            try {
                assertArrayEquals(bytes, Files.readAllBytes(quick.get(LONG_NANOS, TimeUnit.NANOSECONDS)));
            } finally {
                comes.countDown();
            }
            assertThrows(ExecutionException.class, slow::get);
        }
    }

    @Test
    void partsThatAKilledWorkerLeftAreDeleted(@TempDir Path folder) throws Exception {
        byte[] bytes = {1, 2, 3};
        String hash =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        Path left = Files.createFile(folder.resolve("left.part"));
        Files.setLastModifiedTime(left, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
        Path others = Files.createFile(folder.resolve("others.part"));
        new JarStore(folder).get(hash, bytes.length, _ -> bytes);
        assertFalse(Files.exists(left));
        assertTrue(Files.exists(others), "another worker fetches it");
    }

    /** The task is drawn, handed over or at the server when the end comes. */
    @RepeatedTest(20)
    void clusterThatIsClosedTerminatesItsPoolsWithoutAComplaint() throws Exception {
        PrintStream before = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setErr(new PrintStream(printed, true)); // where the log of the tests goes
        Pool pool;
        try {
            Cluster cluster = Leases.connect(TestServer.shared().url("closed"));
            pool = cluster.pool(1);
            AsyncResult<Integer> waits = pool.applyAsync((Integer n) -> n, 1);
            cluster.close();
            assertThrows(CancellationException.class, () -> waits.get(Duration.ofNanos(LONG_NANOS)));
            pool.join();
        } finally {
            System.setErr(before);
        }
        assertEquals("", printed.toString());
        assertThrows(IllegalStateException.class, () -> pool.apply((Integer n) -> n, 1));
    }

    @Test
    void taskThatWasNotHandedOverFailsAndDoesNotRun() throws Exception {
        try (var limit = new ReplicaLimit(ReplicaLimit.LONG);
                TestServer primary = TestServer.with("--save", "", "--repl-diskless-sync-delay", "0");
                TestServer replica = TestServer.with("--save", "", "--replicaof", "127.0.0.1 " + primary.port())) {
            await(() ->
                    Request.text(replica.command(Command.INFO, "replication")).contains("master_link_status:up"));
            try (Cluster cluster = Leases.builder(primary.url("replicas"))
                            .waitReplicas(1)
                            .connect();
                    Pool pool = cluster.pool(1)) {
                String name = cluster.session().id() + ".1";
                AsyncResult<Integer> waits = pool.applyAsync((Integer n) -> n, 1);
                await(() -> (Long) cluster.session().read(Command.LLEN, "t:" + name) == 1);
                cluster.counter("c").add(1); // calls go in order: the replica has the task when it has this
                replica.kill();
                limit.set(ReplicaLimit.SHORT);
                ExecutionException failed =
                        assertThrows(ExecutionException.class, () -> pool.apply((Integer n) -> n, 2));
                assertTrue(failed.getMessage().contains("replicas"), failed::getMessage);
                assertEquals(1L, cluster.session().read(Command.HLEN, "d:" + name), "it is at the server still");
                assertTrue(waits.cancel(false), "though no replica confirms it");
                assertEquals(0L, cluster.session().read(Command.HLEN, "d:" + name));
                assertThrows(EngineException.class, () -> cluster.pool(1));
                assertEquals(
                        0L,
                        cluster.session()
                                .read(Command.EXISTS, "p:" + cluster.session().id() + ".2"));
            }
        }
    }

    @Test
    void poolThatIsNotAtTheServerTakesNoTask() throws Exception {
        try (Cluster cluster = Leases.connect(TestServer.shared().url("gone"));
                Pool pool = cluster.pool(1)) {
            cluster.session().call("pool_end", cluster.session().id() + ".1");
            AsyncResult<Integer> result = pool.applyAsync((Integer n) -> n, 1);
            assertInstanceOf(
                    EngineException.class,
                    assertThrows(ExecutionException.class, () -> result.get(Duration.ofNanos(LONG_NANOS)))
                            .getCause());
        }
    }

    @Test
    void sessionsLeaveNeitherThreadsNorConnections() throws Exception {
        try (TestServer server = TestServer.with("--save", "")) { // others may still leave the shared one
            sessionsThatAreLost(server);
            await(() -> clients(server) == 1); // the one that asks
        }
    }

    private static void sessionsThatAreLost(TestServer server) throws Exception {
        for (int round = 0; round < 8; round++) {
            Cluster cluster = Leases.connect(server.url("leaves"));
            Pool pool = cluster.pool(1);
            Thread[] callers = new Thread[3];
            CompletableFuture<String> wrong = new CompletableFuture<>();
            for (int i = 0; i < callers.length; i++) {
                callers[i] = Thread.ofPlatform().start(() -> {
                    try {
                        while (true) {
                            cluster.counter("c").add(1);
                        }
                    } catch (EngineException e) {
                        if (e.getMessage().contains("NullPointer")) {
                            wrong.complete(e.getMessage());
                        }
                    }
                });
            }
            cluster.session().lose("the test ends it", null);
            for (Thread caller : callers) {
                caller.join();
            }
            assertFalse(wrong.isDone(), () -> wrong.join());
            cluster.close();
            pool.terminate();
            String id = cluster.session().id();
            await(() -> Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().contains(id)));
        }
    }

    private static long clients(TestServer server) {
        String info = Request.text(server.command(Command.INFO, "clients"));
        return Long.parseLong(info.replaceAll("(?s).*connected_clients:(\\d+).*", "$1"));
    }
}
