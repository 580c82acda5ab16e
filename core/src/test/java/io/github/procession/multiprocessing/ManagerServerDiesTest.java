package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.support.Children;
import io.github.procession.support.Eventually;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** When the server is killed, each call of each process that waits for it ends with one exception. */
class ManagerServerDiesTest {
    /**
     * The promise is 2 s. The margin is for machines where many threads wait for a processor; that a connection has ended must
     * be what wakes a caller, for the silence of a server is noticed after 15 s only.
     */
    private static final Duration LIMIT = Duration.ofSeconds(2 + 8);

    /** A queue of the server alone: that of the library's own managers is in shared memory and outlives the server. */
    private static final class OwnManager extends SyncManager {
        OwnManager() {
            register("jobs", () -> new io.github.procession.queue.Queue<Integer>(), QueueProxy.class);
        }
    }

    /** What callers wait for. */
    private record Blocking(
            LockProxy lock,
            SemaphoreProxy semaphore,
            EventProxy event,
            BarrierProxy barrier,
            ConditionProxy condition,
            QueueProxy<Integer> jobs,
            DictProxy<String, Integer> dict)
            implements java.io.Serializable {
        List<Callable<?>> calls() {
            return List.of(
                    () -> lock.acquire(true, null),
                    () -> semaphore.acquire(true, null),
                    () -> event.await(),
                    () -> barrier.await(),
                    () -> {
                        try (var _ = condition.acquire()) {
                            return condition.await(Duration.ofDays(1));
                        }
                    },
                    () -> jobs.get(),
                    () -> {
                        while (true) {
                            dict.merge("calls", 1, Integer::sum);
                        }
                    });
        }
    }

    /** Calls all from threads of their own and tells, as they end, what was thrown and when. */
    static void callAll(Blocking blocking, Queue<Object[]> news) {
        for (Callable<?> call : blocking.calls()) {
            Thread.ofPlatform().start(() -> {
                String thrown = "nothing";
                try {
                    call.call();
                } catch (Throwable e) {
                    thrown = e.getClass().getSimpleName();
                }
                long ended = System.nanoTime(); // one clock for all processes of a machine
                try {
                    news.put(new Object[] {thrown, ended});
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
        }
    }

    @Tag("full")
    @Test
    void eachCallerInEachThreadOfEachProcessLearnsItInTime() throws Exception {
        try (OwnManager manager = new OwnManager();
                Queue<Object[]> news = new Queue<>()) {
            manager.start();
            Blocking blocking = new Blocking(
                    manager.lock(),
                    manager.semaphore(0),
                    manager.event(),
                    manager.barrier(100),
                    manager.condition(),
                    manager.create("jobs"),
                    manager.dict());
            blocking.lock().acquire();
            List<Process> children = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                children.add(Children.start(new Process(ManagerServerDiesTest::callAll, blocking, news)));
            }
            callAll(blocking, news);
            Eventually.await(
                    "all wait",
                    () -> blocking.barrier().nWaiting() == 3
                            && blocking.condition().toString().endsWith(", 3)>")
                            && blocking.dict().getOrDefault("calls", 0) > 0);
            assertTrue(news.empty());
            long killed = System.nanoTime();
            manager.process().kill();
            for (int i = 0; i < 3 * blocking.calls().size(); i++) {
                Object[] call = news.get(Eventually.LIMIT);
                assertEquals("ManagerException", call[0]);
                long took = (Long) call[1] - killed;
                assertTrue(took < LIMIT.toNanos(), "a call ended after " + took / 1_000_000 + " ms");
            }
            assertThrows(ManagerException.class, () -> blocking.dict().size());
            assertThrows(ManagerException.class, manager::numberOfObjects);
            Children.join(children);
        }
    }

    @Test
    void aQueueOfTheTreeOutlivesIt() throws Exception {
        try (SyncManager manager = Multiprocessing.manager()) {
            QueueProxy<Integer> queue = manager.queue();
            queue.put(1);
            manager.process().kill();
            manager.join();
            assertEquals(1, queue.get(), "it is in shared memory");
        }
    }
}
