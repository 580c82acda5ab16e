package io.github.procession.multiprocessing;

import java.util.List;

/** The engine of a pool that may not start workers: it has none, and refuses all calls with the reason. */
final class RefusedEngine extends PoolEngine {
    private final int size;
    private final String reason;

    RefusedEngine(String name, int size, String reason) {
        super(name);
        this.size = size;
        this.reason = reason;
        state = State.TERMINATED;
    }

    @Override
    void requireRunning() {
        throw new RecursiveStartException(name() + " takes no tasks: " + reason);
    }

    @Override
    int size() {
        return size;
    }

    @Override
    void submit(PoolJob job, Object owner, boolean helping) {
        requireRunning();
    }

    @Override
    void jobEnded(PoolJob job) {}

    @Override
    void resume(PoolJob job, boolean helping) {}

    @Override
    boolean hasBegun(PoolJob job) {
        return false;
    }

    @Override
    boolean cancel(PoolJob job, boolean mayInterrupt) {
        return false;
    }

    @Override
    void runInBackground(Runnable work) {
        requireRunning();
    }

    @Override
    List<WorkerStatistics> statistics() {
        return List.of();
    }

    @Override
    void close() {}

    @Override
    void terminate() {}

    @Override
    boolean join(long nanos) {
        return true;
    }
}
