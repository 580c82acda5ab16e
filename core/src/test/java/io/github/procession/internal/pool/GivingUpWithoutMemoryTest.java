package io.github.procession.internal.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
    private static final class Waiting extends PoolJob {
        private final List<RuntimeException> heard = new ArrayList<>();

        Waiting() {
            super(FakeJob.lasting(), new TaskLimits(null, null, 0));
        }

        @Override
        protected PoolTask next() {
            return null;
        }

        @Override
        protected boolean isExhausted() {
            return false;
        }

        @Override
        protected String nameOfInput(PoolTask task, int index) {
            throw new AssertionError("there is no task");
        }

        @Override
        protected void succeeded(PoolTask task, Object[] values) {
            throw new AssertionError("there is no task");
        }

        @Override
        protected void failed(PoolTask task, Throwable reason, String place) {
            throw new AssertionError("there is no task");
        }

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
        engine.board.close();
        Broken waited = assertInstanceOf(Broken.class, job.heard.getFirst());
        Broken later = assertThrows(Broken.class, engine::requireRunning);
        assertEquals(later.getMessage(), waited.getMessage());
        assertEquals(later.getCause(), waited.getCause());
    }
}
