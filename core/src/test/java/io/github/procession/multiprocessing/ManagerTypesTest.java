package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.support.Children;
import io.github.procession.support.Eventually;
import io.github.procession.support.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The types of a SyncManager, as CPython's TestSyncManagerTypes has them: one server, one child that uses them all. */
class ManagerTypesTest {
    private static SyncManager manager;

    @Test
    @Conformance({
        "CONT-01", "CONT-02", "CONT-03", "CONT-04", "CONT-05", "CONT-06", "CONT-07", "CONT-08", "CONT-09", "CONT-10",
        "SMT-01", "SMT-02", "SMT-03", "SMT-04", "SMT-05", "SMT-06", "SMT-07", "SMT-09", "SMT-10", "SMT-11",
        "SMT-12", "SMT-13", "SMT-14", "SMT-15", "SMT-16", "SMT-17", "SMT-18"
    })
    void eachTypeDoesWhatItsInterfaceSays() throws Exception {
        try (SyncManager started = Multiprocessing.manager()) {
            manager = started;
            assertAll(
                    this::aChildUsesThemAll,
                    this::locksFollowTheirRules,
                    this::aListIsAList,
                    this::aDictIsAMap,
                    this::aSetIsASet,
                    this::whatIsReadIsACopyThatRefusesToBeChanged,
                    this::nestedProxiesKeepTheirObjects,
                    this::textsAreThoseOfTheObjects,
                    this::containersOfContainers,
                    this::aQueueOfThisTreeIsInSharedMemory,
                    this::interruptsReachTheServer,
                    this::manyThreadsCallAtOnce);
        } finally {
            manager = null;
        }
    }

    static void useAll(
            ListProxy<Object> proxies,
            LockProxy lock,
            LockProxy rlock,
            SemaphoreProxy semaphore,
            QueueProxy<Integer> queue)
            throws Exception {
        EventProxy event = (EventProxy) proxies.get(0);
        assertFalse(event.isSet());
        BarrierProxy meeting = (BarrierProxy) proxies.get(4);
        event.set();
        assertTrue(event.await(Eventually.LIMIT));
        meeting.await();
        event.clear();

        lock.acquire(true, null);
        assertTrue(lock.locked());
        try (var _ = rlock.acquire();
                var _ = rlock.acquire()) {
            assertTrue(rlock.locked());
        }
        assertFalse(rlock.locked());
        semaphore.acquire(true, null);

        ConditionProxy condition = (ConditionProxy) proxies.get(1);
        try (var _ = condition.acquire()) {
            condition.signalAll();
        }
        BarrierProxy barrier = (BarrierProxy) proxies.get(2);
        assertEquals(5, barrier.parties());
        barrier.reset();

        assertEquals(5, queue.qsize());
        assertTrue(queue.full());
        assertFalse(queue.empty());
        assertEquals(0, queue.get());
        queue.taskDone();

        NamespaceProxy namespace = (NamespaceProxy) proxies.get(3);
        assertEquals(1, namespace.<Integer>get("x"));
        namespace.set("y", 2);
        ValueProxy<Integer> value = namespace.get("value");
        value.set(value.get() + 1);
        ArrayProxy<Integer> array = namespace.get("array");
        assertEquals(List.of(0, 1, 2), array.getValue());
        array.set(-1, 7);
        meeting.await();
    }

    private void aChildUsesThemAll() throws Exception {
        EventProxy event = manager.event();
        ConditionProxy condition = manager.condition();
        BarrierProxy barrier = manager.barrier(5);
        ValueProxy<Integer> value = manager.value(1);
        ArrayProxy<Integer> array = manager.array(List.of(0, 1, 2));
        NamespaceProxy namespace = manager.namespace(Map.of("x", 1, "value", value, "array", array));
        BarrierProxy meeting = manager.barrier(2, null, Eventually.LIMIT);
        ListProxy<Object> proxies = manager.list(List.of(event, condition, barrier, namespace, meeting));
        LockProxy lock = manager.lock();
        SemaphoreProxy semaphore = manager.semaphore(1);
        QueueProxy<Integer> queue = manager.joinableQueue(5);
        for (int i = 0; i < 5; i++) {
            queue.put(i);
        }
        Process child = new Process(ManagerTypesTest::useAll, proxies, lock, manager.rlock(), semaphore, queue);
        child.start();
        assertTrue(event.await(Eventually.LIMIT));
        meeting.await(); // the child clears the event afterwards
        Eventually.await("the child has the semaphore", semaphore::locked);
        lock.release(); // acquired in the child
        assertThrows(IllegalMonitorStateException.class, lock::release);
        semaphore.release();
        meeting.await(); // what the child holds is released when it ends
        Children.join(child);
        assertEquals(4, queue.qsize());
        assertEquals(2, namespace.<Integer>get("y"));
        assertEquals(2, value.get());
        assertEquals(7, array.get(2));
        assertEquals(3, array.length());
        List<Integer> elements = new ArrayList<>();
        array.forEach(elements::add);
        assertEquals(List.of(0, 1, 7), elements);
    }

    private void locksFollowTheirRules() throws Exception {
        SemaphoreProxy bounded = manager.boundedSemaphore(2);
        try (var _ = bounded.acquire()) {
            assertEquals(1, bounded.getPermits());
        }
        assertThrows(IllegalMonitorStateException.class, bounded::release);
        assertTrue(bounded.acquire(false) && bounded.acquire(false) && !bounded.acquire(false));
        assertFalse(bounded.acquire(Duration.ofMillis(1)));
        LockProxy rlock = manager.rlock();
        assertTrue(rlock.tryLock());
        assertTrue(rlock.tryLock());
        assertFalse(Threads.run(() -> rlock.acquire(false)).result(), "it belongs to a thread");
        assertThrows(
                IllegalMonitorStateException.class,
                () -> throwing(Threads.run(() -> {
                            rlock.release();
                            return null;
                        })
                        .failure()));
        rlock.unlock();
        assertTrue(rlock.locked());
        rlock.unlock();
        assertFalse(rlock.locked());
        assertEquals("<RLock unlocked>", rlock.toString());

        LockProxy lock = manager.lock();
        ConditionProxy condition = manager.condition(lock);
        ConditionProxy other = lock.newCondition();
        assertThrows(IllegalMonitorStateException.class, condition::signal);
        var waiting = Threads.run(() -> {
            try (var _ = condition.acquire()) {
                return condition.await(Eventually.LIMIT);
            }
        });
        Eventually.await("it waits", () -> condition.toString().equals("<Condition(<Lock unlocked>, 1)>"));
        try (var _ = lock.acquire()) {
            other.signalAll();
            assertFalse(other.await(Duration.ofMillis(1)));
            condition.signal();
        }
        assertTrue(waiting.result());
        assertThrows(UnsupportedOperationException.class, () -> lock.getValue());
    }

    private static void throwing(Throwable e) throws Throwable {
        throw e;
    }

    private void aListIsAList() {
        ListProxy<Integer> list = manager.list(List.of(3, 1, 2, 1));
        assertEquals(2, list.count(1));
        assertEquals(2, list.indexOf(2));
        list.addAll(List.of(9, 8));
        assertEquals(List.of(3, 1, 2, 1, 9, 8), list);
        assertEquals(list, List.of(3, 1, 2, 1, 9, 8));
        list.sort(null);
        assertEquals("[1, 1, 2, 3, 8, 9]", list.toString());
        list.reverse();
        assertEquals(1, list.removeLast());
        assertEquals(9, list.getFirst());
        assertEquals(List.of(8, 3), list.subList(1, 3));
        list.updateAll(x -> x * 10);
        assertEquals(31, list.update(2, x -> x + 1));
        assertTrue(list.removeIf(x -> x > 80));
        assertEquals(
                3,
                list.<Integer>apply(
                                all -> all.stream().mapToInt(x -> x).map(_ -> 1).sum() - 1)
                        .intValue());
        assertEquals(List.of(80, 31, 20, 10), new ArrayList<>(list));
        assertEquals(141, list.stream().mapToInt(x -> x).sum());
        assertThrows(IndexOutOfBoundsException.class, () -> list.get(4));
        assertThrows(
                UnsupportedOperationException.class,
                () -> list.<List<Object>>getValue().add(1));
        list.clear();
        assertTrue(list.isEmpty());
    }

    private void aDictIsAMap() {
        DictProxy<String, Integer> dict = manager.dict(Map.of("a", 1));
        dict.put("b", 2);
        assertEquals(1, dict.get("a"));
        assertNull(dict.get("none"));
        assertEquals(5, dict.getOrDefault("none", 5));
        assertEquals(Set.of("a", "b"), dict.keySet());
        assertEquals(List.of(1, 2), new ArrayList<>(dict.values()));
        assertEquals(Map.of("a", 1, "b", 2), dict);
        assertEquals(1, dict.putIfAbsent("a", 9));
        assertEquals(12, dict.merge("a", 11, Integer::sum));
        assertEquals(7, dict.computeIfAbsent("c", String::length).intValue() + 6);
        assertEquals(3, dict.compute("c", (_, old) -> old + 2));
        assertNull(dict.computeIfPresent("c", (_, _) -> null));
        assertFalse(dict.containsKey("c"));
        dict.updateAll((key, value) -> value + key.length());
        dict.putAll(Map.of("z", 0));
        assertEquals("{a=13, b=3, z=0}", dict.toString());
        assertEquals(Map.entry("z", 0), dict.popItem());
        assertEquals(
                16,
                dict.<Integer>apply(
                        all -> all.values().stream().mapToInt(v -> v).sum()));
        assertEquals(13, dict.remove("a"));
        assertTrue(dict.replace("b", 3, 4));
        // a plain type, whose lambdas do not travel: the same by compare and set
        ConcurrentMap<String, Integer> plain = dict;
        assertEquals(5, plain.merge("b", 1, (x, y) -> x + y));
        plain.replaceAll((_, value) -> value * 2);
        assertEquals(Map.of("b", 10), dict);
        dict.clear();
        assertThrows(NoSuchElementException.class, dict::popItem);
        assertEquals(
                "<DictProxy object, typeid 'dict' at 0x",
                BaseManager.describe(dict).substring(0, 38));
    }

    private void aSetIsASet() {
        SetProxy<Integer> set = manager.set(List.of(1, 2, 2, 3));
        assertEquals(Set.of(1, 2, 3), set);
        assertEquals(set, manager.set(Set.of(3, 2, 1)));
        assertEquals(set, manager.set(Map.of(1, "a", 2, "b", 3, "c").keySet()));
        assertEquals(
                set, manager.set(manager.dict(Map.of(1, "a", 2, "b", 3, "c")).keySet()));
        assertTrue(set.add(4));
        assertFalse(set.add(4));
        assertTrue(set.remove(1));
        assertTrue(set.retainAll(Set.of(2, 3)));
        assertTrue(set.containsAll(Set.of(2, 3)));
        assertTrue(set.removeAll(Set.of(2)));
        Set<Integer> union = new HashSet<>(set);
        union.addAll(Set.of(7));
        assertEquals(Set.of(3, 7), union);
        assertTrue(Collections.disjoint(set, Set.of(9)));
        assertEquals(3, set.pop());
        assertThrows(NoSuchElementException.class, set::pop);
    }

    private void whatIsReadIsACopyThatRefusesToBeChanged() {
        DictProxy<String, List<Integer>> dict = manager.dict();
        dict.put("list", new ArrayList<>(List.of(1)));
        List<Integer> copy = dict.get("list");
        assertThrows(UnsupportedOperationException.class, () -> copy.add(2));
        assertThrows(
                UnsupportedOperationException.class,
                () -> dict.values().iterator().next().add(2));
        assertThrows(UnsupportedOperationException.class, () -> dict.keySet().remove("list"));
        assertEquals(List.of(1, 2), dict.compute("list", (_, old) -> {
            old.add(2);
            return old;
        }));
        ListProxy<Integer> nested = manager.list(List.of(1));
        dict.put("live", nested);
        dict.get("live").add(2);
        assertEquals(List.of(1, 2), nested);
        assertEquals(nested, dict.get("live"));
    }

    private void nestedProxiesKeepTheirObjects() {
        ListProxy<Object> outer = manager.list();
        outer.add(manager.list(List.of("inner")));
        System.gc(); // the proxy of this process goes, the list of the server stays
        @SuppressWarnings("unchecked")
        List<Object> inner = (List<Object>) outer.get(0);
        inner.add("more");
        assertEquals(List.of(List.of("inner", "more")), outer.getValue());
    }

    private void containersOfContainers() throws Exception {
        ListProxy<Object> list = manager.list();
        List<Object> inner = manager.list(List.of(1));
        list.add(inner);
        inner.add(2);
        assertEquals(List.of(List.of(1, 2)), list.getValue());
        list.add(list); // teardown bears it
        List<Object> seen = new ArrayList<>();
        list.forEach(seen::add);
        list.add("later");
        assertEquals(2, seen.size());
        assertEquals(3, new ArrayList<>(list).size());

        DictProxy<String, Object> outer = manager.dict();
        DictProxy<String, Object> nested = manager.dict(Map.of("plain", new ArrayList<>(List.of(0))));
        outer.put("pets", nested);
        nested.put("cat", 1);
        @SuppressWarnings("unchecked")
        Map<String, Object> through = (Map<String, Object>) outer.get("pets");
        through.put("dog", 2);
        assertEquals(2, nested.get("dog"));
        assertFalse(ProxiedObject.isProxy(nested.get("plain")));
        Iterator<String> keys = nested.keySet().iterator();
        nested.put("bird", 3); // a copy is gone through, which Python's iteration over keys is not
        assertEquals(3, Stream.generate(keys::next).limit(3).count());

        outer.put("queue", manager.queue());
        @SuppressWarnings("unchecked")
        QueueProxy<Integer> queue = (QueueProxy<Integer>) outer.get("queue");
        queue.put(5);
        list.set(0, queue);
        assertEquals(5, ((QueueProxy<?>) list.get(0)).get());

        NamespaceProxy namespace = manager.namespace();
        namespace.set("name", "Bob");
        namespace.set("job", "Builder");
        namespace.set("_hidden", "hidden");
        assertEquals("Namespace(job='Builder', name='Bob')", namespace.toString());
        namespace.delete("job");
        assertThrows(NoSuchElementException.class, () -> namespace.delete("job"));
    }

    private void textsAreThoseOfTheObjects() {
        assertEquals(
                "Namespace(x=10, y='hello')",
                manager.namespace(Map.of("y", "hello", "x", 10, "_z", 3)).toString());
        assertEquals("Value(10)", manager.value(10).toString());
        assertEquals("Array([1, 2])", manager.array(List.of(1, 2)).toString());
        assertEquals("{}", manager.dict().toString());
        assertNotEquals(manager.lock(), manager.lock());
        assertThrows(NoSuchElementException.class, () -> manager.namespace().get("x"));
    }

    private void aQueueOfThisTreeIsInSharedMemory() throws Exception {
        QueueProxy<Object> queue = manager.queue();
        queue.put(Arrays.asList(1, null));
        assertEquals(Arrays.asList(1, null), queue.get());
        assertTrue(ProxiedObject.of(queue).inSharedMemory(JoinableQueue.class) instanceof JoinableQueue<?>);
        assertThrows(io.github.procession.queue.Empty.class, queue::getNowait);
    }

    private void interruptsReachTheServer() throws Exception {
        LockProxy lock = manager.lock();
        try (var _ = lock.acquire()) {
            var waiting = Threads.run(() -> lock.acquire(true, null));
            Eventually.await(
                    "it waits for the server",
                    () -> Arrays.stream(waiting.thread().getStackTrace())
                            .anyMatch(frame -> frame.getMethodName().equals("receiveFrame")));
            waiting.thread().interrupt();
            assertTrue(waiting.failure() instanceof InterruptedException);
        }
        assertFalse(lock.locked(), "the interrupted call has not got it");
        assertTrue(lock.acquire(false));
        lock.release();
    }

    private void manyThreadsCallAtOnce() throws Exception {
        DictProxy<String, Integer> dict = manager.dict();
        LockProxy lock = manager.lock();
        try (var _ = lock.acquire()) {
            var blocked = Threads.run(() -> lock.acquire(true, null));
            var threads = new ArrayList<Threads.Running<Object>>();
            for (int i = 0; i < 8; i++) {
                threads.add(Threads.run(() -> {
                    for (int k = 0; k < 200; k++) {
                        dict.merge("n", 1, Integer::sum);
                    }
                    return null;
                }));
            }
            for (var thread : threads) {
                thread.result();
            }
            assertEquals(1600, dict.get("n"));
            lock.release();
            assertTrue(blocked.result());
        } // releases for the other thread
        assertFalse(lock.locked());
    }
}
