package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Each type of a {@link SyncManager} is made by name with the arguments that Python's manager takes, those left out too; others are refused with
 * a sentence that tells what is taken.
 */
class ManagerArgumentsTest {
    @Test
    void whatMayBeLeftOutIsLeftOut() throws Exception {
        try (SyncManager manager = Multiprocessing.manager()) {
            DictProxy<String, Integer> dict = manager.create("dict");
            dict.put("a", 1);
            assertEquals(Map.of("a", 1), BaseManager.getValue(dict));
            ListProxy<Integer> list = manager.create("list");
            list.add(1);
            assertEquals(List.of(1), BaseManager.getValue(list));
            SetProxy<Integer> set = manager.create("set");
            set.add(1);
            assertEquals(Set.of(1), BaseManager.getValue(set));
            NamespaceProxy namespace = manager.create("Namespace");
            namespace.set("a", 1);
            assertEquals(1, (int) namespace.get("a"));
            QueueProxy<Integer> queue = manager.create("Queue");
            queue.put(1);
            QueueProxy<Integer> joinable = manager.create("JoinableQueue");
            joinable.put(1);
            for (String typeid : List.of("Semaphore", "BoundedSemaphore")) {
                SemaphoreProxy semaphore = manager.create(typeid);
                assertTrue(semaphore.acquire(false));
                assertFalse(semaphore.acquire(false));
            }
            ConditionProxy condition = manager.create("Condition");
            condition.acquire();
            condition.release();
            BarrierProxy barrier = manager.create("Barrier", 1);
            assertEquals(0, barrier.await());
            PoolProxy pool = manager.create("Pool");
            pool.close();
            for (String typeid : List.of("Lock", "RLock", "Event")) {
                Object proxy = manager.create(typeid);
                assertTrue(BaseManager.describe(proxy).contains(typeid));
            }
        }
    }

    @Test
    void anyCollectionMakesAListASetOrAnArray() throws Exception {
        try (SyncManager manager = Multiprocessing.manager()) {
            ListProxy<Integer> list = manager.create("list", Set.of(1));
            list.add(2);
            assertEquals(List.of(1, 2), BaseManager.getValue(list));
            SetProxy<Integer> set = manager.create("set", Set.of(1));
            assertEquals(Set.of(1), BaseManager.getValue(set));
            ArrayProxy<Integer> array = manager.create("Array", Set.of(1));
            assertEquals(1, array.length());
            DictProxy<String, String> dict = manager.create("dict", new HashMap<>(Map.of("a", "b")));
            dict.put("c", null);
            assertNull(dict.popItem().getValue());
            assertEquals(Map.of("a", "b"), BaseManager.getValue(dict));
        }
    }

    @Test
    void otherArgumentsAreRefused() throws Exception {
        try (SyncManager manager = Multiprocessing.manager()) {
            assertRefused(manager, "is made with 0 to 1 argument (entries), not with 2", "dict", Map.of(), 1);
            assertRefused(manager, "entries=[] of java.util.ImmutableCollections$ListN is no Map", "dict", List.of());
            assertRefused(manager, "entries=null is no Map", "dict", (Object) null);
            assertRefused(manager, "elements=1 of java.lang.Integer is no Collection", "list", 1);
            assertRefused(manager, "elements=1 of java.lang.Integer is no Collection", "set", 1);
            assertRefused(manager, "is made with 1 argument (elements), not with 0", "Array");
            assertRefused(manager, "is made with 1 argument (value), not with 2", "Value", "i", 3);
            assertRefused(manager, "entries has the key 1", "Namespace", Map.of(1, 2));
            assertRefused(manager, "maxsize=5 of java.lang.Long is no Integer", "Queue", 5L);
            assertRefused(manager, "maxsize=null is no Integer", "JoinableQueue", (Object) null);
            assertRefused(manager, "value=a of java.lang.String is no Integer", "Semaphore", "a");
            assertRefused(manager, "value=a of java.lang.String is no Integer", "BoundedSemaphore", "a");
            assertRefused(manager, "is made with no arguments, not with 1", "Lock", 1);
            assertRefused(manager, "is made with no arguments, not with 1", "RLock", 1);
            assertRefused(manager, "is made with no arguments, not with 1", "Event", 1);
            assertRefused(manager, "lock=1 of java.lang.Integer is no LockProxy", "Condition", 1);
            assertRefused(manager, "is made with 1 to 3 arguments (parties, action, timeout), not with 0", "Barrier");
            assertRefused(manager, "timeout=1 of java.lang.Integer is no Duration", "Barrier", 1, null, 1);
            assertRefused(
                    manager,
                    "processes=a of java.lang.String is no Integer and no SerializableUnaryOperator",
                    "Pool",
                    "a");
            assertThrows(NullPointerException.class, () -> manager.create(null));
            assertEquals(0, manager.numberOfObjects());
        }
    }

    private static void assertRefused(SyncManager manager, String reason, String typeid, Object... args) {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> manager.create(typeid, args), typeid);
        assertTrue(e.getMessage().contains("typeid=" + typeid) && e.getMessage().contains(reason), e::getMessage);
    }
}
