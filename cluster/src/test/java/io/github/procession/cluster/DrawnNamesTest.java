package io.github.procession.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Protocol.Command;

/** Objects whose names a session drew: they end with it, whatever others do with them. */
class DrawnNamesTest {
    private static List<String> keys(String namespace) throws Exception {
        return ((List<?>) TestServer.shared().command(Command.KEYS, "procession:{" + namespace + "#0}:*"))
                .stream()
                        .map(key -> Request.text(key).replaceFirst(".*}:", ""))
                        .sorted()
                        .toList();
    }

    private static String draw(Cluster cluster, int number) {
        String name = "@" + cluster.session().id() + "." + number;
        assertEquals(1, cluster.session().callLong("draw", name));
        return name;
    }

    @Test
    void theyEndWithTheSessionThatDrewThem() throws Exception {
        String url = TestServer.shared().url("drawn");
        try (Cluster user = Leases.connect(url)) {
            Cluster owner = Leases.connect(url);
            String lock = draw(owner, 1);
            String queue = draw(owner, 2);
            String semaphore = draw(owner, 3);
            String event = draw(owner, 4);
            String count = draw(owner, 5);
            String array = draw(owner, 7);
            String other = draw(owner, 6);
            assertTrue(user.lock(lock).acquire(true, Duration.ZERO));
            owner.queue(queue).put("one");
            owner.queue(queue).put("two");
            assertEquals("one", user.joinableQueue(queue).get());
            assertTrue(user.semaphore(semaphore, 2).acquire(false));
            owner.event(event).set();
            owner.counter(count).set(7);
            new ClusterElements(owner.session(), array).write(8, new byte[] {1});
            owner.lock(other).lock();
            owner.close();
            for (String each : keys("drawn")) {
                assertFalse(each.startsWith("in:") || each.contains(":@"), each);
            }
            assertGone(() -> user.lock(lock).release());
            assertGone(() -> user.queue(queue).put("three"));
            assertGone(() -> user.semaphore(semaphore, 2).release());
            assertGone(() -> user.counter(count).add(1));
            assertGone(() -> new ClusterElements(user.session(), array).getAndAdd(0, 4, 1));
        }
        assertEquals(List.of("n"), keys("drawn"));
    }

    private static void assertGone(org.junit.jupiter.api.function.Executable call) {
        String message = assertThrows(EngineException.class, call).getMessage();
        assertTrue(message.startsWith("the object is gone"), message);
    }

    private static Future<?> waits(ExecutorService threads, Callable<?> call) {
        return threads.submit(call);
    }

    @Test
    void whoWaitsForOneThatEndsIsTold() throws Exception {
        String url = TestServer.shared().url("awaited");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Cluster user = Leases.connect(url)) {
            Cluster owner = Leases.connect(url);
            String free = draw(owner, 1);
            String held = draw(owner, 2);
            String bounded = draw(owner, 3);
            owner.lock(held).lock();
            owner.queue(bounded, 1).put("one");
            ClusterLock lock = user.rlock(draw(owner, 4));
            ClusterCondition condition = new ClusterCondition(user.session(), draw(owner, 5), lock);
            List<Future<?>> all = List.of(
                    waits(threads, user.queue(free)::get),
                    waits(threads, () -> user.semaphore(free, 0).acquire()),
                    waits(threads, user.event(free)::await),
                    waits(threads, user.barrier(free, 2)::await),
                    waits(threads, user.lock(held)::acquire),
                    waits(threads, () -> user.queue(bounded).join(null)),
                    waits(threads, () -> {
                        user.queue(bounded, 1).put("two");
                        return null;
                    }),
                    waits(threads, () -> {
                        lock.lock();
                        return condition.await((Duration) null);
                    }));
            PoolTest.await(() -> waiting(user) == all.size());
            owner.close();
            for (Future<?> each : all) {
                String message = assertThrows(ExecutionException.class, each::get)
                        .getCause()
                        .getMessage();
                assertTrue(message.startsWith("the object is gone"), message);
            }
            assertEquals(0, waiting(user));
        }
        assertEquals(List.of("n"), keys("awaited"));
    }

    /** How many waits of a session the server knows. */
    private static long waiting(Cluster user) {
        return ((List<?>)
                        user.session().read(Command.HKEYS, "h:" + user.session().id()))
                .stream().filter(field -> Request.text(field).startsWith("w:")).count();
    }

    @Test
    void oneThatIsGivenUpLeavesNothing() throws Exception {
        try (Cluster owner = Leases.connect(TestServer.shared().url("undrawn"))) {
            String queue = draw(owner, 1);
            owner.queue(queue).put("one");
            List<String> others = List.of("@" + owner.session().id() + ".9", queue);
            assertEquals(1, owner.session().callLong("undraw", others.toArray()), "only what it drew");
            assertFalse(keys("undrawn").toString().contains(queue));
        }
        assertEquals(List.of("n"), keys("undrawn"));
    }
}
