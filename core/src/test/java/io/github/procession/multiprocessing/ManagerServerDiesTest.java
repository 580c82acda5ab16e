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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** When the server is killed, each call of each process that waits for it ends with one exception. */
class ManagerServerDiesTest {
    private static final String SILENCE = "procession.managerSilence";

    /** The end of a connection must be what wakes a caller: the silence of a server is never noticed here. */
    @BeforeAll
    static void takeNoSilenceForAnEnd() {
        System.setProperty(SILENCE, "0"); // children have it too
    }

    @AfterAll
    static void usual() {
        System.clearProperty(SILENCE);
    }

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

    /** Calls all from threads of their own and tells, as they end, what was thrown. */
    static void callAll(Blocking blocking, Queue<String> news) {
        for (Callable<?> call : blocking.calls()) {
            Thread.ofPlatform().start(() -> {
                String thrown = "nothing";
                try {
                    call.call();
                } catch (Throwable e) {
                    thrown = e.getClass().getSimpleName();
                }
                try {
                    news.put(thrown);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
        }
    }

    @Tag("full")
    @Test
    void eachCallerInEachThreadOfEachProcessLearnsIt() throws Exception {
        try (OwnManager manager = new OwnManager();
                Queue<String> news = new Queue<>()) {
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
            manager.process().kill();
            for (int i = 0; i < 3 * blocking.calls().size(); i++) {
                assertEquals("ManagerException", news.get(Eventually.LIMIT));
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
