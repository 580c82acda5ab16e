package io.github.procession.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
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
