package io.github.procession.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.multiprocessing.AsyncResult;
import io.github.procession.multiprocessing.Pool;
import io.github.procession.serialization.NotSendableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Protocol.Command;

/** Tasks and outcomes that are too long for one call, by a server that takes no more than 2 MiB at once. */
class LargeTasksTest {
    private static final String KEY = "a secret of the tests";
    private static final int LONG = (20 << 20) + 17;
    private static final long PAUSE_NANOS = 10_000_000;
    private static final long LONG_SECONDS = 60;

    private static TestServer server;
    private static WorkerProcess worker;
    private static Cluster cluster;
    private static Pool pool;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.with("--save", "", "--appendonly", "no", "--proto-max-bulk-len", "2mb");
        worker = WorkerProcess.start(server.url("large"), KEY, "--slots", "1");
        cluster = Leases.builder(server.url("large")).authkey(KEY.getBytes()).connect();
        pool = cluster.pool(2);
    }

    @AfterAll
    static void end() {
        pool.terminate();
        cluster.close();
        worker.close();
        server.close();
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static void assertNothingIsLeft() {
        String name = cluster.session().id() + ".1";
        PoolTest.await(() -> (Long) cluster.session().read(Command.EXISTS, "B:" + name) == 0);
    }

    static byte[] turned(byte[] bytes) {
        byte[] turned = bytes.clone();
        turned[0]++;
        return turned;
    }

    static int length(byte[] bytes) {
        return bytes.length;
    }

    @Test
    void longArgumentsAndResultsCome() throws Exception {
        byte[] bytes = random(LONG);
        assertArrayEquals(turned(bytes), pool.apply(LargeTasksTest::turned, bytes));
        for (int length : new int[] {Pieces.MOST_BYTES, 2 * Pieces.MOST_BYTES, 3 * Pieces.MOST_BYTES - 100}) {
            assertEquals(length, pool.apply(LargeTasksTest::length, new byte[length]));
            assertEquals(length, pool.apply((Integer n) -> new byte[n], length).length);
        }
        assertNothingIsLeft();
    }

    @Test
    void longTaskThatIsTakenBackLeavesNothing() throws Exception {
        AsyncResult<Object> sleeps = pool.applyAsync(() -> {
            Thread.sleep(Long.MAX_VALUE);
            return null;
        });
        PoolTest.await(() -> cluster.workers().getFirst().tasks() == 1);
        AsyncResult<Integer> waits = pool.applyAsync(LargeTasksTest::length, new byte[LONG]);
        PoolTest.await(() -> (Long) cluster.session()
                        .read(Command.LLEN, "t:" + cluster.session().id() + ".1")
                == 1);
        assertTrue(waits.cancel(true));
        assertTrue(sleeps.cancel(true));
        assertNothingIsLeft();
    }

    /** Waits for a file, and says so in the folder. */
    static byte[] whenThereIs(String folder, String file, int length) throws IOException {
        Files.write(Path.of(folder, "waits"), new byte[0]);
        while (!Files.exists(Path.of(file))) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return new byte[length];
    }

    @Test
    void longResultComesThroughAFullServer(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("goes on");
        AsyncResult<byte[]> result =
                pool.applyAsync(LargeTasksTest::whenThereIs, folder.toString(), file.toString(), LONG);
        PoolTest.await(() -> Files.exists(folder.resolve("waits")));
        server.command(Command.CONFIG, "SET", "maxmemory", "1");
        try {
            assertThrows(EngineException.class, () -> cluster.counter("n").add(1), "it is not full");
            Files.createFile(file);
            assertEquals(LONG, result.get(LONG_SECONDS, TimeUnit.SECONDS).length);
        } finally {
            server.command(Command.CONFIG, "SET", "maxmemory", "0");
        }
    }

    @Test
    void longResultOfAWorkerThatIsKilledAmongItsPiecesComesFromAnother(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("goes on");
        try (BreakingProxy proxy = new BreakingProxy(server.port());
                WorkerProcess first = WorkerProcess.start(proxy.url("killed"), KEY, "--slots", "1");
                Cluster program = Leases.builder(server.url("killed"))
                        .authkey(KEY.getBytes())
                        .connect();
                Pool its = program.pool(1)) {
            String pieces = "B:" + program.session().id() + ".1";
            AsyncResult<byte[]> result =
                    its.retries(1).applyAsync(LargeTasksTest::whenThereIs, folder.toString(), file.toString(), LONG);
            PoolTest.await(() -> Files.exists(folder.resolve("waits")));
            proxy.hold(true); // so that no piece is sent behind the first one
            Files.createFile(file);
            PoolTest.await(() -> (Long) program.session().read(Command.HLEN, pieces) == 2); // with their number
            first.kill();
            proxy.hold(false);
            Leases.runOutAtServer(server, "killed", first.pid());
            PoolTest.await(() -> (Long) program.session().read(Command.EXISTS, pieces) == 0);
            try (WorkerProcess second = WorkerProcess.start(server.url("killed"), KEY, "--slots", "1")) {
                assertEquals(LONG, result.get(LONG_SECONDS, TimeUnit.SECONDS).length, () -> second.pid() + " has it");
            }
            PoolTest.await(() -> (Long) program.session().read(Command.EXISTS, pieces) == 0);
        }
    }

    @Test
    void whatIsTooLongForAServerIsRefused() {
        byte[] far = new byte[(1 << 28) + 1];
        ExecutionException failure =
                assertThrows(ExecutionException.class, () -> pool.apply(LargeTasksTest::length, far));
        String said =
                assertInstanceOf(NotSendableException.class, failure.getCause()).getMessage();
        assertTrue(said.contains("more than the 268435456 that go through a server"), said);
    }

    @Test
    void whatIsTooLongForOneCallIsRefused() {
        NotSendableException refusal = assertThrows(
                NotSendableException.class, () -> cluster.value("v", null).set(new byte[Session.MOST_BYTES]));
        assertTrue(refusal.getMessage().contains("send its name"), refusal::getMessage);
        assertEquals(1, cluster.counter("n").add(1), "the session lives");
    }
}
