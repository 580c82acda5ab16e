package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.procession.support.Threads;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Timeouts of calls at a manager's server follow the rule of all others: null and centuries wait for ever. */
class ManagerTimeoutsTest {
    private static final List<Class<?>> TYPES = List.of(
            AsyncResultProxy.class,
            BarrierProxy.class,
            BaseManager.class,
            ConditionProxy.class,
            EventProxy.class,
            LockProxy.class,
            QueueProxy.class,
            SemaphoreProxy.class,
            SyncManager.class);

    private interface Call {
        Object with(Duration timeout) throws Exception;
    }

    private interface Step {
        void run() throws Exception;
    }

    /** A call that waits, what ends the waiting (null if it does not wait), and what it returns then. */
    private record Wait(Call call, Step release, Object result) {}

    private interface Made {
        Wait in(SyncManager manager) throws Exception;
    }

    private static final Map<String, Made> WAITS = new TreeMap<>();

    static {
        WAITS.put("AsyncResultProxy.await(Duration)", manager -> inPool(manager, AsyncResultProxy::await, true));
        WAITS.put("AsyncResultProxy.get(Duration)", manager -> inPool(manager, AsyncResultProxy::get, "done"));
        WAITS.put("BarrierProxy.await(Duration)", manager -> {
            var barrier = manager.barrier(2);
            return new Wait(timeout -> barrier.await(timeout) >= 0, barrier::await, true);
        });
        WAITS.put("BaseManager.join(Duration)", _ -> {
            var own = Multiprocessing.manager();
            return new Wait(own::join, own::close, true);
        });
        WAITS.put(
                "BaseManager.setShutdownTimeout(Duration)",
                _ -> new Wait(
                        timeout -> {
                            try (var own = Multiprocessing.manager()) {
                                own.setShutdownTimeout(timeout);
                            }
                            return "ended";
                        },
                        null,
                        "ended"));
        WAITS.put("ConditionProxy.acquire(boolean, Duration)", manager -> {
            var condition = manager.condition();
            return held(condition::acquire, condition::release, timeout -> condition.acquire(true, timeout));
        });
        WAITS.put("ConditionProxy.await(Duration)", manager -> {
            var condition = manager.condition();
            var entered = new CountDownLatch(1);
            return new Wait(
                    timeout -> {
                        try (var _ = condition.acquire()) {
                            entered.countDown();
                            return condition.await(timeout);
                        }
                    },
                    () -> {
                        entered.await();
                        try (var _ = condition.acquire()) {
                            condition.signalAll();
                        }
                    },
                    true);
        });
        WAITS.put("ConditionProxy.awaitFor(Predicate0, Duration)", manager -> {
            var condition = manager.condition();
            boolean[] isSo = new boolean[1];
            return new Wait(
                    timeout -> {
                        try (var _ = condition.acquire()) {
                            return condition.awaitFor(() -> isSo[0], timeout);
                        }
                    },
                    () -> {
                        try (var _ = condition.acquire()) {
                            isSo[0] = true;
                            condition.signalAll();
                        }
                    },
                    true);
        });
        WAITS.put("ConditionProxy.awaitValue(Supplier, Duration)", manager -> {
            var condition = manager.condition();
            boolean[] isSo = new boolean[1];
            return new Wait(
                    timeout -> {
                        try (var _ = condition.acquire()) {
                            return condition.awaitValue(() -> isSo[0], timeout);
                        }
                    },
                    () -> {
                        try (var _ = condition.acquire()) {
                            isSo[0] = true;
                            condition.signalAll();
                        }
                    },
                    true);
        });
        WAITS.put("EventProxy.await(Duration)", manager -> {
            var event = manager.event();
            return new Wait(event::await, event::set, true);
        });
        WAITS.put("LockProxy.acquire(Duration)", manager -> {
            var lock = manager.lock();
            return held(lock::acquire, lock::release, lock::acquire);
        });
        WAITS.put("LockProxy.acquire(boolean, Duration)", manager -> {
            var lock = manager.lock();
            return held(lock::acquire, lock::release, timeout -> lock.acquire(true, timeout));
        });
        WAITS.put("QueueProxy.get(Duration)", manager -> {
            QueueProxy<Integer> queue = manager.queue();
            return new Wait(queue::get, () -> queue.put(1), 1);
        });
        WAITS.put("QueueProxy.get(boolean, Duration)", manager -> {
            QueueProxy<Integer> queue = manager.queue();
            return new Wait(timeout -> queue.get(true, timeout), () -> queue.put(1), 1);
        });
        WAITS.put("QueueProxy.put(Object, Duration)", manager -> {
            QueueProxy<Integer> queue = full(manager);
            return new Wait(done(timeout -> queue.put(1, timeout)), queue::get, "done");
        });
        WAITS.put("QueueProxy.put(Object, boolean, Duration)", manager -> {
            QueueProxy<Integer> queue = full(manager);
            return new Wait(done(timeout -> queue.put(1, true, timeout)), queue::get, "done");
        });
        WAITS.put("QueueProxy.join(Duration)", manager -> {
            QueueProxy<Integer> queue = manager.joinableQueue(0);
            queue.put(1);
            return new Wait(queue::join, queue::taskDone, true);
        });
        WAITS.put("SemaphoreProxy.acquire(Duration)", manager -> {
            var semaphore = manager.semaphore(0);
            return new Wait(semaphore::acquire, semaphore::release, true);
        });
        WAITS.put("SemaphoreProxy.acquire(boolean, Duration)", manager -> {
            var semaphore = manager.semaphore(0);
            return new Wait(timeout -> semaphore.acquire(true, timeout), semaphore::release, true);
        });
        WAITS.put(
                "SyncManager.barrier(int, Action0, Duration)",
                manager -> new Wait(timeout -> manager.barrier(1, null, timeout).await(), null, 0));
    }

    private interface InTime {
        void run(Duration timeout) throws Exception;
    }

    private static Call done(InTime call) {
        return timeout -> {
            call.run(timeout);
            return "done";
        };
    }

    /** A call that waits for what this thread holds meanwhile. */
    private static Wait held(Step acquire, Step release, Call call) throws Exception {
        acquire.run();
        return new Wait(call, release, true);
    }

    private static QueueProxy<Integer> full(SyncManager manager) throws InterruptedException {
        QueueProxy<Integer> queue = manager.queue(1);
        queue.put(0);
        return queue;
    }

    private interface OfResult {
        Object with(AsyncResultProxy<String> result, Duration timeout) throws Exception;
    }

    private static Wait inPool(SyncManager manager, OfResult call, Object expected) {
        var go = manager.event();
        AsyncResultProxy<String> result = manager.pool(1).applyAsync(ManagerTimeoutsTest::awaitEvent, go);
        return new Wait(timeout -> call.with(result, timeout), go::set, expected);
    }

    private static String awaitEvent(EventProxy go) throws InterruptedException {
        go.await();
        return "done";
    }

    /** Calls after which one that does not wait has long returned: the server begins calls in the order of their arrival. */
    private static final int ROUND_TRIPS = 20;

    private static void check(String name, Wait wait, Duration timeout, EventProxy other) throws Exception {
        Threads.Running<Object> waiting = Threads.run(() -> wait.call.with(timeout));
        if (wait.release != null) {
            waiting.awaitParked();
            for (int i = 0; i < ROUND_TRIPS; i++) {
                other.isSet();
            }
            assertFalse(waiting.task().isDone(), () -> name + " does not wait for ever with " + timeout);
            wait.release.run();
        }
        assertEquals(wait.result, waiting.result(), name);
    }

    @Tag("full")
    @Test
    void nullAndCenturiesWaitForEver() throws Exception {
        try (var manager = Multiprocessing.manager()) {
            var other = manager.event();
            for (var each : WAITS.entrySet()) {
                check(each.getKey(), each.getValue().in(manager), null, other);
                check(each.getKey(), each.getValue().in(manager), Duration.ofSeconds(Long.MAX_VALUE), other);
            }
        }
    }

    @Test
    void theTableIsComplete() {
        Set<String> found = TYPES.stream()
                .flatMap(type -> Stream.of(type.getMethods()))
                .filter(method ->
                        TYPES.contains(method.getDeclaringClass()) && !Modifier.isPrivate(method.getModifiers()))
                .filter(method -> List.of(method.getParameterTypes()).contains(Duration.class))
                .map(ManagerTimeoutsTest::signature)
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(String.join("\n", found), String.join("\n", WAITS.keySet()));
    }

    private static String signature(Method method) {
        return method.getDeclaringClass().getSimpleName() + "." + method.getName()
                + Arrays.stream(method.getParameterTypes())
                        .map(Class::getSimpleName)
                        .collect(Collectors.joining(", ", "(", ")"));
    }
}
