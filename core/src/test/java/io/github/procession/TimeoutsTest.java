package io.github.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.concurrent.Future;
import io.github.procession.concurrent.Futures;
import io.github.procession.concurrent.ProcessPoolExecutor;
import io.github.procession.concurrent.ProcessPoolExecutorBuilder;
import io.github.procession.concurrent.ReturnWhen;
import io.github.procession.concurrent.ThreadPoolExecutor;
import io.github.procession.function.Action0;
import io.github.procession.function.Function0;
import io.github.procession.function.Function1;
import io.github.procession.multiprocessing.Barrier;
import io.github.procession.multiprocessing.Condition;
import io.github.procession.multiprocessing.Event;
import io.github.procession.multiprocessing.JoinableQueue;
import io.github.procession.multiprocessing.Lock;
import io.github.procession.multiprocessing.Multiprocessing;
import io.github.procession.multiprocessing.Pipe;
import io.github.procession.multiprocessing.Pool;
import io.github.procession.multiprocessing.Process;
import io.github.procession.multiprocessing.Queue;
import io.github.procession.multiprocessing.RLock;
import io.github.procession.multiprocessing.Semaphore;
import io.github.procession.multiprocessing.ThreadPool;
import io.github.procession.queue.SimpleQueue;
import io.github.procession.subprocess.Popen;
import io.github.procession.subprocess.Subprocess;
import io.github.procession.support.PublicCalls;
import io.github.procession.support.Threads;
import io.github.procession.threading.Thread;
import io.github.procession.threading.Threading;
import io.github.procession.threading.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * One rule for timeouts everywhere: {@code null} waits for ever, and so does a time of centuries.
 *
 * <p>Each public method that takes a {@link Duration} stands in the table, with a state in which it has to wait.
 */
// Longer than most: the table of all methods that take a Duration, each with a state in which it waits.
class TimeoutsTest {
    /** Classes whose calls wait at a manager's server: {@code ManagerTimeoutsTest} has them. */
    private static boolean isOfManagers(Class<?> type) {
        return type.getSimpleName().endsWith("Proxy")
                || Set.of("BaseManager", "SyncManager").contains(type.getSimpleName());
    }

    /** Data, not timeouts. */
    private static final Set<String> NO_TIMEOUTS = Set.of(
            "multiprocessing.Progress(long, long, OptionalLong, Duration)",
            "multiprocessing.WorkerStatistics(String, long, Instant, long, Duration, boolean)");

    private interface Call {
        Object with(Duration timeout) throws Exception;
    }

    /** Something to be done, which may fail. */
    private interface Step {
        void run() throws Exception;
    }

    /** A call that waits, what ends the waiting (null if it does not wait), and what it returns then. */
    private record Wait(Call call, Step release, Object result) {}

    private final Map<String, Callable<Wait>> waits = new TreeMap<>();

    private void add(String signature, Callable<Wait> wait) {
        waits.put(signature, wait);
    }

    private static Object done(Step step) throws Exception {
        step.run();
        return "done";
    }

    @Tag("full")
    @TestFactory
    Stream<DynamicTest> nullAndCenturiesWaitForEver() {
        fill();
        return waits.entrySet().stream()
                .flatMap(entry -> Stream.of(
                        DynamicTest.dynamicTest(entry.getKey() + " null", () -> check(entry.getValue(), null)),
                        DynamicTest.dynamicTest(
                                entry.getKey() + " centuries",
                                () -> check(entry.getValue(), centuries(entry.getKey())))));
    }

    /** The locks of {@code threading} refuse more than {@link Threading#TIMEOUT_MAX}, as Python does. */
    private static Duration centuries(String signature) {
        boolean isLimited = signature.startsWith("threading.") && signature.contains("Lock.")
                || signature.startsWith("threading.Condition.acquire");
        return isLimited ? Threading.TIMEOUT_MAX : Duration.ofSeconds(Long.MAX_VALUE);
    }

    private static void check(Callable<Wait> made, Duration timeout) throws Exception {
        Wait wait = made.call();
        Threads.Running<Object> waiting = Threads.run(() -> wait.call.with(timeout));
        if (wait.release != null) {
            waiting.awaitParked();
            wait.release.run();
        }
        assertEquals(wait.result, waiting.result());
    }

    /** What {@code java.util.concurrent} callers write for "for ever". */
    @Test
    void centuriesInTimeUnitsWaitForEver() throws Exception {
        List<Function0<Integer>> tasks = List.of(TimeoutsTest::one);
        List<Callable<Integer>> callables = List.of(TimeoutsTest::one);
        for (TimeUnit unit : TimeUnit.values()) {
            try (var pool = new ThreadPool(1)) {
                assertEquals(1, pool.applyAsync(TimeoutsTest::one).get(Long.MAX_VALUE, unit));
            }
            try (var executor = new ThreadPoolExecutor(1)) {
                assertEquals(1, executor.submit(TimeoutsTest::one).get(Long.MAX_VALUE, unit));
                assertEquals(1, executor.invokeAll(tasks, Long.MAX_VALUE, unit).size());
                assertEquals(
                        1, executor.invokeAll(callables, Long.MAX_VALUE, unit).size());
                assertEquals(1, executor.invokeAny(tasks, Long.MAX_VALUE, unit));
                assertEquals(1, executor.invokeAny(callables, Long.MAX_VALUE, unit));
                executor.shutdown();
                assertTrue(executor.awaitTermination(Long.MAX_VALUE, unit));
            }
        }
    }

    @Test
    void theTableIsComplete() throws Exception {
        fill();
        Set<String> expected = PublicCalls.signatures(call ->
                List.of(call.getParameterTypes()).contains(Duration.class) && !isOfManagers(call.getDeclaringClass()));
        expected.removeAll(NO_TIMEOUTS);
        assertEquals(String.join("\n", expected), String.join("\n", waits.keySet()));
    }

    private void fill() {
        addConcurrent();
        addQueues();
        addLocks();
        addSynchronizers();
        addPools();
        addTimers();
        addPrograms();
    }

    private void addConcurrent() {
        add("concurrent.Future.result(Duration)", () -> {
            Future<String> future = new Future<>();
            return new Wait(future::result, () -> future.setResult("x"), "x");
        });
        add("concurrent.Future.exception(Duration)", () -> {
            Future<String> future = new Future<>();
            Exception failure = new Exception();
            return new Wait(future::exception, () -> future.setException(failure), failure);
        });
        add("concurrent.Futures.wait(Iterable, Duration)", () -> {
            Future<String> future = new Future<>();
            return new Wait(d -> Futures.wait(List.of(future), d).done().size(), () -> future.setResult("x"), 1);
        });
        add("concurrent.Futures.wait(Iterable, Duration, ReturnWhen)", () -> {
            Future<String> future = new Future<>();
            return new Wait(
                    d -> Futures.wait(List.of(future), d, ReturnWhen.FIRST_COMPLETED)
                            .done()
                            .size(),
                    () -> future.setResult("x"),
                    1);
        });
        add("concurrent.Futures.asCompleted(Iterable, Duration)", () -> {
            Future<String> future = new Future<>();
            return new Wait(
                    d -> Futures.asCompleted(List.of(future), d).next().result(), () -> future.setResult("x"), "x");
        });
        add("concurrent.MapCalls.timeout(Duration)", () -> {
            Event go = new Event();
            return new Wait(
                    d -> {
                        try (var executor = new ThreadPoolExecutor(1)) {
                            return executor.timeout(d)
                                    .map(_ -> go.await(), List.of(1))
                                    .next();
                        }
                    },
                    go::set,
                    true);
        });
        add(
                "concurrent.ProcessPoolExecutorBuilder.startTimeout(Duration)",
                () -> isBuilt(ProcessPoolExecutor.builder()::startTimeout));
        add(
                "concurrent.ProcessPoolExecutorBuilder.restartTimeout(Duration)",
                () -> isBuilt(ProcessPoolExecutor.builder()::restartTimeout));
    }

    private static Wait isBuilt(Function1<Duration, ProcessPoolExecutorBuilder> option) {
        return new Wait(
                d -> {
                    try (var executor = option.apply(d).build()) {
                        return executor.isShutdown();
                    }
                },
                null,
                false);
    }

    private void addQueues() {
        add("queue.Queue.put(Object, Duration)", () -> {
            var queue = fullQueue();
            return new Wait(d -> done(() -> queue.put(1, d)), queue::get, "done");
        });
        add("queue.Queue.put(Object, boolean, Duration)", () -> {
            var queue = fullQueue();
            return new Wait(d -> done(() -> queue.put(1, true, d)), queue::get, "done");
        });
        add("queue.Queue.get(Duration)", () -> {
            var queue = new io.github.procession.queue.Queue<Integer>();
            return new Wait(queue::get, () -> queue.put(1), 1);
        });
        add("queue.Queue.get(boolean, Duration)", () -> {
            var queue = new io.github.procession.queue.Queue<Integer>();
            return new Wait(d -> queue.get(true, d), () -> queue.put(1), 1);
        });
        add("queue.Queue.join(Duration)", () -> {
            var queue = fullQueue();
            return new Wait(queue::join, queue::taskDone, true);
        });
        add("queue.SimpleQueue.put(Object, boolean, Duration)", () -> {
            var queue = new SimpleQueue<Integer>();
            return new Wait(d -> done(() -> queue.put(1, true, d)), null, "done");
        });
        add("queue.SimpleQueue.get(Duration)", () -> {
            var queue = new SimpleQueue<Integer>();
            return new Wait(queue::get, () -> queue.put(1), 1);
        });
        add("queue.SimpleQueue.get(boolean, Duration)", () -> {
            var queue = new SimpleQueue<Integer>();
            return new Wait(d -> queue.get(true, d), () -> queue.put(1), 1);
        });
        add("multiprocessing.Queue.put(Object, Duration)", () -> {
            var queue = fullSharedQueue();
            return new Wait(d -> done(() -> queue.put(1, d)), queue::get, "done");
        });
        add("multiprocessing.Queue.put(Object, boolean, Duration)", () -> {
            var queue = fullSharedQueue();
            return new Wait(d -> done(() -> queue.put(1, true, d)), queue::get, "done");
        });
        add("multiprocessing.Queue.get(Duration)", () -> {
            var queue = new Queue<Integer>();
            return new Wait(queue::get, () -> queue.put(1), 1);
        });
        add("multiprocessing.Queue.get(boolean, Duration)", () -> {
            var queue = new Queue<Integer>();
            return new Wait(d -> queue.get(true, d), () -> queue.put(1), 1);
        });
        add("multiprocessing.JoinableQueue.join(Duration)", () -> {
            var queue = new JoinableQueue<Integer>();
            queue.put(1);
            return new Wait(queue::join, queue::taskDone, true);
        });
        add("multiprocessing.Connection.poll(Duration)", () -> {
            Pipe pipe = Pipe.open();
            return new Wait(pipe.first()::poll, () -> pipe.second().send(1), true);
        });
        add("multiprocessing.Multiprocessing.wait(Collection, Duration)", () -> {
            Pipe pipe = Pipe.open();
            List<Object> first = List.of(pipe.first());
            return new Wait(
                    d -> Multiprocessing.wait(first, d), () -> pipe.second().send(1), first);
        });
    }

    private static io.github.procession.queue.Queue<Integer> fullQueue() throws InterruptedException {
        var queue = new io.github.procession.queue.Queue<Integer>(1);
        queue.put(0);
        return queue;
    }

    private static Queue<Integer> fullSharedQueue() throws InterruptedException {
        var queue = new Queue<Integer>(1);
        queue.put(0);
        return queue;
    }

    private void addLocks() {
        add("multiprocessing.Lock.acquire(Duration)", () -> {
            var lock = new Lock();
            lock.acquire();
            return new Wait(lock::acquire, lock::release, true);
        });
        add("multiprocessing.Lock.acquire(boolean, Duration)", () -> {
            var lock = new Lock();
            lock.acquire();
            return new Wait(d -> lock.acquire(true, d), lock::release, true);
        });
        add("multiprocessing.RLock.acquire(Duration)", () -> {
            var lock = new RLock();
            lock.acquire();
            return new Wait(lock::acquire, lock::release, true);
        });
        add("multiprocessing.RLock.acquire(boolean, Duration)", () -> {
            var lock = new RLock();
            lock.acquire();
            return new Wait(d -> lock.acquire(true, d), lock::release, true);
        });
        add("multiprocessing.Semaphore.acquire(Duration)", () -> {
            var semaphore = new Semaphore(0);
            return new Wait(semaphore::acquire, semaphore::release, true);
        });
        add("multiprocessing.Semaphore.acquire(boolean, Duration)", () -> {
            var semaphore = new Semaphore(0);
            return new Wait(d -> semaphore.acquire(true, d), semaphore::release, true);
        });
        add("multiprocessing.Condition.acquire(boolean, Duration)", () -> {
            var condition = new Condition();
            condition.acquire();
            return new Wait(d -> condition.acquire(true, d), condition::release, true);
        });
        add("threading.Lock.acquire(Duration)", () -> {
            var lock = new io.github.procession.threading.Lock();
            lock.acquire();
            return new Wait(lock::acquire, lock::release, true);
        });
        add("threading.Lock.acquire(boolean, Duration)", () -> {
            var lock = new io.github.procession.threading.Lock();
            lock.acquire();
            return new Wait(d -> lock.acquire(true, d), lock::release, true);
        });
        add("threading.RLock.acquire(Duration)", () -> {
            var lock = new io.github.procession.threading.RLock();
            lock.acquire();
            return new Wait(lock::acquire, lock::release, true);
        });
        add("threading.RLock.acquire(boolean, Duration)", () -> {
            var lock = new io.github.procession.threading.RLock();
            lock.acquire();
            return new Wait(d -> lock.acquire(true, d), lock::release, true);
        });
        add("threading.Semaphore.acquire(Duration)", () -> {
            var semaphore = new io.github.procession.threading.Semaphore(0);
            return new Wait(semaphore::acquire, semaphore::release, true);
        });
        add("threading.Semaphore.acquire(boolean, Duration)", () -> {
            var semaphore = new io.github.procession.threading.Semaphore(0);
            return new Wait(d -> semaphore.acquire(true, d), semaphore::release, true);
        });
        add("threading.Condition.acquire(boolean, Duration)", () -> {
            var condition = new io.github.procession.threading.Condition();
            condition.acquire();
            return new Wait(d -> condition.acquire(true, d), condition::release, true);
        });
    }

    private void addSynchronizers() {
        add("multiprocessing.Event.await(Duration)", () -> {
            var event = new Event();
            return new Wait(event::await, event::set, true);
        });
        add("threading.Event.await(Duration)", () -> {
            var event = new io.github.procession.threading.Event();
            return new Wait(event::await, event::set, true);
        });
        add("multiprocessing.Condition.await(Duration)", () -> {
            var condition = new Condition();
            return new Wait(
                    locked(condition::acquire, condition::release, condition::await), () -> signal(condition), true);
        });
        add("multiprocessing.Condition.awaitFor(Predicate0, Duration)", () -> {
            var condition = new Condition();
            return untilSo(
                    condition::acquire,
                    condition::release,
                    condition::signalAll,
                    (isSo, d) -> condition.awaitFor(() -> isSo[0], d));
        });
        add("multiprocessing.Condition.awaitValue(Supplier, Duration)", () -> {
            var condition = new Condition();
            return untilSo(
                    condition::acquire,
                    condition::release,
                    condition::signalAll,
                    (isSo, d) -> condition.awaitValue(() -> isSo[0], d));
        });
        add("threading.Condition.await(Duration)", () -> {
            var condition = new io.github.procession.threading.Condition();
            return new Wait(
                    locked(condition::acquire, condition::release, condition::await),
                    () -> {
                        try (var _ = condition.acquire()) {
                            condition.signalAll();
                        }
                    },
                    true);
        });
        add("threading.Condition.awaitFor(Predicate0, Duration)", () -> {
            var condition = new io.github.procession.threading.Condition();
            return untilSo(
                    condition::acquire,
                    condition::release,
                    condition::signalAll,
                    (isSo, d) -> condition.awaitFor(() -> isSo[0], d));
        });
        add("threading.Condition.awaitValue(Supplier, Duration)", () -> {
            var condition = new io.github.procession.threading.Condition();
            return untilSo(
                    condition::acquire,
                    condition::release,
                    condition::signalAll,
                    (isSo, d) -> condition.awaitValue(() -> isSo[0], d));
        });
        add("multiprocessing.Barrier.await(Duration)", () -> {
            var barrier = new Barrier(2);
            return new Wait(barrier::await, barrier::await, 0);
        });
        add("multiprocessing.Barrier(int, Action0, Duration)", () -> {
            Barrier[] made = new Barrier[1];
            return new Wait(
                    d -> {
                        made[0] = new Barrier(1, null, d);
                        return made[0].await();
                    },
                    null,
                    0);
        });
        add(
                "multiprocessing.Context.barrier(int, Action0, Duration)",
                () -> new Wait(
                        d -> Multiprocessing.getContext()
                                .barrier(1, (Action0) null, d)
                                .await(),
                        null,
                        0));
        add("threading.Barrier.await(Duration)", () -> {
            var barrier = new io.github.procession.threading.Barrier(2);
            return new Wait(barrier::await, barrier::await, 0);
        });
        add(
                "threading.Barrier(int, Action0, Duration)",
                () -> new Wait(d -> new io.github.procession.threading.Barrier(1, null, d).await(), null, 0));
    }

    private interface CallUntilSo {
        Object with(boolean[] isSo, Duration timeout) throws Exception;
    }

    /** A call that waits for a condition, until another thread has made it so and signalled. */
    private static Wait untilSo(Step acquire, Step release, Step signalAll, CallUntilSo call) {
        boolean[] isSo = new boolean[1];
        return new Wait(
                locked(acquire, release, timeout -> call.with(isSo, timeout)),
                () -> {
                    acquire.run();
                    try {
                        isSo[0] = true;
                        signalAll.run();
                    } finally {
                        release.run();
                    }
                },
                true);
    }

    /** A call with the lock held, after which the other thread may have it. */
    private static Call locked(Step acquire, Step release, Call call) {
        return timeout -> {
            acquire.run();
            try {
                return call.with(timeout);
            } finally {
                release.run();
            }
        };
    }

    private static void signal(Condition condition) throws InterruptedException {
        try (var _ = condition.acquire()) {
            condition.signalAll();
        }
    }

    private void addPools() {
        add("multiprocessing.AsyncResult.get(Duration)", () -> {
            Event go = new Event();
            return new Wait(
                    inPool(go, (pool, d) -> pool.applyAsync(() -> go.await()).get(d)), go::set, true);
        });
        add("multiprocessing.AsyncResult.await(Duration)", () -> {
            Event go = new Event();
            return new Wait(
                    inPool(go, (pool, d) -> pool.applyAsync(() -> go.await()).await(d)), go::set, true);
        });
        add("multiprocessing.PoolIterator.next(Duration)", () -> {
            Event go = new Event();
            return new Wait(
                    inPool(
                            go,
                            (pool, d) -> pool.imap(_ -> go.await(), List.of(1)).next(d)),
                    go::set,
                    true);
        });
        add("multiprocessing.PoolOperations.timeout(Duration)", () -> {
            Event go = new Event();
            return new Wait(inPool(go, (pool, d) -> pool.timeout(d).apply(() -> go.await())), go::set, true);
        });
        add("multiprocessing.PoolOperations.grace(Duration)", () -> {
            Event go = new Event();
            return new Wait(inPool(go, (pool, d) -> pool.grace(d).apply(() -> go.await())), go::set, true);
        });
        add("multiprocessing.Pool.join(Duration)", () -> {
            Event go = new Event();
            Pool pool = new ThreadPool(1);
            pool.applyAsync(() -> go.await());
            pool.close();
            return new Wait(pool::join, go::set, true);
        });
        for (String option : List.of("startTimeout", "restartTimeout", "timeout", "grace")) {
            add(
                    "multiprocessing.PoolBuilder." + option + "(Duration)",
                    () -> new Wait(
                            d -> {
                                var builder = Pool.builder().processes(1).startOnDemand();
                                var made = switch (option) {
                                    case "startTimeout" -> builder.startTimeout(d);
                                    case "restartTimeout" -> builder.restartTimeout(d);
                                    case "timeout" -> builder.timeout(d);
                                    default -> builder.grace(d);
                                };
                                try (Pool pool = made.build()) {
                                    return option.equals("startTimeout") ? pool.apply(TimeoutsTest::one) : 1;
                                }
                            },
                            null,
                            1));
        }
        add("multiprocessing.Process.join(Duration)", () -> {
            Event go = new Event();
            Process process = new Process(TimeoutsTest::joinParent, go);
            process.start();
            return new Wait(d -> process.join(d) && process.exitCode().getAsInt() == 0, go::set, true);
        });
    }

    private interface PoolCallBuilder {
        Object with(Pool pool, Duration timeout) throws Exception;
    }

    private static Call inPool(Event go, PoolCallBuilder call) {
        return timeout -> {
            try (Pool pool = new ThreadPool(1)) {
                return call.with(pool, timeout);
            }
        };
    }

    static int one() {
        return 1;
    }

    /** In a child: the parent's end is waited for, for centuries. */
    static void joinParent(Event event) throws Exception {
        var waiting = Threads.run(() -> Multiprocessing.parentProcess().join(Duration.ofSeconds(Long.MAX_VALUE)));
        waiting.awaitParked();
        event.await();
    }

    private void addTimers() {
        for (int i = 0; i <= 5; i++) {
            int count = i;
            String all = "Duration, Action" + i + ", Object".repeat(i);
            add("threading.Timer(" + all + ")", () -> {
                Timer[] made = new Timer[1];
                return new Wait(
                        d -> {
                            Timer timer = timer(count, d);
                            made[0] = timer;
                            timer.run();
                            return "cancelled";
                        },
                        () -> made[0].cancel(),
                        "cancelled");
            });
        }
        add("threading.ThreadTarget.buildTimer(Duration)", () -> {
            Timer[] made = new Timer[1];
            return new Wait(
                    d -> {
                        made[0] = Thread.target(TimeoutsTest::one).buildTimer(d);
                        made[0].run();
                        return "cancelled";
                    },
                    () -> made[0].cancel(),
                    "cancelled");
        });
    }

    private static Timer timer(int count, Duration interval) {
        return switch (count) {
            case 0 -> new Timer(interval, () -> {});
            case 1 -> new Timer(interval, _ -> {}, 1);
            case 2 -> new Timer(interval, (_, _) -> {}, 1, 2);
            case 3 -> new Timer(interval, (_, _, _) -> {}, 1, 2, 3);
            case 4 -> new Timer(interval, (_, _, _, _) -> {}, 1, 2, 3, 4);
            default -> new Timer(interval, (_, _, _, _, _) -> {}, 1, 2, 3, 4, 5);
        };
    }

    private void addPrograms() {
        add("subprocess.Popen.await(Duration)", () -> {
            Popen cat = Subprocess.command("cat").stdin(Subprocess.PIPE).start();
            return new Wait(cat::await, () -> cat.stdin().close(), 0);
        });
        add("subprocess.Popen.communicate(Duration)", () -> {
            Popen sleep = Subprocess.command("sleep", "1000").start();
            return new Wait(d -> sleep.communicate(d).returnCode(), sleep::kill, -9);
        });
        add("subprocess.Popen.communicate(String, Duration)", () -> {
            Popen sleep =
                    Subprocess.command("sleep", "1000").stdin(Subprocess.PIPE).start();
            return new Wait(d -> sleep.communicate("x", d).returnCode(), sleep::kill, -9);
        });
        add("subprocess.Popen.communicate(byte[], Duration)", () -> {
            Popen sleep =
                    Subprocess.command("sleep", "1000").stdin(Subprocess.PIPE).start();
            return new Wait(d -> sleep.communicate(new byte[1], d).returnCode(), sleep::kill, -9);
        });
        add(
                "subprocess.Command.timeout(Duration)",
                () -> new Wait(d -> Subprocess.command("true").timeout(d).run().returnCode(), null, 0));
    }
}
