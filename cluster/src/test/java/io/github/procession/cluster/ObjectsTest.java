package io.github.procession.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.internal.RemoteState;
import io.github.procession.multiprocessing.QueueProxy;
import io.github.procession.queue.Empty;
import io.github.procession.queue.Full;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Protocol.Command;

/** Each kind of object, used by two programs that do not know each other. */
// Longer than most: one server and one cluster for the tests of all kinds of objects.
class ObjectsTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(30);

    private static int namespaces;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private Cluster one;
    private Cluster two;

    @BeforeEach
    void connect() throws Exception {
        String url = TestServer.shared().url("objects" + ++namespaces);
        one = Leases.connect(url);
        two = Leases.connect(url);
    }

    @AfterEach
    void close() {
        one.close();
        two.close();
        threads.shutdownNow();
    }

    private <T> Future<T> meanwhile(Callable<T> call) {
        return threads.submit(call);
    }

    private Object waiters(String list) {
        return one.session().read(Command.LLEN, list);
    }

    private void awaitWaiters(String list, long n) {
        long deadline = System.nanoTime() + LONG.toNanos();
        while (!waiters(list).equals(n)) {
            assertTrue(System.nanoTime() < deadline, "nobody waits in " + list);
        }
    }

    // Queues
    // -----------------------------------------------------------------------------------------------------------------

    @Test
    void queueKeepsTheOrderAndTakesAnyValue() throws Exception {
        QueueProxy<Object> into = one.queue("q {with} odd: name\n");
        QueueProxy<Object> from = two.queue("q {with} odd: name\n");
        byte[] large = new byte[5 << 20];
        large[77] = 1;
        List<Object> values =
                new ArrayList<>(List.of("text", 7, 2.5, List.of(1, 2), Map.of("a", 1), Duration.ofSeconds(3)));
        values.add(null);
        for (Object value : values) {
            into.put(value);
        }
        into.put(large);
        assertEquals(8, from.qsize());
        for (Object value : values) {
            assertEquals(value, from.get());
        }
        assertEquals(1, ((byte[]) from.get())[77]);
        assertTrue(into.join(LONG));
        assertTrue(from.empty());
    }

    @Test
    void timeoutsOfQueues() throws Exception {
        ClusterQueue<Integer> queue = one.queue("q", 1);
        assertThrows(Empty.class, queue::getNowait);
        assertThrows(Empty.class, () -> queue.get(Duration.ZERO));
        assertThrows(Empty.class, () -> queue.get(Duration.ofSeconds(-1)));
        assertThrows(Empty.class, () -> queue.get(SHORT));
        assertThrows(Empty.class, () -> queue.get(false, LONG));
        queue.put(1, (Duration) null);
        assertTrue(queue.full());
        assertThrows(Full.class, () -> queue.putNowait(2));
        assertThrows(Full.class, () -> queue.put(2, Duration.ZERO));
        assertThrows(Full.class, () -> queue.put(2, SHORT));
        assertEquals(1, queue.qsize());
        assertFalse(queue.join(Duration.ZERO));
        assertEquals(1, queue.get(true, null));
        assertTrue(queue.join(LONG));
        assertEquals(Set.of(), keysBut("n"));
    }

    /** Keys of the namespace but those of sessions and some more. */
    private Set<String> keysBut(String... names) throws Exception {
        String prefix = new String(one.session().prefix());
        Set<String> keys = new java.util.TreeSet<>();
        for (Object key : (List<?>) TestServer.shared().command(Command.KEYS, "procession:*")) {
            String text = Request.text(key);
            if (text.startsWith(prefix)) {
                keys.add(text.substring(prefix.length()));
            }
        }
        keys.removeIf(key ->
                key.matches("(S|r|h|in):.*-.*|ses|lb|pv") || Set.of(names).contains(key));
        return keys;
    }

    @Test
    void interruptedTakerTakesNothing() throws Exception {
        ClusterQueue<Integer> queue = one.queue("q");
        AtomicReference<Thread> taker = new AtomicReference<>();
        for (int i = 0; i < 20; i++) {
            Future<Boolean> interrupted = meanwhile(() -> {
                taker.set(Thread.currentThread());
                try {
                    queue.get();
                    return false;
                } catch (InterruptedException _) {
                    return true;
                }
            });
            awaitWaiters("qw:q", 1);
            if (i % 2 == 0) {
                two.queue("q").put(i); // at the same time as the interrupt: it is taken, or it is still there
            }
            taker.get().interrupt();
            if (interrupted.get()) {
                assertEquals(
                        i % 2 == 0 ? List.of(i) : List.of(),
                        two.<Integer>queue("q").getAvailable(5));
            } else {
                assertEquals(0, i % 2);
            }
            assertTrue(queue.join(LONG));
        }
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, queue::get);
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> queue.put(1));
        assertEquals(0, queue.qsize());
    }

    @Test
    void itemsBelongToTheThreadThatTookThem() throws Exception {
        ClusterQueue<Integer> into = one.joinableQueue("q");
        assertThrows(IllegalStateException.class, into::taskDone);
        into.putAll(List.of(1, 2));
        ClusterQueue<Integer> from = two.joinableQueue("q");
        assertEquals(1, meanwhile(() -> from.get()).get());
        assertEquals(2, from.get());
        from.taskDone(); // of 2, which this thread took
        two.close();
        assertEquals(List.of(1), into.getAvailable(5));
        into.taskDone();
        assertTrue(into.join(Duration.ZERO));
        assertThrows(IllegalStateException.class, () -> one.queue("q").taskDone());
    }

    @Test
    void deletedItemsDoNotComeBack() throws Exception {
        ClusterQueue<Integer> queue = two.joinableQueue("q");
        queue.putAll(List.of(1, 2));
        assertEquals(1, queue.get());
        one.queue("q").delete();
        one.queue("q").put(3);
        two.close();
        assertEquals(3, one.queue("q").get());
        assertTrue(one.queue("q").join(LONG));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void manyTakersGetEachItemOnce(boolean joinable) throws Exception {
        int n = 300;
        List<Future<Integer>> takers = new ArrayList<>();
        for (int t = 0; t < 6; t++) {
            Cluster cluster = t % 2 == 0 ? one : two;
            ClusterQueue<Integer> from = joinable ? cluster.joinableQueue("q") : cluster.queue("q");
            takers.add(meanwhile(() -> {
                int sum = 0;
                for (int item; (item = from.get()) >= 0; sum += item) {
                    if (joinable) {
                        from.taskDone();
                    }
                }
                if (joinable) {
                    from.taskDone();
                }
                return sum;
            }));
        }
        ClusterQueue<Integer> into = two.queue("q", 10);
        for (int i = 0; i < n; i++) {
            into.put(i);
        }
        for (int t = 0; t < 6; t++) {
            into.put(-1);
        }
        int sum = 0;
        for (Future<Integer> taker : takers) {
            sum += taker.get();
        }
        assertEquals(n * (n - 1) / 2, sum);
        assertTrue(into.join(LONG));
    }

    // Locks
    // ------------------------------------------------------------------------------------------------------------------

    @Test
    void locksExclude() throws Exception {
        int[] inside = new int[1];
        List<Future<?>> all = new ArrayList<>();
        List<Long> fences = new ArrayList<>();
        for (int t = 0; t < 6; t++) {
            ClusterLock lock = (t % 2 == 0 ? one : two).lock("lock");
            all.add(meanwhile(() -> {
                for (int i = 0; i < 30; i++) {
                    try (var _ = lock.acquire()) {
                        assertEquals(1, ++inside[0]);
                        fences.add(lock.fence());
                        inside[0]--;
                    }
                }
                return null;
            }));
        }
        for (Future<?> each : all) {
            each.get();
        }
        assertEquals(180, fences.size());
        for (int i = 1; i < fences.size(); i++) {
            assertTrue(fences.get(i - 1) < fences.get(i));
        }
        assertEquals(Set.of(), keysBut("n"));
    }

    @Test
    void locksFollowPython() throws Exception {
        ClusterLock lock = one.lock("lock");
        assertThrows(IllegalMonitorStateException.class, lock::release);
        assertThrows(IllegalMonitorStateException.class, lock::fence);
        assertTrue(lock.acquire(false));
        assertFalse(lock.acquire(false));
        assertFalse(two.lock("lock").acquire(Duration.ZERO));
        assertFalse(two.lock("lock").acquire(SHORT));
        assertFalse(two.lock("lock").wasAbandoned());
        two.lock("lock").release(); // any process may
        assertFalse(lock.locked());
        ClusterLock again = one.rlock("again");
        try (var _ = again.acquire()) {
            long fence = again.fence();
            assertTrue(again.tryLock());
            assertEquals(fence, again.fence());
            assertThrows(IllegalMonitorStateException.class, two.rlock("again")::release);
            assertFalse(meanwhile(again::tryLock).get());
            again.release();
            assertEquals(fence, again.fence());
            assertTrue(again.locked());
        }
        assertFalse(again.locked());
        assertEquals(Set.of(), keysBut("n"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void interruptedWaiterDoesNotGetTheLock(boolean virtual) throws Exception {
        ClusterLock lock = one.lock("lock");
        for (int i = 0; i < 10; i++) {
            lock.acquire();
            boolean[] interrupted = new boolean[1];
            Runnable waits = () -> {
                try {
                    two.lock("lock").acquire();
                } catch (InterruptedException _) {
                    interrupted[0] = true;
                }
            };
            Thread waiter = virtual
                    ? Thread.ofVirtual().start(waits)
                    : Thread.ofPlatform().start(waits);
            awaitWaiters("lw:lock", 1);
            if (i % 2 == 0) {
                lock.release();
                waiter.interrupt();
            } else {
                waiter.interrupt();
                lock.release();
            }
            waiter.join();
            assertEquals(!interrupted[0], lock.locked(), "round " + i);
            if (lock.locked()) {
                lock.release();
            }
        }
    }

    @Test
    void conditionsWakeThoseWhoWait() throws Exception {
        ClusterCondition condition = one.condition("condition");
        assertThrows(IllegalMonitorStateException.class, condition::signal);
        assertThrows(IllegalMonitorStateException.class, () -> condition.await(SHORT));
        try (var _ = condition.acquire()) {
            condition.acquire(); // twice
            assertFalse(condition.await(SHORT));
            assertFalse(condition.await(Duration.ZERO));
            condition.release();
            assertTrue(condition.locked(), "it is held as often as before");
        }
        assertFalse(condition.locked());
        List<Future<Boolean>> waiters = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            ClusterCondition each = (i % 2 == 0 ? one : two).condition("condition");
            waiters.add(meanwhile(() -> {
                try (var _ = each.acquire()) {
                    return each.await(LONG);
                }
            }));
        }
        awaitWaiters("cw:condition", 3);
        try (var _ = condition.acquire()) {
            condition.signal();
            condition.signalAll();
            condition.signal(5); // nobody
        }
        for (Future<Boolean> waiter : waiters) {
            assertTrue(waiter.get());
        }
        ClusterLock lock = one.lock("lock");
        Future<Boolean> holds = meanwhile(() -> {
            try (var _ = two.lock("lock").acquire()) {
                return two.lock("lock").newCondition().awaitNanos(LONG.toNanos()) > 0;
            }
        });
        awaitWaiters("cw:lock", 1);
        try (var _ = lock.acquire()) {
            lock.newCondition().signal();
        }
        assertTrue(holds.get());
        assertEquals(Set.of(), keysBut("n"));
    }

    @Test
    void interruptedWaiterOfAConditionHoldsTheLock() throws Exception {
        ClusterCondition condition = one.condition("condition");
        AtomicReference<Thread> thread = new AtomicReference<>();
        Future<Boolean> held = meanwhile(() -> {
            thread.set(Thread.currentThread());
            try (var _ = condition.acquire()) {
                assertThrows(InterruptedException.class, () -> condition.await((Duration) null));
                return condition.locked();
            }
        });
        awaitWaiters("cw:condition", 1);
        thread.get().interrupt();
        assertTrue(held.get());
        assertFalse(condition.locked());
    }

    // The others
    @Test
    void onlyTheThreadThatHasALockWaitsForItsCondition() throws Exception {
        ClusterLock lock = one.lock("mine");
        ClusterCondition condition = lock.newCondition();
        assertEquals(RemoteState.FREE, lock.state());
        try (var _ = lock.acquire()) {
            assertEquals(1, lock.state());
            assertEquals(RemoteState.OF_ANOTHER_PROCESS, two.lock("mine").state());
            assertEquals(RemoteState.OF_ANOTHER_THREAD, meanwhile(lock::state).get());
            for (Executable call : List.<Executable>of(() -> condition.await(Duration.ZERO), condition::signalAll)) {
                meanwhile(() -> assertThrows(IllegalMonitorStateException.class, call))
                        .get();
            }
            assertFalse(condition.await(Duration.ZERO));
            assertEquals(0, condition.state());
        }
        ClusterLock reentrant = one.rlock("twice");
        try (var _ = reentrant.acquire();
                var _ = reentrant.acquire()) {
            assertEquals(2, reentrant.state());
        }
    }

    // -----------------------------------------------------------------------------------------------------------------

    @Test
    void semaphoresCount() throws Exception {
        ClusterSemaphore semaphore = one.boundedSemaphore("s", 2);
        assertThrows(IllegalStateException.class, semaphore::release);
        try (var _ = semaphore.acquire()) {
            assertTrue(semaphore.acquire(false));
            assertTrue(semaphore.locked());
            assertFalse(two.boundedSemaphore("s", 2).acquire(SHORT));
            assertThrows(
                    IllegalStateException.class, () -> two.semaphore("s", 3).acquire());
            Future<Boolean> waits = meanwhile(() -> two.boundedSemaphore("s", 2).acquire(LONG));
            awaitWaiters("sw:s", 1);
            semaphore.release();
            assertTrue(waits.get());
            two.boundedSemaphore("s", 2).release();
        }
        assertEquals(2, semaphore.getPermits());
        ClusterSemaphore signal = one.semaphore("signal", 0);
        assertFalse(signal.acquire(false));
        signal.release();
        assertEquals(1, two.semaphore("signal", 0).getPermits());
        assertTrue(two.semaphore("signal", 0).acquire(Duration.ZERO));
        two.close(); // it has the permit, which comes back
        assertEquals(1, signal.getPermits());
        assertThrows(IllegalArgumentException.class, () -> one.semaphore("s", -1));
        assertThrows(IllegalStateException.class, one.semaphore("full", Integer.MAX_VALUE)::release);
        assertEquals(Set.of("s:signal"), keysBut("n"));
    }

    @Test
    void eventsTellAll() throws Exception {
        ClusterEvent event = one.event("event");
        assertFalse(event.await(Duration.ZERO));
        assertFalse(event.await(SHORT));
        List<Future<Boolean>> waiters = List.of(
                meanwhile(event::await), meanwhile(() -> two.event("event").await(LONG)));
        awaitWaiters("ew:event", 2);
        two.event("event").set();
        assertTrue(waiters.get(0).get() && waiters.get(1).get());
        assertTrue(event.isSet() && event.await());
        event.clear();
        assertFalse(two.event("event").isSet());
        assertEquals(Set.of(), keysBut("n"));
    }

    @Test
    void barriersOpenAndBreak() throws Exception {
        ClusterBarrier barrier = one.barrier("b", 3);
        for (int round = 0; round < 3; round++) {
            Future<Integer> first = meanwhile(() -> two.barrier("b", 3).await(LONG));
            Future<Integer> second = meanwhile(() -> two.barrier("b", 3).await());
            assertEquals(3, barrier.await(LONG) + first.get() + second.get());
        }
        assertThrows(IllegalArgumentException.class, () -> one.barrier("b", 0));
        Future<Integer> waits = meanwhile(() -> two.barrier("b", 3).await(LONG));
        awaitWaiters("bw:b", 1);
        assertThrows(IllegalStateException.class, () -> one.barrier("b", 4).await());
        assertEquals(1, barrier.nWaiting());
        assertThrows(BrokenBarrierException.class, () -> barrier.await(SHORT)); // which breaks it
        assertTrue(barrier.broken());
        assertThrows(java.util.concurrent.ExecutionException.class, waits::get);
        assertThrows(BrokenBarrierException.class, barrier::await);
        barrier.reset();
        assertFalse(barrier.broken());
        Future<Integer> left = meanwhile(() -> one.barrier("b", 2).await(LONG));
        Future<Integer> came = meanwhile(() -> two.barrier("b", 2).await(LONG));
        assertEquals(1, left.get() + came.get());
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, barrier::await);
        assertTrue(barrier.broken());
        barrier.reset();
        assertEquals(Set.of(), keysBut("n"));
    }

    @Test
    void countersCount64Bits() {
        ClusterCounter counter = one.counter("c");
        assertEquals((1L << 53) + 1, counter.add((1L << 53) + 1)); // which no double is
        assertEquals((1L << 53) + 1, two.counter("c").getAndAdd(1));
        assertTrue(counter.compareAndSet((1L << 53) + 2, Long.MAX_VALUE));
        assertFalse(counter.compareAndSet(0, 1));
        assertThrows(ArithmeticException.class, () -> counter.add(1));
        assertEquals(Long.MAX_VALUE, counter.get());
        counter.set(Long.MIN_VALUE);
        assertEquals(Long.MIN_VALUE, two.counter("c").get());
        counter.set(0);
        assertEquals(0, counter.get());
    }

    @Test
    void valuesAreSetAndUpdated() throws Exception {
        ClusterValue<List<Integer>> value = one.value("v", List.of());
        assertEquals(List.of(), value.get());
        List<Future<?>> all = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            int number = t;
            ClusterValue<Integer> each = (t % 2 == 0 ? one : two).value("n", 0);
            all.add(meanwhile(() -> {
                for (int i = 0; i < 25; i++) {
                    each.update(x -> x + number);
                }
                return null;
            }));
        }
        for (Future<?> each : all) {
            each.get();
        }
        assertEquals(25 * 6, two.<Integer>value("n", 0).get());
        assertTrue(value.compareAndSet(List.of(), List.of(1)));
        assertFalse(value.compareAndSet(List.of(), List.of(2)));
        two.value("v", null).set(null);
        assertNull(value.get());
        value.delete();
        assertEquals(List.of(), value.getValue());
    }

    record Point(int x, String y) {}

    @Test
    void mapsAreConcurrentMaps() {
        ConcurrentMap<Object, Object> map = one.dict("m");
        ConcurrentMap<Object, Object> same = two.dict("m");
        assertNull(map.put("a", 1));
        assertEquals(1, same.put("a", 2));
        assertEquals(2, same.putIfAbsent("a", 3));
        assertNull(map.putIfAbsent(7L, List.of(1)));
        assertNull(map.get(7), "another type is another key");
        assertEquals(Map.of("a", 2, 7L, List.of(1)), map);
        assertTrue(map.containsKey(7L) && map.containsValue(2) && !map.containsKey("b"));
        assertTrue(same.replace("a", 2, 4) && !same.replace("a", 2, 5) && !same.replace("b", 2, 5));
        assertEquals(4, same.replace("a", 6));
        assertNull(same.replace("b", 6));
        assertTrue(!map.remove("a", 7) && map.remove("a", 6));
        assertEquals(List.of(1), same.remove(7L));
        assertTrue(map.isEmpty());
        map.putAll(Map.of("x", 1, "y", 2));
        assertEquals(2, same.size());
        assertEquals(3, same.merge("x", 2, (a, b) -> (Integer) a + (Integer) b));
        assertNull(same.merge("y", 1, (_, _) -> null));
        assertEquals("x", same.compute("z", (k, v) -> v == null ? "x" : k));
        assertEquals("new", same.computeIfAbsent("w", _ -> "new"));
        assertEquals("new", same.computeIfAbsent("w", _ -> "newer"));
        assertEquals(9, map.getOrDefault("none", 9));
        assertEquals(Set.of("x", "z", "w"), map.keySet());
        assertThrows(UnsupportedOperationException.class, () -> map.keySet().remove("x"));
        assertThrows(NullPointerException.class, () -> map.put("a", null));
        assertThrows(NullPointerException.class, () -> map.get(null));
        assertEquals(Map.of("x", 3, "z", "x"), one.dict("m").getAll(List.of("x", "z", "q")));
        map.clear();
        assertTrue(same.isEmpty());
    }

    @Test
    void mapsAddAtTheServer() throws Exception {
        ClusterMap<String, Object> map = one.dict("m");
        map.put("set", 5L);
        List<Future<?>> all = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            ClusterMap<String, Object> each = (t % 2 == 0 ? one : two).dict("m");
            all.add(meanwhile(() -> {
                for (int i = 0; i < 25; i++) {
                    each.add("a", 1);
                    each.add("set", 2);
                }
                return null;
            }));
        }
        for (Future<?> each : all) {
            each.get();
        }
        assertEquals(Map.of("a", 100L, "set", 205L), map);
        map.put("a", "text");
        assertThrows(ClassCastException.class, () -> map.add("a", 1));
        map.put("a", Long.MAX_VALUE);
        assertThrows(ArithmeticException.class, () -> map.add("a", 1));
        assertEquals(Long.MAX_VALUE, map.add("b", Long.MAX_VALUE));
        assertThrows(ArithmeticException.class, () -> map.add("b", 1));
    }

    @Test
    void closedClusterSaysSo() throws Exception {
        one.queue("q").put("taken");
        ClusterQueue<String> queue = two.queue("q");
        Future<Object> waits = meanwhile(() -> two.queue("other").get());
        awaitWaiters("qw:other", 1);
        assertEquals("taken", queue.get());
        two.close();
        two.close();
        assertTrue(assertThrows(EngineException.class, queue::get).getMessage().contains("closed"));
        assertThrows(java.util.concurrent.ExecutionException.class, waits::get);
        assertTrue(one.queue("q").join(LONG), "what was taken is acknowledged");
        assertTrue(one.queue("q").empty());
        assertThrows(IllegalArgumentException.class, () -> one.queue(""));
        assertThrows(NullPointerException.class, () -> one.lock(null));
    }
}
