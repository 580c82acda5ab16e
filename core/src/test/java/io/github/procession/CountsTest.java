package io.github.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.concurrent.ProcessPoolExecutor;
import io.github.procession.concurrent.ThreadPoolExecutor;
import io.github.procession.multiprocessing.Array;
import io.github.procession.multiprocessing.Barrier;
import io.github.procession.multiprocessing.BoundedSemaphore;
import io.github.procession.multiprocessing.Client;
import io.github.procession.multiprocessing.Condition;
import io.github.procession.multiprocessing.Context;
import io.github.procession.multiprocessing.JoinableQueue;
import io.github.procession.multiprocessing.Listener;
import io.github.procession.multiprocessing.Multiprocessing;
import io.github.procession.multiprocessing.Pipe;
import io.github.procession.multiprocessing.Pool;
import io.github.procession.multiprocessing.PoolOperations;
import io.github.procession.multiprocessing.Queue;
import io.github.procession.multiprocessing.Semaphore;
import io.github.procession.multiprocessing.SharedMemory;
import io.github.procession.multiprocessing.SharedMemoryManager;
import io.github.procession.multiprocessing.SyncManager;
import io.github.procession.multiprocessing.ThreadPool;
import io.github.procession.queue.LifoQueue;
import io.github.procession.queue.PriorityQueue;
import io.github.procession.support.PublicCalls;
import io.github.procession.support.RootJvm;
import io.github.procession.support.SmallDisk;
import io.github.procession.threading.Threading;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What takes a number of things works with it, or refuses it with one sentence: no number ends in a lack of memory, a hang or
 * thousands of processes.
 *
 * <p>Each public constructor, static method and method of a description that takes a count stands in one of two tables: of
 * those that any number costs the same, and of those that take so much memory.
 */
// Longer than most: the table of all that takes a count.
class CountsTest {
    private static final long ANY = Long.MIN_VALUE;
    private static final int MOST_PROCESSES = 1023;
    private static final int MOST_PLACES = 65_536;
    private static final int LEAST_STACK = 1 << 15;
    private static final int DISK_KIBIBYTES = 8 << 10;

    /** A call with a count; what it gives is closed if it can be. */
    private interface Call {
        Object with(int count) throws Exception;
    }

    /** The same for a number of bytes. */
    private interface SizedCall {
        Object with(long count) throws Exception;
    }

    /** A call and the numbers with which it works. */
    private record Counting(long least, long most, SizedCall call) {}

    private static final Map<String, Counting> COUNTS = new TreeMap<>();

    /** Those that take memory for each. */
    private static final Map<String, SizedCall> SIZES = new TreeMap<>();

    private static SyncManager server;
    private static Pool workers;

    static {
        threads();
        pools();
        calls();
        shared();
        managers();
        sizes();
    }

    private static void add(String signature, long least, long most, Call call) {
        COUNTS.put(signature, new Counting(least, most, count -> call.with((int) count)));
    }

    private static void addLong(String signature, long least, SizedCall call) {
        COUNTS.put(signature, new Counting(least, Long.MAX_VALUE, call));
    }

    private static void threads() {
        int max = Integer.MAX_VALUE;
        add("threading.Barrier(int)", 1, max, io.github.procession.threading.Barrier::new);
        add("threading.Barrier(int, Action0)", 1, max, n -> new io.github.procession.threading.Barrier(n, null));
        add(
                "threading.Barrier(int, Action0, Duration)",
                1,
                max,
                n -> new io.github.procession.threading.Barrier(n, null, null));
        add("threading.Semaphore(int)", 0, max, io.github.procession.threading.Semaphore::new);
        add("threading.BoundedSemaphore(int)", 0, max, io.github.procession.threading.BoundedSemaphore::new);
        add("threading.Semaphore.release(int)", 1, max, n -> {
            var semaphore = new io.github.procession.threading.Semaphore(0);
            semaphore.release(n);
            return semaphore;
        });
        add("threading.Condition.signal(int)", ANY, max, n -> {
            var condition = new io.github.procession.threading.Condition();
            condition.acquire();
            condition.signal(n);
            condition.release();
            return condition;
        });
        add(
                "threading.Threading.concurrentTee(Iterable, int)",
                0,
                MOST_PLACES,
                n -> Threading.concurrentTee(List.of(1), n));
        add("queue.Queue(int)", ANY, max, io.github.procession.queue.Queue::new);
        add("queue.Queue.setMaxsize(int)", ANY, max, n -> {
            var queue = new io.github.procession.queue.Queue<Integer>();
            queue.setMaxsize(n);
            queue.put(1);
            return queue;
        });
        add("queue.LifoQueue(int)", ANY, max, LifoQueue::new);
        add("queue.PriorityQueue(int)", ANY, max, PriorityQueue::new);
        add("queue.PriorityQueue(int, Comparator)", ANY, max, n -> new PriorityQueue<Integer>(n, null));
    }

    private static void pools() {
        int max = Integer.MAX_VALUE;
        add("multiprocessing.Pool(int)", 1, MOST_PROCESSES, Pool::new);
        add("multiprocessing.Pool(int, Action0)", 1, MOST_PROCESSES, n -> new Pool(n, CountsTest::nothing));
        add("multiprocessing.Pool(int, Action1, Object)", 1, MOST_PROCESSES, n -> new Pool(n, CountsTest::take, 1));
        add(
                "multiprocessing.Pool(int, Action2, Object, Object)",
                1,
                MOST_PROCESSES,
                n -> new Pool(n, CountsTest::take, 1, 2));
        add(
                "multiprocessing.PoolBuilder.processes(int)",
                1,
                MOST_PROCESSES,
                n -> Pool.builder().processes(n).build());
        add(
                "multiprocessing.Context.pool(int)",
                1,
                MOST_PROCESSES,
                n -> Multiprocessing.getContext().pool(n));
        add("concurrent.ProcessPoolExecutor(int)", 1, MOST_PROCESSES, ProcessPoolExecutor::new);
        add(
                "concurrent.ProcessPoolExecutorBuilder.maxWorkers(int)",
                1,
                MOST_PROCESSES,
                n -> ProcessPoolExecutor.builder().maxWorkers(n).build());
        add(
                "multiprocessing.PoolBuilder.maxTasksPerChild(int)",
                1,
                max,
                n -> Pool.builder().maxTasksPerChild(n));
        add(
                "concurrent.ProcessPoolExecutorBuilder.maxTasksPerChild(int)",
                1,
                max,
                n -> ProcessPoolExecutor.builder().maxTasksPerChild(n));
        addLong(
                "multiprocessing.PoolBuilder.recycleAbove(long)",
                1,
                n -> Pool.builder().recycleAbove(n));
        addLong(
                "concurrent.ProcessPoolExecutorBuilder.recycleAbove(long)",
                1,
                n -> ProcessPoolExecutor.builder().recycleAbove(n));
        add(
                "multiprocessing.PoolBuilder.retries(int)",
                0,
                max,
                n -> Pool.builder().retries(n));
        add("multiprocessing.ThreadPool(int)", 1, max, ThreadPool::new);
        add("multiprocessing.ThreadPool(int, Action0)", 1, max, n -> new ThreadPool(n, CountsTest::nothing));
        add("multiprocessing.ThreadPool(int, Action1, Object)", 1, max, n -> new ThreadPool(n, CountsTest::take, 1));
        add(
                "multiprocessing.ThreadPool.ofThreads(int)",
                1,
                max,
                n -> ThreadPool.ofThreads(n).build());
        add("multiprocessing.ThreadPool.virtual(int)", 1, max, ThreadPool::virtual);
        add("concurrent.ThreadPoolExecutor(int)", 1, max, ThreadPoolExecutor::new);
        add("concurrent.ThreadPoolExecutor.virtual(int)", 1, max, ThreadPoolExecutor::virtual);
        add(
                "concurrent.ThreadPoolExecutorBuilder.maxWorkers(int)",
                1,
                max,
                n -> ThreadPoolExecutor.builder().maxWorkers(n).build());
    }

    private static void nothing() {}

    private static void take(Object one) {}

    private static void take(Object one, Object other) {}

    private static int increment(int number) {
        return number + 1;
    }

    private static void calls() {
        int max = Integer.MAX_VALUE;
        List<Integer> inputs = List.of(1, 2, 3);
        String pool = "multiprocessing.PoolOperations.";
        add(pool + "retries(int)", 0, max, n -> mapped(workers.retries(n)));
        add(pool + "chunksize(int)", 1, max, n -> mapped(workers.chunksize(n)));
        add(pool + "buffersize(int)", 1, max, n -> mapped(workers.buffersize(n)));
        add(pool + "map(Function1, Iterable, int)", 1, max, n -> workers.map(CountsTest::increment, inputs, n));
        add(
                pool + "mapAsync(Function1, Iterable, int)",
                1,
                max,
                n -> workers.mapAsync(CountsTest::increment, inputs, n).get());
        add(
                pool + "imap(Function1, Iterable, int)",
                1,
                max,
                n -> workers.imap(CountsTest::increment, inputs, n).next());
        add(
                pool + "imapUnordered(Function1, Iterable, int)",
                1,
                max,
                n -> workers.imapUnordered(CountsTest::increment, inputs, n).next());
        add("concurrent.MapCalls.chunksize(int)", 1, max, n -> {
            try (var executor = new ThreadPoolExecutor(1)) {
                return executor.chunksize(n).map(CountsTest::increment, inputs).next();
            }
        });
        add("concurrent.MapCalls.buffersize(int)", 1, max, n -> {
            try (var executor = new ThreadPoolExecutor(1)) {
                return executor.buffersize(n).map(CountsTest::increment, inputs).next();
            }
        });
        add("multiprocessing.Connection.recvBytes(int)", 0, max, n -> {
            Pipe pipe = Pipe.open();
            try (var first = pipe.first();
                    var second = pipe.second()) {
                second.sendBytes(new byte[0]);
                return first.recvBytes(n);
            }
        });
        addLong(
                "multiprocessing.Client.maxMessageBytes(long)",
                1,
                n -> Client.to(new InetSocketAddress("localhost", 1)).maxMessageBytes(n));
        addLong(
                "multiprocessing.Builder.maxMessageBytes(long)",
                1,
                n -> Listener.builder().maxMessageBytes(n));
        add(
                "multiprocessing.Builder.backlog(int)",
                ANY,
                max,
                n -> Listener.builder().backlog(n).open());
    }

    private static Object mapped(PoolOperations pool) throws Exception {
        return pool.map(CountsTest::increment, List.of(1, 2, 3));
    }

    private static void shared() {
        int max = Integer.MAX_VALUE;
        Context context = Multiprocessing.getContext();
        add("multiprocessing.Barrier(int)", 1, MOST_PLACES, Barrier::new);
        add("multiprocessing.Barrier(int, Action0)", 1, MOST_PLACES, n -> new Barrier(n, null));
        add("multiprocessing.Barrier(int, Action0, Duration)", 1, MOST_PLACES, n -> new Barrier(n, null, null));
        add("multiprocessing.Context.barrier(int)", 1, MOST_PLACES, context::barrier);
        add(
                "multiprocessing.Context.barrier(int, Action0, Duration)",
                1,
                MOST_PLACES,
                n -> context.barrier(n, null, null));
        add("multiprocessing.Semaphore(int)", 0, max, Semaphore::new);
        add("multiprocessing.BoundedSemaphore(int)", 0, max, BoundedSemaphore::new);
        add("multiprocessing.Context.semaphore(int)", 0, max, context::semaphore);
        add("multiprocessing.Context.boundedSemaphore(int)", 0, max, context::boundedSemaphore);
        add("multiprocessing.Queue(int)", ANY, max, Queue::new);
        add("multiprocessing.JoinableQueue(int)", ANY, max, JoinableQueue::new);
        add("multiprocessing.Context.queue(int)", ANY, max, context::queue);
        add("multiprocessing.Condition.signal(int)", ANY, max, n -> {
            Condition condition = new Condition();
            condition.acquire();
            condition.signal(n);
            condition.release();
            return condition;
        });
        COUNTS.put("threading.Threading.stackSize(long)", new Counting(LEAST_STACK, Long.MAX_VALUE, n -> {
            try {
                return Threading.stackSize(n);
            } finally {
                Threading.stackSize(0);
            }
        }));
    }

    private static void managers() {
        int max = Integer.MAX_VALUE;
        String manager = "multiprocessing.SyncManager.";
        add(manager + "queue(int)", ANY, max, n -> server.queue(n));
        add(manager + "joinableQueue(int)", ANY, max, n -> server.joinableQueue(n));
        add(manager + "semaphore(int)", 0, max, n -> server.semaphore(n));
        add(manager + "boundedSemaphore(int)", 0, max, n -> server.boundedSemaphore(n));
        add(manager + "barrier(int)", 1, max, n -> server.barrier(n));
        add(manager + "barrier(int, Action0)", 1, max, n -> server.barrier(n, null));
        add(manager + "barrier(int, Action0, Duration)", 1, max, n -> server.barrier(n, null, null));
        add(manager + "pool(int)", 1, MOST_PROCESSES, n -> server.pool(n));
        addLong("multiprocessing.BaseManager.setMaxMessageBytes(long)", 1, n -> {
            SyncManager other = new SyncManager();
            other.setMaxMessageBytes(n);
            return other;
        });
    }

    private static void sizes() {
        SIZES.put("multiprocessing.Array.ofInt(int)", n -> Array.ofInt((int) n));
        SIZES.put("multiprocessing.Array.rawInt(int)", n -> Array.rawInt((int) n));
        SIZES.put("multiprocessing.Array.ofLong(int)", n -> Array.ofLong((int) n));
        SIZES.put("multiprocessing.Array.rawLong(int)", n -> Array.rawLong((int) n));
        SIZES.put("multiprocessing.Array.ofDouble(int)", n -> Array.ofDouble((int) n));
        SIZES.put("multiprocessing.Array.rawDouble(int)", n -> Array.rawDouble((int) n));
        SIZES.put("multiprocessing.Array.ofFloat(int)", n -> Array.ofFloat((int) n));
        SIZES.put("multiprocessing.Array.rawFloat(int)", n -> Array.rawFloat((int) n));
        SIZES.put("multiprocessing.Array.ofShort(int)", n -> Array.ofShort((int) n));
        SIZES.put("multiprocessing.Array.rawShort(int)", n -> Array.rawShort((int) n));
        SIZES.put("multiprocessing.Array.ofByte(int)", n -> Array.ofByte((int) n));
        SIZES.put("multiprocessing.Array.rawByte(int)", n -> Array.rawByte((int) n));
        SIZES.put("multiprocessing.Array.ofChar(int)", n -> Array.ofChar((int) n));
        SIZES.put("multiprocessing.Array.rawChar(int)", n -> Array.rawChar((int) n));
        SIZES.put("multiprocessing.Array.ofBoolean(int)", n -> Array.ofBoolean((int) n));
        SIZES.put("multiprocessing.Array.rawBoolean(int)", n -> Array.rawBoolean((int) n));
        SIZES.put("multiprocessing.SharedMemory.create(long)", CountsTest::unlinked);
        SIZES.put("multiprocessing.SharedMemory.create(String, long)", n -> unlink(SharedMemory.create("counted", n)));
        SIZES.put("multiprocessing.SharedMemoryManager.sharedMemory(long)", n -> {
            try (var manager = new SharedMemoryManager()) {
                return manager.sharedMemory(n).size();
            }
        });
    }

    private static Object unlinked(long bytes) throws Exception {
        return unlink(SharedMemory.create(bytes));
    }

    private static Object unlink(SharedMemory made) throws Exception {
        made.unlink();
        return made;
    }

    /** Whether the number is of things; else it is an index, a value, a time or a signal. */
    private static boolean takesCount(Executable call) {
        List<Class<?>> types = Arrays.asList(call.getParameterTypes());
        boolean takesNumber = types.contains(int.class) || types.contains(long.class);
        String type = call.getDeclaringClass().getSimpleName();
        boolean isElement = type.endsWith("Value") || type.endsWith("Array") && !type.equals("Array");
        return takesNumber
                && !types.contains(TimeUnit.class)
                && !isElement
                && !call.getDeclaringClass().isRecord()
                && !type.equals("ShareableList")
                && !type.endsWith("Proxy")
                && !Set.of("awaitNanos", "sendSignal", "sendBytes", "recvBytesInto")
                        .contains(call.getName())
                && !(call instanceof Constructor<?> && Throwable.class.isAssignableFrom(call.getDeclaringClass()));
    }

    @Test
    void theTablesAreComplete() throws Exception {
        Set<String> known = new TreeSet<>(COUNTS.keySet());
        known.addAll(SIZES.keySet());
        assertEquals(String.join("\n", PublicCalls.signatures(CountsTest::takesCount)), String.join("\n", known));
    }

    @AfterEach
    void end() throws Exception {
        if (workers != null) {
            workers.terminate();
            server.close();
            workers = null;
            server = null;
        }
    }

    @Tag("full")
    @TestFactory
    Stream<DynamicTest> anyNumberWorksOrIsRefusedWithASentence() throws Exception {
        server = Multiprocessing.manager();
        workers = new Pool(1);
        return COUNTS.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> {
                    Counting counting = entry.getValue();
                    boolean isLong = counting.most == Long.MAX_VALUE;
                    check(counting, isLong ? Long.MIN_VALUE : Integer.MIN_VALUE);
                    check(counting, -1);
                    check(counting, 0);
                    check(counting, 1);
                    check(counting, isLong ? Long.MAX_VALUE : Integer.MAX_VALUE);
                    if (counting.most < Integer.MAX_VALUE) {
                        check(counting, counting.most + 1);
                    }
                    if (counting.most == MOST_PLACES) {
                        check(counting, MOST_PLACES);
                    }
                }));
    }

    private static void check(Counting counting, long count) throws Exception {
        boolean isExempt = count == 0 && counting.least == LEAST_STACK; // 0 is the default
        if (count >= counting.least && count <= counting.most || isExempt) {
            if (counting.call.with(count) instanceof AutoCloseable made) {
                made.close();
            }
        } else {
            assertSentence(assertThrows(
                    IllegalArgumentException.class, () -> counting.call.with(count), () -> "not refused: " + count));
        }
    }

    private static void assertSentence(Exception refusal) {
        String sentence = refusal.getMessage();
        assertTrue(
                sentence != null && !sentence.isBlank() && !sentence.contains("\n"), () -> "no sentence: " + sentence);
    }

    @TestFactory
    Stream<DynamicTest> aNegativeSizeIsRefusedWithASentence() {
        return SIZES.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> {
                    for (long size : new long[] {Integer.MIN_VALUE, -1}) {
                        assertSentence(assertThrows(
                                IllegalArgumentException.class,
                                () -> entry.getValue().with(size)));
                    }
                }));
    }

    /** Makes all that takes memory larger than its disk. */
    static final class Large {
        private Large() {}

        public static void main(String[] args) {
            SIZES.forEach((signature, call) -> {
                String outcome;
                try {
                    outcome = "made " + call.with(Integer.MAX_VALUE);
                } catch (Exception e) {
                    outcome = String.valueOf(e.getMessage());
                }
                if (!outcome.matches("no space for \\d+ bytes of shared memory in .*")) {
                    System.out.println(signature + ": " + outcome);
                }
            });
            System.out.println("tried " + SIZES.size());
            System.exit(0);
        }
    }

    @Test
    void aSizeBeyondAllMemoryIsRefusedWithASentence(@TempDir Path folder) throws Exception {
        RootJvm.Result result = new RootJvm(Large.class)
                .options("-Dprocession.dir=" + folder)
                .wrappedIn(SmallDisk.at(folder, DISK_KIBIBYTES).wrapper())
                .run()
                .succeeded();
        assertEquals("tried " + SIZES.size() + "\n", result.out());
    }
}
