package io.github.procession.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import redis.clients.jedis.Protocol.Command;

/** What is granted to a caller who gets an exception, as no replica confirmed it in time, is free again; what it released is so. */
class UnconfirmedGrantsTest {
    private static final Duration LONG = Duration.ofMinutes(2);

    private TestServer server;
    private ReplicaLimit limit;
    private Cluster careful;
    private Cluster other;

    @BeforeEach
    void start() throws Exception {
        server = TestServer.with("--save", "", "--repl-diskless-sync-delay", "0");
        limit = new ReplicaLimit(ReplicaLimit.SHORT);
        careful = Leases.builder(server.url("unconfirmed")).waitReplicas(1).connect();
        other = Leases.connect(server.url("unconfirmed"));
    }

    @AfterEach
    void end() {
        careful.close();
        other.close();
        limit.close();
        server.close();
    }

    private static void assertUnconfirmed(Executable call) {
        String said = assertThrows(EngineException.class, call).getMessage();
        assertTrue(said.contains("1 replicas only 0"), said);
    }

    @Test
    void aLockIsFree() throws Exception {
        ClusterLock lock = other.lock("l");
        assertUnconfirmed(() -> careful.lock("l").acquire());
        assertTrue(lock.acquire(false));
        lock.release();
        assertUnconfirmed(() -> careful.rlock("l").acquire(false));
        assertTrue(lock.acquire(false));
        assertUnconfirmed(() -> careful.lock("l").acquire(true, LONG)); // which waits at the server
        assertEquals(0L, other.session().read(Command.EXISTS, "lw:l"));
        lock.release();
        assertTrue(lock.acquire(false));
    }

    @Test
    void aPermitIsFree() throws Exception {
        assertUnconfirmed(() -> careful.semaphore("s", 1).acquire());
        assertTrue(other.semaphore("s", 1).acquire(false));
        assertUnconfirmed(() -> careful.boundedSemaphore("s", 1).acquire(true, LONG));
        assertEquals(0L, other.session().read(Command.EXISTS, "sw:s"));
    }

    @Test
    void anItemIsInItsQueue() throws Exception {
        ClusterQueue<Integer> queue = other.queue("q");
        queue.putAll(List.of(1, 2, 3));
        assertUnconfirmed(() -> careful.queue("q").get());
        assertUnconfirmed(() -> careful.queue("q").getNowait());
        assertUnconfirmed(() -> careful.queue("q").getAvailable(2));
        assertEquals(List.of(1, 2, 3), queue.getAvailable(10));
        assertTrue(queue.join(LONG));
    }

    @Test
    void aKeyThatIsRemovedIsThere() {
        Map<String, Integer> dict = other.dict("d");
        dict.put("a", 1);
        assertUnconfirmed(() -> careful.dict("d").remove("a"));
        assertEquals(Map.of("a", 1), dict);
    }

    @Test
    void aBarrierThatOpensInterruptsNobody() {
        assertUnconfirmed(() -> careful.barrier("b", 1).await());
        assertEquals(false, Thread.interrupted());
    }

    /** Does it with a replica, which is gone then. */
    private void confirmed(Executable action) throws Throwable {
        limit.set(ReplicaLimit.LONG);
        try (TestServer replica = TestServer.with("--save", "", "--replicaof", "127.0.0.1 " + server.port())) {
            action.execute();
            replica.kill();
        }
        limit.set(ReplicaLimit.SHORT);
    }

    /** The message of a session that is lost says what it held. */
    private void assertHoldsNothing() {
        careful.session().lose("the test ends it", null);
        String lost = careful.session().lost().getMessage();
        assertTrue(lost.endsWith("it held no lock, no permit and no item in work"), lost);
    }

    @Test
    void aLockThatIsReleasedIsNotHeld() throws Throwable {
        ClusterLock lock = careful.lock("l");
        ClusterLock reentrant = careful.rlock("r");
        confirmed(() -> {
            lock.acquire();
            reentrant.acquire();
            reentrant.acquire();
        });
        assertUnconfirmed(lock::release);
        assertThrows(IllegalMonitorStateException.class, lock::fence);
        assertThrows(IllegalMonitorStateException.class, lock::release);
        assertTrue(other.lock("l").acquire(false));
        assertUnconfirmed(reentrant::release);
        assertTrue(reentrant.fence() > 0);
        assertUnconfirmed(reentrant::release);
        assertThrows(IllegalMonitorStateException.class, reentrant::fence);
        assertTrue(other.rlock("r").acquire(false));
        assertHoldsNothing();
    }

    @Test
    void aPermitThatIsReleasedIsNotHeld() throws Throwable {
        ClusterSemaphore semaphore = careful.boundedSemaphore("s", 1);
        confirmed(() -> semaphore.acquire());
        assertUnconfirmed(semaphore::release);
        assertThrows(IllegalStateException.class, semaphore::release);
        assertTrue(other.boundedSemaphore("s", 1).acquire(false));
        assertHoldsNothing();
    }

    @Test
    void aConditionLeavesItsLockFree() throws Throwable {
        ClusterCondition condition = careful.condition("c");
        confirmed(condition::acquire);
        assertUnconfirmed(() -> condition.await(LONG));
        assertEquals(0L, other.session().read(Command.EXISTS, "cw:c"));
        assertThrows(
                IllegalMonitorStateException.class, () -> careful.rlock("c").fence());
        assertTrue(other.rlock("c").acquire(false));
        assertHoldsNothing();
    }
}
