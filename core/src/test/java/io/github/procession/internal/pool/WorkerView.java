package io.github.procession.internal.pool;

import java.util.Arrays;
import java.util.List;

/**
 * A worker process as its engine sees it at a moment, for tests of pools.
 *
 * @param process of the worker
 * @param isReady whether it takes tasks
 * @param isBusy whether it has tasks
 * @param hasArrived whether it has sent something that was not taken
 */
public record WorkerView(WorkerProcess process, boolean isReady, boolean isBusy, boolean hasArrived) {
    public static List<WorkerView> of(PoolEngine engine) {
        return Arrays.stream(((ProcessPoolEngine) engine).workers())
                .map(worker -> {
                    engine.lock.lock();
                    try {
                        boolean arrived = worker.channel().hasArrived();
                        return new WorkerView(worker.process(), worker.isReady(), !worker.isIdle(), arrived);
                    } finally {
                        engine.lock.unlock();
                    }
                })
                .toList();
    }

    /** How many calls the engine has taken that have not ended. */
    public static int calls(PoolEngine engine) {
        engine.lock.lock();
        try {
            return engine.jobs.size();
        } finally {
            engine.lock.unlock();
        }
    }

    public long pid() {
        return process.pid();
    }
}
