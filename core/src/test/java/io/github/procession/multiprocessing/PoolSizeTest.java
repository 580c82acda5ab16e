package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.support.Eventually;
import io.github.procession.support.ProcessesOnly;
import io.github.procession.support.ThreadsToo;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

@ThreadsToo
class PoolSizeTest {
    @Test
    @Conformance("POOL-16")
    void aPoolHasAsManyWorkersAsAskedFor() throws Exception {
        for (int wrong : new int[] {0, -1}) {
            IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> new Pool(wrong));
            assertTrue(refused.getMessage().contains("processes=" + wrong), refused.getMessage());
            assertThrows(IllegalArgumentException.class, () -> new ThreadPool(wrong));
        }
        Pool pool = new Pool(3);
        try (pool) {
            assertEquals(3, pool.size());
            assertEquals(
                    3,
                    pool.statistics().stream()
                            .map(WorkerStatistics::name)
                            .distinct()
                            .count());
            assertEquals(3, Multiprocessing.activeChildren().size());
            assertTrue(pool.toString().matches("<Pool-\\d+ running size=3>"), pool::toString);
        }
        assertTrue(pool.join(Eventually.LIMIT));
        assertTrue(pool.toString().matches("<Pool-\\d+ ended size=3>"), pool::toString);
        try (Pool ofDefaultSize = new Pool()) {
            assertEquals(Runtime.getRuntime().availableProcessors(), ofDefaultSize.size());
        }
    }

    @Test
    @Conformance("PLIFE-03")
    void whatABuilderCannotUseItRefuses() {
        PoolBuilder builder = Pool.builder();
        for (int wrong : new int[] {0, -1}) {
            assertThrows(IllegalArgumentException.class, () -> builder.maxTasksPerChild(wrong));
            assertThrows(IllegalArgumentException.class, () -> builder.recycleAbove(wrong));
            assertThrows(IllegalArgumentException.class, () -> builder.heapPercent(wrong));
            assertThrows(IllegalArgumentException.class, () -> builder.timeout(Duration.ofMillis(wrong)));
            assertThrows(IllegalArgumentException.class, () -> builder.startTimeout(Duration.ofMillis(wrong)));
        }
        assertThrows(IllegalArgumentException.class, () -> builder.heapPercent(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> builder.heapPercent(101));
        assertThrows(IllegalArgumentException.class, () -> builder.retries(-1));
        assertThrows(IllegalArgumentException.class, () -> builder.grace(Duration.ofMillis(-1)));
    }

    @Test
    void callsRefuseOptionsThatMakeNoSense() throws Exception {
        try (Pool pool = new ThreadPool(1)) {
            for (int wrong : new int[] {0, -1}) {
                assertThrows(IllegalArgumentException.class, () -> pool.chunksize(wrong));
                assertThrows(IllegalArgumentException.class, () -> pool.buffersize(wrong));
                assertThrows(IllegalArgumentException.class, () -> pool.map(x -> x, List.of(1), wrong));
                assertThrows(IllegalArgumentException.class, () -> pool.timeout(Duration.ofMillis(wrong)));
            }
            assertThrows(IllegalArgumentException.class, () -> pool.retries(-1));
        }
    }

    /** Can be sent to two workers, but not to a third. */
    static final class Scarce implements Serializable {
        private static final long serialVersionUID = 1L;
        private static final AtomicInteger SENT = new AtomicInteger();

        private void writeObject(ObjectOutputStream out) throws IOException {
            if (SENT.incrementAndGet() > 2) {
                throw new NotSerializableException("the third");
            }
        }
    }

    static void take(Scarce argument) {}

    @Test
    @Conformance("PLEAK-01")
    @ProcessesOnly("an initializer for threads is encoded once")
    void ifAWorkerCannotBeStartedNoneIsLeft() throws Exception {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> new Pool(4, PoolSizeTest::take, new Scarce()));
        assertTrue(refused.toString().contains("the third"), refused::toString);
        assertEquals(3, Scarce.SENT.get(), "two had been started");
        assertNoneIsLeft();
    }

    @Test
    @ProcessesOnly("threads have no launcher")
    void ifTheOperatingSystemRefusesAProcessNoneIsLeft() throws Exception {
        Multiprocessing.setExecutable(Path.of("/no/such/java"));
        try {
            assertThrows(UncheckedIOException.class, () -> new Pool(2));
        } finally {
            Multiprocessing.setExecutable(null);
        }
        assertNoneIsLeft();
    }

    /** The constructor waits for the ends of the workers that it has killed, but not for ever. */
    private static void assertNoneIsLeft() throws Exception {
        Eventually.await(
                "no worker is left", () -> Multiprocessing.activeChildren().isEmpty());
    }

    @Test
    @ProcessesOnly("threads have no launcher")
    void withoutALauncherAPoolGivesUpAfterAFewAttempts() throws Exception {
        Multiprocessing.setExecutable(Path.of("/no/such/java"));
        try (Pool pool = Pool.builder()
                .processes(1)
                .startOnDemand()
                .restartTimeout(Duration.ofDays(1)) // of which nothing is used: the next attempt would fail as well
                .build()) {
            AsyncResult<Integer> result = pool.applyAsync(() -> 1);
            Exception failure = assertThrows(Exception.class, () -> result.get(Eventually.LIMIT));
            assertTrue(failure.getMessage().contains("3 workers in a row did not get ready"), failure::toString);
        } finally {
            Multiprocessing.setExecutable(null);
        }
    }
}
