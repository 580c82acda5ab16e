package io.github.procession.internal.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A pool with workers elsewhere, whose program has no memory at a moment at which nobody else would tell its callers. */
class RemotePoolWithoutMemoryTest {
    private static final long LIMIT_SECONDS = 30;

    /** The other side, which has no memory for the first word of the end. */
    private static final class OtherSide implements RemoteTasks, PoolHome {
        private final BlockingQueue<Long> submitted = new LinkedBlockingQueue<>();
        private Results results;
        private int ends;

        @Override
        public RemoteTasks open(String name, RemoteSettings settings, Results receiver) {
            results = receiver;
            return this;
        }

        @Override
        public void submit(List<RemoteTask> tasks) {
            tasks.forEach(task -> submitted.add(task.id()));
        }

        @Override
        public Set<Long> withdraw(Collection<Long> ids, boolean begunToo) {
            return Set.of();
        }

        @Override
        public boolean signal(long id, int signal) {
            return false;
        }

        @Override
        public boolean hasBegun(Collection<Long> ids) {
            return true;
        }

        @Override
        public List<WorkerState> states() {
            return List.of();
        }

        @Override
        public void stopWorkers(int signal) {
            throw new AssertionError("nobody stops them");
        }

        @Override
        public void end() {
            if (ends++ == 0) {
                throw new OutOfMemoryError("none for a word");
            }
        }
    }

    private static final class ShortOfMemory implements RemoteFailures {
        @Override
        public RuntimeException machineLost(String machine) {
            throw new AssertionError("none is lost");
        }

        @Override
        public RuntimeException workerStopped(String machine, int signal) {
            throw new AssertionError("none is stopped");
        }

        @Override
        public boolean isLoss(Throwable reason) {
            return false;
        }

        @Override
        public RuntimeException notEncoded(Throwable reason, String result) {
            throw new OutOfMemoryError("none for an exception");
        }

        @Override
        public RuntimeException workerLost(
                String name, long pid, int exitCode, String when, String stderrTail, String errorReport) {
            throw new AssertionError("there is no worker here");
        }

        @Override
        public RuntimeException broken(String message, Throwable cause) {
            throw new AssertionError("it is not broken", cause);
        }

        @Override
        public Exception timedOut(Duration limit) {
            throw new AssertionError("there is no limit");
        }
    }

    /** A call whose result cannot be sent. */
    private static final class Refused extends OneTask {
        private final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();

        @Override
        protected void failed(PoolTask task, Throwable reason, String place) {
            failures.add(reason);
        }
    }

    private static byte[] refusal(long id) {
        int refused = 2;
        return RemoteMessage.of(
                id, RemoteCall.encode(new Object[] {refused, "there", new IllegalStateException("too wide"), "it"}));
    }

    @Test
    void aCallAndTheEndOfThePoolAreTold() throws Exception {
        OtherSide other = new OtherSide();
        RemoteSettings settings = new RemoteSettings(1, null, 0, 0, 0, List.of(), false, null, false);
        RemotePoolEngine engine = new RemotePoolEngine("pool", settings, other, new ShortOfMemory()).start();
        Refused job = new Refused();
        engine.submit(job, this, false);
        Long id = other.submitted.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
        other.results.ended(id, refusal(id));
        assertInstanceOf(OutOfMemoryError.class, job.failures.poll(LIMIT_SECONDS, TimeUnit.SECONDS));
        engine.close();
        assertTrue(engine.join(TimeUnit.SECONDS.toNanos(LIMIT_SECONDS)), "the pool never ends");
        assertEquals(2, other.ends);
    }
}
