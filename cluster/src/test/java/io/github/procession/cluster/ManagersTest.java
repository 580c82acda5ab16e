package io.github.procession.cluster;

import static io.github.procession.cluster.PoolTest.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.multiprocessing.ArrayProxy;
import io.github.procession.multiprocessing.AsyncResult;
import io.github.procession.multiprocessing.BarrierProxy;
import io.github.procession.multiprocessing.BaseManager;
import io.github.procession.multiprocessing.ConditionProxy;
import io.github.procession.multiprocessing.Context;
import io.github.procession.multiprocessing.DictProxy;
import io.github.procession.multiprocessing.Event;
import io.github.procession.multiprocessing.EventProxy;
import io.github.procession.multiprocessing.ListProxy;
import io.github.procession.multiprocessing.LockProxy;
import io.github.procession.multiprocessing.Multiprocessing;
import io.github.procession.multiprocessing.NamespaceProxy;
import io.github.procession.multiprocessing.Pool;
import io.github.procession.multiprocessing.PoolProxy;
import io.github.procession.multiprocessing.Process;
import io.github.procession.multiprocessing.ProcessError;
import io.github.procession.multiprocessing.QueueProxy;
import io.github.procession.multiprocessing.SemaphoreProxy;
import io.github.procession.multiprocessing.SetProxy;
import io.github.procession.multiprocessing.SyncManager;
import io.github.procession.multiprocessing.ValueProxy;
import io.github.procession.serialization.NotSendableException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Protocol.Command;

/** Objects of a manager at the server, used by a program and by children of a worker, which has none of the classes here. */
// Longer than most: one worker for the objects of all types, and for what happens when somebody dies.
class ManagersTest {
    private static final String KEY = "a secret of the tests";
    private static final Duration LONG = Duration.ofMinutes(2);

    private static WorkerProcess worker;
    private static Cluster program;
    private static Context context;
    private static Pool pool;

    @TempDir
    Path folder;

    private SyncManager manager;

    @BeforeAll
    static void start() throws Exception {
        String url = TestServer.shared().url("managers");
        worker = WorkerProcess.start(url, KEY, "--slots", "2");
        program = Leases.builder(url)
                .authkey(KEY.getBytes(StandardCharsets.UTF_8))
                .connect();
        ProgramCluster.use(program);
        context = Multiprocessing.getContext("cluster");
        pool = context.pool(2);
    }

    @AfterAll
    static void end() {
        pool.terminate();
        ProgramCluster.use(null);
        program.close();
        worker.close();
    }

    @BeforeEach
    void startManager() throws Exception {
        manager = unstarted();
        manager.start();
    }

    @AfterEach
    void endManager() {
        manager.close();
    }

    private static SyncManager unstarted() {
        SyncManager unstarted = new SyncManager();
        unstarted.setContext(context);
        return unstarted;
    }

    private static <T> T ofChild(AsyncResult<T> result) throws Exception {
        return result.get(LONG);
    }

    record Order(String name, int number) {}

    static boolean useAll(
            ListProxy<Object> proxies,
            LockProxy lock,
            SemaphoreProxy semaphore,
            QueueProxy<Order> queue,
            QueueProxy<Integer> work)
            throws Exception {
        ((BarrierProxy) proxies.get(0)).await();
        ((EventProxy) proxies.get(1)).set();
        lock.acquire(true, null);
        ConditionProxy condition = (ConditionProxy) proxies.get(2);
        try (var _ = condition.acquire()) {
            condition.signalAll();
        }
        queue.put(new Order("shoes", queue.get().number + 1));
        work.get();
        work.taskDone();
        NamespaceProxy namespace = (NamespaceProxy) proxies.get(3);
        namespace.set("y", namespace.<Integer>get("x") + 1);
        ValueProxy<Integer> value = namespace.get("value");
        value.update(x -> x * 10);
        ArrayProxy<Integer> array = namespace.get("array");
        array.set(-1, 7);
        @SuppressWarnings("unchecked")
        DictProxy<String, Order> dict = (DictProxy<String, Order>) proxies.get(4);
        dict.put("b", new Order("socks", 2));
        dict.compute("a", (_, order) -> new Order(order.name, order.number + 1));
        @SuppressWarnings("unchecked")
        SetProxy<Order> set = (SetProxy<Order>) proxies.get(5);
        set.add(new Order("socks", 2));
        proxies.add(new Order("hat", 3));
        ConditionProxy own = lock.newCondition();
        own.signalAll();
        return semaphore.acquire(false);
    }

    @Test
    void eachTypeIsTheSameObjectOnAnotherMachine() throws Exception {
        BarrierProxy barrier = manager.barrier(2, null, LONG);
        EventProxy event = manager.event();
        ConditionProxy condition = manager.condition();
        ValueProxy<Integer> value = manager.value(4);
        ArrayProxy<Integer> array = manager.array(List.of(0, 1, 2));
        NamespaceProxy namespace = manager.namespace(Map.of("x", 1, "value", value, "array", array));
        DictProxy<String, Order> dict = manager.dict(Map.of("a", new Order("shirt", 1)));
        SetProxy<Order> set = manager.set(List.of(new Order("socks", 1)));
        ListProxy<Object> proxies = manager.list(List.of(barrier, event, condition, namespace, dict, set));
        LockProxy lock = manager.lock();
        SemaphoreProxy semaphore = manager.semaphore(0);
        QueueProxy<Order> queue = manager.queue();
        QueueProxy<Integer> work = manager.joinableQueue(2);
        queue.put(new Order("shoes", 1));
        work.put(1);
        var child = pool.applyAsync(ManagersTest::useAll, proxies, lock, semaphore, queue, work);
        try (var _ = condition.acquire()) {
            barrier.await();
            assertTrue(condition.await(LONG));
        }
        assertFalse(ofChild(child));
        assertTrue(event.isSet() && lock.locked());
        lock.release(); // acquired in the child
        work.join();
        assertEquals(new Order("shoes", 2), queue.get());
        assertEquals(2, namespace.<Integer>get("y"));
        assertEquals(40, value.get());
        assertEquals(List.of(0, 1, 7), array.getValue());
        assertEquals(
                List.of(Map.entry("a", new Order("shirt", 2)), Map.entry("b", new Order("socks", 2))),
                List.copyOf(dict.entrySet()));
        assertEquals(Set.of(new Order("socks", 1), new Order("socks", 2)), set);
        assertEquals(new Order("hat", 3), proxies.getLast());
        semaphore.release();
        assertEquals(1, semaphore.getPermits());
        assertEquals(dict, proxies.get(4));
        assertEquals(dict, pool.apply(x -> x, dict), "what comes back is the object that was sent");
    }

    @Test
    void aListIsAList() {
        ListProxy<Integer> list = manager.list(List.of(3, 1, 2, 1));
        assertTrue(list.addAll(List.of(9, 8)) && !list.addAll(List.of()) && list.add(null));
        assertNull(list.removeLast());
        assertEquals(List.of(3, 1, 2, 1, 9, 8), list);
        assertEquals(list, List.of(3, 1, 2, 1, 9, 8));
        assertEquals(2, list.count(1));
        assertEquals(2, list.indexOf(2));
        assertTrue(list.contains(9) && list.containsAll(List.of(1, 8)) && !list.contains(7));
        list.sort(null);
        assertEquals("[1, 1, 2, 3, 8, 9]", list.toString());
        list.reverse();
        assertEquals(1, list.removeLast());
        assertEquals(9, list.removeFirst());
        list.addFirst(9);
        list.addLast(0);
        assertEquals(0, list.removeLast());
        assertEquals(9, list.getFirst());
        assertEquals(1, list.getLast());
        assertEquals(List.of(8, 3), list.subList(1, 3));
        list.updateAll(x -> x * 10);
        assertEquals(31, list.update(2, x -> x + 1));
        assertTrue(list.removeIf(x -> x > 80));
        assertEquals(4, list.<Integer>apply(List::size).intValue());
        assertEquals(List.of(80, 31, 20, 10), new ArrayList<>(list));
        assertEquals(31, list.set(1, 32));
        list.add(1, 50);
        assertEquals(20, list.remove(3));
        assertTrue(list.remove((Integer) 32) && !list.remove((Integer) 32));
        assertEquals(List.of(80, 50, 10), list.getValue());
        for (int index : new int[] {3, -1}) {
            List<Executable> calls = List.of(
                    () -> list.get(index),
                    () -> list.set(index, 1),
                    () -> list.update(index, x -> x),
                    () -> list.remove(index));
            for (Executable call : calls) {
                String message =
                        assertThrows(IndexOutOfBoundsException.class, call).getMessage();
                assertEquals("Index " + index + " out of bounds for length 3", message);
            }
        }
        assertThrows(
                UnsupportedOperationException.class,
                () -> list.<List<Object>>getValue().add(1));
        list.clear();
        assertTrue(list.isEmpty());
        assertThrows(NoSuchElementException.class, list::getFirst);
        assertThrows(NoSuchElementException.class, list::removeLast);
        ArrayProxy<String> array = manager.array(Arrays.asList("a", null, "c"));
        assertEquals("c", array.get(-1));
        assertEquals("cc", array.update(2, text -> text + text));
        array.set(-3, "b");
        assertEquals(Arrays.asList("b", null, "cc"), array.getValue());
        assertEquals(3, array.length());
        Object[] same = new Object[3];
        for (int index : new int[] {3, -4}) {
            String message = assertThrows(
                            ArrayIndexOutOfBoundsException.class, () -> same[index < 0 ? index + 3 : index] = "")
                    .getMessage();
            for (Executable call : List.<Executable>of(() -> array.get(index), () -> array.set(index, ""))) {
                assertEquals(
                        message,
                        assertThrows(ArrayIndexOutOfBoundsException.class, call).getMessage());
            }
        }
        ValueProxy<String> value = manager.value(null);
        assertNull(value.get());
        assertEquals("null!", value.update(text -> text + "!"));
        value.set("set");
        assertEquals("set", value.getValue());
        assertEquals("Value('set')", value.toString());
    }

    @Test
    void aDictIsAMapInTheOrderInWhichKeysWerePut() {
        DictProxy<String, Integer> dict = manager.dict(Map.of("a", 1));
        assertNull(dict.put("b", 2));
        assertEquals(1, dict.get("a"));
        assertNull(dict.get("none"));
        assertEquals(5, dict.getOrDefault("none", 5));
        assertEquals(Map.of("a", 1, "b", 2), dict);
        assertEquals(dict, manager.dict(Map.of("b", 2, "a", 1)));
        assertEquals(1, dict.putIfAbsent("a", 9));
        assertEquals(12, dict.merge("a", 11, Integer::sum));
        assertEquals(1, dict.computeIfAbsent("c", String::length));
        assertEquals(3, dict.compute("c", (_, old) -> old + 2));
        assertNull(dict.computeIfPresent("c", (_, _) -> null));
        assertNull(dict.compute("c", (_, old) -> old));
        assertFalse(dict.containsKey("c"));
        assertTrue(dict.containsValue(12) && !dict.containsValue(1));
        dict.updateAll((key, value) -> value + key.length());
        dict.putAll(Map.of("z", 0));
        dict.put("a", 13); // keeps its place
        assertEquals("{a=13, b=3, z=0}", dict.toString());
        assertEquals(Map.entry("z", 0), dict.popItem());
        assertEquals(
                16,
                dict.<Integer>apply(
                        all -> all.values().stream().mapToInt(v -> v).sum()));
        assertEquals(13, dict.remove("a"));
        assertTrue(dict.replace("b", 3, 4) && !dict.replace("b", 3, 4) && !dict.remove("b", 3));
        assertEquals(4, dict.replace("b", 4));
        assertNull(dict.replace("none", 4));
        ConcurrentMap<String, Integer> plain = dict; // whose lambdas do not travel
        assertEquals(5, plain.merge("b", 1, (x, y) -> x + y));
        plain.replaceAll((_, value) -> value * 2);
        assertEquals(Map.of("b", 10), dict);
        dict.put("null", null);
        assertTrue(dict.containsKey("null"));
        assertNull(dict.putIfAbsent("null", 7));
        assertEquals(7, dict.get("null"));
        var failure = assertThrows(ArithmeticException.class, () -> dict.updateAll((_, value) -> 70 / (value - 7)));
        assertTrue(failure.getMessage().contains("zero"), failure::toString);
        assertEquals(Map.of("b", 10, "null", 7), dict, "all or nothing");
        dict.clear();
        assertEquals(0, dict.size());
        assertThrows(NoSuchElementException.class, dict::popItem);
        assertTrue(BaseManager.describe(dict).startsWith("<DictProxy object, typeid 'dict' at @"));
    }

    @Test
    void aSetIsASetAndANamespaceHasNames() {
        SetProxy<Integer> set = manager.set(List.of(1, 2, 2, 3));
        assertEquals(Set.of(1, 2, 3), set);
        assertEquals(set, manager.set(Set.of(3, 2, 1)));
        assertTrue(set.add(4) && !set.add(4));
        assertTrue(set.remove(1) && !set.remove(1));
        assertTrue(set.contains(2) && set.containsAll(Set.of(2, 4)) && !set.contains(1));
        assertTrue(set.retainAll(Set.of(2, 3)) && set.removeAll(Set.of(2)) && set.addAll(Set.of(7)));
        assertEquals(2, set.size());
        assertTrue(Collections.disjoint(set, Set.of(9)));
        assertEquals(3, set.pop());
        set.clear();
        assertTrue(set.isEmpty());
        assertThrows(NoSuchElementException.class, set::pop);
        NamespaceProxy namespace = manager.namespace();
        namespace.set("name", "Bob");
        namespace.set("job", "Builder");
        namespace.set("_hidden", "hidden");
        assertEquals("Namespace(job='Builder', name='Bob')", namespace.toString());
        assertEquals("Bob!", namespace.<String>update("name", name -> name + "!"));
        namespace.delete("job");
        assertThrows(NoSuchElementException.class, () -> namespace.get("job"));
        assertThrows(NoSuchElementException.class, () -> namespace.delete("job"));
        assertThrows(NoSuchElementException.class, () -> namespace.<String>update("job", x -> x));
        assertEquals(Map.of("name", "Bob!", "_hidden", "hidden"), namespace.getValue());
    }

    @Test
    void objectsInObjectsAreLiveAndWhatIsReadIsACopy() {
        DictProxy<String, Object> dict = manager.dict();
        dict.put("list", new ArrayList<>(List.of(1)));
        @SuppressWarnings("unchecked")
        List<Integer> copy = (List<Integer>) dict.get("list");
        assertThrows(UnsupportedOperationException.class, () -> copy.add(2));
        ListProxy<Object> nested = manager.list(List.of(1));
        dict.put("live", nested);
        @SuppressWarnings("unchecked")
        List<Object> through = (List<Object>) dict.get("live");
        through.add(2);
        assertEquals(List.of(1, 2), nested);
        assertEquals(List.of(List.of(1, 2)), manager.list(List.of(nested)).getValue());
        nested.add(nested);
        assertEquals("[1, 2, ...]", nested.toString());
        assertEquals("<ListProxy object", BaseManager.describe(nested).substring(0, 17));
        assertNotEquals(manager.event(), manager.event());
    }

    private static final int TIMES = 40;

    static int addUp(DictProxy<String, Integer> dict, ListProxy<Integer> list, ValueProxy<Integer> value) {
        AtomicInteger runs = new AtomicInteger();
        for (int i = 0; i < TIMES; i++) {
            int number = i;
            dict.merge("sum", 1, (a, b) -> {
                runs.incrementAndGet();
                return a + b;
            });
            dict.put("put" + i % 3, i);
            list.update(0, x -> x + 1);
            list.add(number);
            value.update(x -> x + 1);
            dict.updateAll((key, old) -> key.startsWith("put") ? old : old + 1);
        }
        return runs.get();
    }

    @Test
    void functionsOfAllRunOnceAndNoChangeIsLost() throws Exception {
        DictProxy<String, Integer> dict = manager.dict(Map.of("sum", 0));
        ListProxy<Integer> list = manager.list(List.of(0));
        ValueProxy<Integer> value = manager.value(0);
        var children = List.of(
                pool.applyAsync(ManagersTest::addUp, dict, list, value),
                pool.applyAsync(ManagersTest::addUp, dict, list, value));
        List<Integer> runs = Collections.synchronizedList(new ArrayList<>());
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 2; t++) {
            threads.add(Thread.ofPlatform().start(() -> runs.add(addUp(dict, list, value))));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        for (var child : children) {
            runs.add(ofChild(child));
        }
        assertEquals(Collections.nCopies(4, TIMES), runs, "each function has run once");
        assertEquals(8 * TIMES, dict.get("sum"));
        assertEquals(Set.of("sum", "put0", "put1", "put2"), dict.keySet());
        assertEquals(4 * TIMES, list.get(0));
        assertEquals(4 * TIMES + 1, list.size());
        assertEquals(4 * TIMES, value.get());
    }

    static void dieInAFunction(DictProxy<String, Integer> dict, ListProxy<Integer> list, Event held) {
        dict.apply(all -> {
            all.put("half", 1);
            list.apply(elements -> {
                elements.clear();
                held.set();
                return sleep();
            });
            return null;
        });
    }

    private static Object sleep() {
        try {
            Thread.sleep(LONG);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return null;
    }

    @Test
    void aFunctionWhoseProcessIsKilledHasNotRunAndOthersGoOn() throws Exception {
        DictProxy<String, Integer> dict = manager.dict(Map.of("a", 1));
        ListProxy<Integer> list = manager.list(List.of(1));
        Event held = context.event();
        Process child = context.process(ManagersTest::dieInAFunction, dict, list, held);
        child.start();
        assertTrue(held.await(LONG));
        Thread waits = Thread.ofPlatform().start(() -> dict.put("b", 2));
        await(() -> waitingForLocks() == 1);
        assertEquals(Map.of("a", 1), dict, "reads do not wait");
        child.kill();
        waits.join();
        assertEquals(Map.of("a", 1, "b", 2), dict);
        list.updateAll(x -> x + 1);
        assertEquals(List.of(2), list);
        assertTrue(child.join(LONG));
    }

    @Test
    void aFunctionWhoseMachineDiesHasNotRunAndOthersGoOn() throws Exception {
        DictProxy<String, Integer> dict = manager.dict(Map.of("a", 1));
        ListProxy<Integer> list = manager.list(List.of(1));
        Event held = context.event();
        Process child = context.process(ManagersTest::dieInAFunction, dict, list, held);
        child.start();
        assertTrue(held.await(LONG));
        worker.kill();
        Thread waits = Thread.ofPlatform().start(() -> dict.merge("a", 1, Integer::sum));
        await(() -> waitingForLocks() == 1);
        Leases.runOutAtServer(TestServer.shared(), "managers", worker.pid());
        waits.join();
        assertEquals(Map.of("a", 2), dict);
        assertEquals(List.of(1), list);
        assertTrue(child.join(LONG));
        worker = WorkerProcess.start(TestServer.shared().url("managers"), KEY, "--slots", "2");
        assertEquals(1, pool.apply(ManagersTest::sizeOf, dict));
    }

    private static int waitingForLocks() {
        Session session = program.session();
        int waiting = 0;
        for (Object key :
                (List<?>) session.readAny(Command.KEYS, new String(session.key("lw:*"), StandardCharsets.UTF_8))) {
            waiting += ((Long) session.readAny(Command.LLEN, key)).intValue();
        }
        return waiting;
    }

    static Object takeOne(QueueProxy<Object> queue, Event begins) throws Exception {
        begins.set();
        return queue.get();
    }

    static int sizeOf(DictProxy<?, ?> dict) {
        return dict.size();
    }

    @Test
    void afterItsEndCallsFailAndWhoWaitsIsTold() throws Exception {
        DictProxy<String, Integer> dict = manager.dict(Map.of("a", 1));
        ListProxy<Integer> list = manager.list(List.of(1));
        QueueProxy<Object> queue = manager.queue();
        Event begins = context.event();
        var taking = pool.applyAsync(ManagersTest::takeOne, queue, begins);
        assertTrue(begins.await(LONG));
        manager.close();
        manager.close();
        var told = assertThrows(ExecutionException.class, () -> taking.get(LONG));
        assertTrue(told.getCause().getMessage().startsWith("the object is gone"), told::toString);
        for (Executable call : List.<Executable>of(
                dict::size,
                () -> dict.get("a"),
                () -> dict.put("a", 1),
                dict::keySet,
                dict::clear,
                () -> dict.merge("a", 1, Integer::sum),
                () -> list.get(0),
                () -> list.add(1),
                list::size,
                list::getValue,
                () -> queue.put(1))) {
            String message = assertThrows(EngineException.class, call).getMessage();
            assertTrue(message.startsWith("the object is gone"), message);
        }
        told = assertThrows(ExecutionException.class, () -> pool.apply(ManagersTest::sizeOf, dict));
        assertInstanceOf(EngineException.class, told.getCause());
        assertThrows(RuntimeException.class, manager::dict);
        String drawn = new String(program.session().key("*:@*"), StandardCharsets.UTF_8);
        List<String> left = ((List<?>) program.session().readAny(Command.KEYS, drawn))
                .stream()
                        .map(Request::text)
                        .filter(key -> key.contains("@" + program.session().id().split("-")[0]))
                        .filter(key -> !key.contains("@" + program.session().id()))
                        .toList();
        assertEquals(List.of(), left);
    }

    static String managerOfAChild() throws Exception {
        try (SyncManager own = Multiprocessing.manager()) { // of its machine
            own.dict().put("a", 1);
        }
        SyncManager other = new SyncManager();
        other.setContext(Multiprocessing.getContext("cluster"));
        return assertThrowsHere(other);
    }

    private static String assertThrowsHere(SyncManager other) throws InterruptedException {
        try {
            other.start();
            return "started";
        } catch (IllegalStateException e) {
            return e.getMessage();
        }
    }

    static class OwnManager extends SyncManager {
        OwnManager() {
            register("Own", ArrayList::new);
        }
    }

    @Test
    void whatNeedsAServerOfAManagerIsRefusedWhereItHasNone() throws Exception {
        SyncManager own = new OwnManager();
        own.setContext(context);
        String message = assertThrows(IllegalStateException.class, own::start).getMessage();
        assertTrue(
                message.startsWith(
                        "a manager on a cluster has no server without an address, and the registered type Own"
                                + " needs one: give it an address"),
                message);
        assertThrows(UnsupportedOperationException.class, () -> manager.pool(2));
        assertThrows(UnsupportedOperationException.class, () -> manager.barrier(2, () -> {}));
        assertThrows(UnsupportedOperationException.class, manager::numberOfObjects);
        assertThrows(UnsupportedOperationException.class, manager.queue()::taskDone);
        assertThrows(UnsupportedOperationException.class, () -> manager.event().getValue());
        assertThrows(
                UnsupportedOperationException.class,
                () -> manager.list(IntStream.range(0, 100_001).boxed().toList()));
        try (SyncManager local = new SyncManager()) {
            local.setContext(Multiprocessing.getContext("spawn"));
            local.start();
            LockProxy foreign = local.lock();
            assertThrows(IllegalArgumentException.class, () -> manager.condition(foreign));
        }
        assertThrows(
                NotSendableException.class,
                () -> manager.list().add(Multiprocessing.getContext("spawn").lock()));
        assertTrue(pool.apply(ManagersTest::managerOfAChild).contains("are started by its program"));
    }

    static void fail() {
        throw new IllegalStateException("as expected");
    }

    @Test
    void anInitializerRunsInAProcessOfItsOwn() throws Exception {
        Path file = folder.resolve("pid");
        String path = file.toString();
        try (SyncManager initialized = unstarted()) {
            initialized.start(() -> Files.writeString(
                    Path.of(path), Long.toString(ProcessHandle.current().pid())));
            assertNotEquals(ProcessHandle.current().pid(), Long.parseLong(Files.readString(file)));
            assertEquals(1, initialized.list(List.of(1)).get(0));
        }
        String message = assertThrows(ProcessError.class, () -> unstarted().start(ManagersTest::fail))
                .getMessage();
        assertTrue(message.contains("ended with exit code 1"), message);
    }

    /** A type that users register. */
    interface Tally {
        int add(int more);
    }

    static final class Sum implements Tally {
        private int sum;

        @Override
        public synchronized int add(int more) {
            sum += more;
            return sum;
        }
    }

    static int addAll(Tally tally, PoolProxy servers, int more) throws Exception {
        tally.add(servers.apply((Integer n) -> 2 * n, more));
        return tally.add(0);
    }

    @Test
    void oneWithAnAddressServesRegisteredTypesToEachMachine() throws Exception {
        for (byte[] key : new byte[][] {null, {1, 2, 3}}) {
            try (SyncManager addressed = new SyncManager(new InetSocketAddress("localhost", 0), key)) {
                addressed.register("Tally", Sum::new, Tally.class);
                addressed.allow("io.github.procession.cluster.**");
                addressed.setContext(context);
                addressed.start();
                Tally tally = addressed.create("Tally");
                PoolProxy servers = addressed.pool(1);
                assertEquals(2, ofChild(pool.applyAsync(ManagersTest::addAll, tally, servers, 1)));
                Process process = context.process(ManagersTest::addAll, tally, servers, 10);
                process.start();
                assertTrue(process.join(LONG));
                assertEquals(OptionalInt.of(0), process.exitCode());
                assertEquals(22, tally.add(0));
            }
        }
    }

    /** A program that is killed while it has a manager. */
    static final class Program {
        private Program() {}

        static void main() throws Exception {
            SyncManager manager = Multiprocessing.manager();
            DictProxy<String, Integer> dict = manager.dict(Map.of("a", 1));
            manager.list(List.of(1, 2)).add(dict.size());
            System.out.println("has them");
            Thread.sleep(LONG);
        }
    }

    @Test
    void theyEndWithAProgramThatIsKilled() throws Exception {
        java.lang.Process killed = ProgramJvm.start(TestServer.shared().url("managers2"), Program.class);
        try (var output = killed.inputReader()) {
            assertEquals("has them", output.readLine());
            assertTrue(keys().stream().anyMatch(key -> key.contains("}:k:@")), () -> keys().toString());
            killed.destroyForcibly().waitFor();
            Leases.runOutAtServer(TestServer.shared(), "managers2", killed.pid());
            assertEquals(List.of("procession:{managers2#0}:n"), keys());
        } finally {
            killed.destroyForcibly();
        }
    }

    private static List<String> keys() {
        Session session = program.session();
        return ((List<?>) session.readAny(Command.KEYS, "procession:{managers2#0}:*"))
                .stream().map(Request::text).toList();
    }
}
