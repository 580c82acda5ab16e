package io.github.procession.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Protocol.Command;

/**
 * Each operation, with all connections broken at its first frame, at its second, and so on until it is done before: what was
 * called is done once, and what was granted or given arrives.
 */
class BrokenConnectionTest {
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final int ENOUGH_BREAKS = 4;
    private static final int FAR_TOO_MANY = 100;

    private static int namespaces;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private BreakingProxy proxy;
    private Cluster broken; // its connections go through the proxy
    private Cluster whole;

    @BeforeEach
    void connect() throws Exception {
        TestServer server = TestServer.shared();
        proxy = new BreakingProxy(server.port());
        String namespace = "broken" + ++namespaces;
        broken = Leases.connect(proxy.url(namespace));
        whole = Leases.connect(server.url(namespace));
    }

    @AfterEach
    void close() throws Exception {
        broken.close();
        whole.close();
        proxy.close();
        threads.shutdownNow();
    }

    private interface Operation {
        void run(int round) throws Exception;
    }

    /** Runs the operation with a break at frame 1, 2, 3 ..., which arrives or not, until there is none in it. */
    private void atEachFrame(Operation operation) throws Exception {
        int round = 0;
        int breaks = 0;
        for (boolean passes : new boolean[] {false, true}) {
            for (int frame = 1; ; frame++) {
                assertTrue(frame < FAR_TOO_MANY, "the operation does not end");
                proxy.breakAt(frame, passes);
                try {
                    operation.run(++round);
                } catch (AssertionError | Exception e) {
                    throw new AssertionError("broken at frame " + frame + (passes ? ", which arrived" : ""), e);
                }
                if (!proxy.hasBroken()) {
                    break;
                }
                breaks++;
            }
        }
        proxy.breakAt(0, true);
        assertTrue(breaks >= 4, "only " + breaks + " breaks: the operation does not use the proxy");
    }

    private <T> Future<T> meanwhile(Callable<T> call) {
        return threads.submit(call);
    }

    @Test
    void countIsExact() throws Exception {
        atEachFrame(round -> assertEquals(round, broken.counter("count").add(1)));
        assertTrue(whole.counter("count").get() > 0);
    }

    @Test
    void itemsArePutOnce() throws Exception {
        ClusterQueue<Integer> into = broken.queue("q");
        ClusterQueue<Integer> from = whole.queue("q");
        atEachFrame(round -> {
            into.put(round);
            into.putAll(List.of(-round, -round));
            assertEquals(List.of(round, -round, -round), from.getAvailable(10));
        });
    }

    @Test
    void itemsAreTakenOnce() throws Exception {
        ClusterQueue<Integer> into = whole.queue("q");
        ClusterQueue<Integer> from = broken.joinableQueue("q");
        atEachFrame(round -> {
            into.putAll(List.of(round, -round));
            assertEquals(round, from.get());
            assertEquals(-round, from.getNowait());
            from.taskDone();
            from.taskDone();
            assertTrue(into.join(LONG));
            assertEquals(0, into.qsize());
        });
    }

    @Test
    void longItemsArePutAndTakenOnce() throws Exception {
        ClusterQueue<byte[]> into = broken.queue("q");
        ClusterQueue<byte[]> from = broken.queue("q");
        atEachFrame(round -> {
            byte[] item = new byte[Pieces.MOST_BYTES]; // in two pieces, with what is added
            item[item.length - 1] = (byte) round;
            into.put(item);
            assertEquals(1, into.qsize());
            assertArrayEquals(item, from.get(LONG));
            assertTrue(whole.queue("q").join(LONG));
        });
        assertEquals(
                0L, whole.session().read(Command.EXISTS, "u:" + broken.session().id() + ".1"));
    }

    @Test
    void itemsThatAreWaitedForArriveOnce() throws Exception {
        ClusterQueue<Integer> into = whole.queue("q");
        ClusterQueue<Integer> from = broken.queue("q");
        atEachFrame(round -> {
            Future<Integer> got = meanwhile(() -> from.get(LONG));
            into.put(round);
            assertEquals(round, got.get());
            assertTrue(into.join(LONG));
        });
    }

    @Test
    void putterThatWaitsForRoomPutsOnce() throws Exception {
        ClusterQueue<Integer> into = broken.queue("q", 1);
        ClusterQueue<Integer> from = whole.queue("q", 1);
        atEachFrame(round -> {
            into.put(round);
            Future<?> second = meanwhile(() -> {
                into.put(-round, LONG);
                return null;
            });
            assertEquals(round, from.get(LONG));
            assertEquals(-round, from.get(LONG));
            second.get();
            assertEquals(List.of(), from.getAvailable(10));
        });
    }

    @Test
    void lockIsHeldByOneAndFreeAfterwards() throws Exception {
        ClusterLock lock = broken.rlock("lock");
        ClusterLock other = whole.rlock("lock");
        atEachFrame(_ -> {
            assertTrue(lock.acquire(LONG));
            assertTrue(lock.acquire(LONG));
            long fence = lock.fence();
            Future<Boolean> next = meanwhile(() -> {
                boolean got = other.acquire(LONG);
                assertTrue(other.fence() > fence);
                other.release();
                return got;
            });
            assertFalse(other.tryLock());
            lock.release();
            assertFalse(other.tryLock());
            lock.release();
            assertTrue(next.get());
            assertFalse(other.locked());
        });
    }

    @Test
    void lockIsHandedOver() throws Exception {
        ClusterLock lock = broken.lock("lock");
        ClusterLock other = whole.lock("lock");
        atEachFrame(_ -> {
            other.acquire().close();
            assertTrue(other.acquire(LONG));
            Future<Long> got = meanwhile(() -> {
                assertTrue(lock.acquire(LONG));
                long fence = lock.fence();
                lock.release();
                return fence;
            });
            long fence = other.fence();
            other.release();
            assertTrue(got.get() > 0);
            assertTrue(other.acquire(LONG));
            assertTrue(other.fence() > fence);
            other.release();
        });
    }

    @Test
    void permitsAreTakenAndReleasedOnce() throws Exception {
        ClusterSemaphore semaphore = broken.boundedSemaphore("permits", 2);
        ClusterSemaphore other = whole.boundedSemaphore("permits", 2);
        atEachFrame(_ -> {
            assertTrue(semaphore.acquire(LONG));
            assertEquals(1, other.getPermits());
            assertTrue(semaphore.acquire(LONG));
            assertEquals(0, other.getPermits());
            semaphore.release();
            semaphore.release();
            assertEquals(2, other.getPermits());
        });
    }

    @Test
    void eventsAndBarriersWakeThoseWhoWait() throws Exception {
        ClusterEvent event = broken.event("event");
        ClusterEvent other = whole.event("event");
        ClusterBarrier barrier = broken.barrier("barrier", 2);
        ClusterBarrier otherBarrier = whole.barrier("barrier", 2);
        atEachFrame(_ -> {
            Future<Boolean> set = meanwhile(() -> event.await(LONG));
            other.set();
            assertTrue(set.get());
            event.clear();
            Future<Integer> place = meanwhile(() -> otherBarrier.await(LONG));
            assertEquals(1, barrier.await(LONG) + place.get());
        });
    }

    @Test
    void conditionsWakeWithTheLock() throws Exception {
        ClusterCondition condition = broken.condition("condition");
        ClusterCondition other = whole.condition("condition");
        atEachFrame(round -> {
            other.acquire().close();
            ClusterCounter ready = whole.counter("ready");
            ready.set(0);
            Future<Boolean> woken = meanwhile(() -> {
                try (var _ = condition.acquire()) {
                    ready.set(1);
                    return condition.await(LONG);
                }
            });
            boolean signalled = false;
            while (!signalled) {
                try (var _ = other.acquire()) {
                    signalled = ready.get() == 1; // the other has the lock until it waits
                    other.signal();
                }
            }
            assertTrue(woken.get());
        });
    }

    @Test
    void elementsOfArraysAreChangedOnce() throws Exception {
        ClusterElements array = new ClusterElements(broken.session(), "array");
        ClusterElements other = new ClusterElements(whole.session(), "array");
        byte[] half = ByteBuffer.allocate(8).putDouble(0.5).array();
        atEachFrame(round -> {
            assertEquals(round - 1, ByteBuffer.wrap(array.getAndAdd(4, 4, 1)).getInt());
            assertEquals(
                    (round - 1) * 0.5, ByteBuffer.wrap(array.getAndAdd(8, half)).getDouble());
            byte[] before = {(byte) (round - 1)};
            assertTrue(array.compareAndSet(16, before, new byte[] {(byte) round}));
            assertFalse(array.compareAndSet(16, before, before));
            array.write(17, new byte[] {(byte) -round, 1});
            assertArrayEquals(new byte[] {(byte) round, (byte) -round, 1, 0}, other.read(16, 4));
            assertArrayEquals(new byte[] {(byte) round, (byte) -round, 1, 0}, array.read(16, 4));
        });
    }

    @Test
    void objectsOfManagersAreChangedOnce() throws Exception {
        ClusterTable table = new ClusterTable(broken.session(), broken.ownPayloads(), "table");
        ClusterTable sameTable = new ClusterTable(whole.session(), whole.ownPayloads(), "table");
        ClusterSequence list = new ClusterSequence(broken.session(), broken.ownPayloads(), "list");
        ClusterSequence sameList = new ClusterSequence(whole.session(), whole.ownPayloads(), "list");
        atEachFrame(round -> {
            Object[] before = table.put("put", round, false);
            assertEquals(round == 1 ? null : round - 1, before == null ? null : before[0]);
            table.lock();
            int sum = round == 1 ? 0 : (Integer) table.get("sum")[0];
            table.replaceAll(Map.of("sum", sum + 1));
            Future<?> waits = meanwhile(() -> sameTable.put("put", round, true));
            table.unlock();
            assertNull(waits.get());
            assertEquals(Map.of("sum", round, "put", round), sameTable.copy());
            list.addAll(List.of(1, 2, round));
            list.addFirst(0);
            assertEquals(2, list.set(2, 3)[0]);
            assertEquals(round, list.remove(true)[0]);
            assertEquals(List.of(0, 1, 3), sameList.copy());
            assertEquals(0, list.remove(false)[0]);
            list.clear();
            assertEquals(0, sameList.size());
        });
    }

    @Test
    void valuesAndMapsAreChangedOnce() throws Exception {
        ClusterMap<String, Long> map = broken.dict("map");
        ClusterMap<String, Long> other = whole.dict("map");
        ClusterValue<Integer> value = broken.value("value", 0);
        other.put("merged", 0L);
        atEachFrame(round -> {
            assertEquals(round == 1 ? null : Long.valueOf(round - 1), map.put("put", (long) round));
            assertEquals(round, map.add("added", 1));
            assertEquals(round, map.merge("merged", 1L, Long::sum));
            assertEquals(round, value.update(x -> x + 1));
            map.putAll(Map.of("a", (long) round, "b", 1L));
            assertEquals(round, other.get("a"));
            assertEquals(1L, map.remove("b"));
            assertEquals(round, other.get("added"));
        });
    }

    @Test
    void manyThreadsLoseNothingWhileConnectionsBreak() throws Exception {
        AtomicInteger breaks = new AtomicInteger();
        int least = 150;
        ClusterQueue<String> into = broken.queue("many");
        ClusterQueue<String> from = whole.queue("many");
        List<Future<Integer>> putters = new ArrayList<>();
        for (int t = 0; t < 8; t++) {
            int thread = t;
            putters.add(meanwhile(() -> {
                int i = 0;
                for (; i < least || breaks.get() < ENOUGH_BREAKS; i++) {
                    into.put(thread + " " + i);
                    broken.counter("sum").add(1);
                }
                return i;
            }));
        }
        while (!putters.stream().allMatch(Future::isDone)) {
            proxy.breakAt(10 + breaks.get() % 7, breaks.get() % 2 == 0);
            while (!proxy.hasBroken() && !putters.stream().allMatch(Future::isDone)) {
                Thread.onSpinWait();
            }
            if (proxy.hasBroken()) {
                breaks.incrementAndGet();
            }
        }
        List<Integer> put = new ArrayList<>();
        for (Future<Integer> putter : putters) {
            put.add(putter.get());
        }
        assertEquals(put.stream().mapToInt(n -> n).sum(), whole.counter("sum").get());
        int[] next = new int[8];
        for (List<String> some; !(some = from.getAvailable(500)).isEmpty(); ) {
            for (String item : some) {
                String[] parts = item.split(" ");
                assertEquals(next[Integer.parseInt(parts[0])]++, Integer.parseInt(parts[1]), "order of one thread");
            }
        }
        assertEquals(put, Arrays.stream(next).boxed().toList());
    }
}
