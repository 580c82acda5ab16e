package io.github.procession.internal.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.procession.support.Eventually;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** A pool that gives up for lack of memory, and has none for saying so at first: calls that waited hear what later ones do. */
class GivingUpWithoutMemoryTest {
    private static final class Broken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Broken(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** Exceptions that users get, of which the first has no memory. */
    private static final class ShortOfMemory implements PoolFailures {
        private boolean hasMemory;

        @Override
        public RuntimeException workerLost(
                String name, long pid, int exitCode, String when, String stderrTail, String errorReport) {
            throw new AssertionError("there is no worker");
        }

        @Override
        public RuntimeException broken(String message, Throwable cause) {
            if (!hasMemory) {
                hasMemory = true;
                throw new OutOfMemoryError("none for an exception");
            }
            return new Broken(message, cause);
        }

        @Override
        public Exception timedOut(Duration limit) {
            throw new AssertionError("there is no limit");
        }
    }

    /** A call that waits for a worker. */
    private static final class Waiting extends OneTask {
        private final List<RuntimeException> heard = new CopyOnWriteArrayList<>();

        @Override
        protected void abandon(RuntimeException reason) {
            heard.add(reason);
        }
    }

    @Test
    void callsThatWaitedHearWhatLaterOnesDo() {
        var settings = new WorkerSettings(1, 0, null, Duration.ofSeconds(1), true, false, null);
        var engine = new ProcessPoolEngine("pool", settings, null, new ShortOfMemory(), Surroundings.JVM);
        Waiting job = new Waiting();
        engine.jobs.add(job);
        OutOfMemoryError shortage = new OutOfMemoryError("of the engine");
        engine.fail(shortage);
        Broken waited = assertInstanceOf(Broken.class, job.heard.getFirst());
        Broken later = assertThrows(Broken.class, engine::requireRunning);
        assertEquals(later.getMessage(), waited.getMessage());
        assertEquals(later.getCause(), waited.getCause());
    }

    /** The thread that takes results sleeps until some come, when a step of another thread fails. */
    @Test
    void aCallHearsOfAStepThatFailsWhileItsResultIsAwaited() throws Exception {
        var settings = new WorkerSettings(1, 0, null, Duration.ofSeconds(1), true, false, null);
        var engine = new ProcessPoolEngine("sleeping-pool", settings, null, new ShortOfMemory(), Surroundings.JVM);
        engine.start();
        Waiting job = new Waiting();
        engine.lock.lock();
        try {
            engine.jobs.add(job);
            engine.queue.add(job);
            assertNotNull(engine.queue.poll()); // as if a worker had it
        } finally {
            engine.lock.unlock();
        }
        engine.receiver().needThread();
        Eventually.await(
                "the thread that takes results sleeps",
                () -> Thread.getAllStackTraces().entrySet().stream()
                        .filter(each -> each.getKey().getName().equals("sleeping-pool-results"))
                        .flatMap(each -> Arrays.stream(each.getValue()))
                        .anyMatch(frame -> frame.getMethodName().equals("sleep")));
        engine.failed(new OutOfMemoryError("of a step"));
        Eventually.await("the call hears that the pool gives up", () -> !job.heard.isEmpty());
        assertInstanceOf(Broken.class, job.heard.getFirst());
        Eventually.await("the pool has ended", engine::isFinished);
    }
}
