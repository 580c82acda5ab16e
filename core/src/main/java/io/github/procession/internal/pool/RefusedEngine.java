package io.github.procession.internal.pool;

import java.util.List;
import java.util.function.Function;

/** The engine of a pool that may not start workers: it has none, and refuses all calls with the reason. */
public final class RefusedEngine extends PoolEngine {
    private final int size;
    private final String reason;
    private final Function<String, RuntimeException> refusal;

    /**
     * @param reason why it starts no workers
     * @param refusal makes the exception of a refused call from its message
     */
    public RefusedEngine(
            String name, int size, String reason, Function<String, RuntimeException> refusal, PoolFailures failures) {
        super(name, failures);
        this.size = size;
        this.reason = reason;
        this.refusal = refusal;
        state = State.TERMINATED;
    }

    @Override
    public void requireRunning() {
        throw refusal.apply(name() + " takes no tasks: " + reason);
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public void submit(PoolJob job, Object owner, boolean helping) {
        requireRunning();
    }

    @Override
    void jobEnded(PoolJob job) {}

    @Override
    public void resume(PoolJob job, boolean helping) {}

    @Override
    public boolean hasBegun(PoolJob job) {
        return false;
    }

    @Override
    public boolean cancel(PoolJob job, boolean mayInterrupt) {
        return false;
    }

    @Override
    public void runInBackground(Runnable work) {
        requireRunning();
    }

    @Override
    public List<WorkerState> states() {
        return List.of();
    }

    @Override
    public void close() {}

    @Override
    public void terminate() {}

    @Override
    public void stopWorkers(boolean kill) {}

    @Override
    public boolean join(long nanos) {
        return true;
    }
}
