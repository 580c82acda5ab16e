package io.github.procession.concurrent;

import io.github.procession.multiprocessing.BrokenPoolException;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;

/** The calls of one executor that have not ended. It knows nothing of the executor, so that that may be dropped. */
final class LiveCalls {
    private final Set<ExecutorFuture<?>> live = ConcurrentHashMap.newKeySet();
    private final AtomicLong lastNumber = new AtomicLong();
    private final BiFunction<String, Throwable, BrokenExecutor> breaking;

    /** The function makes an exception from message and cause. */
    LiveCalls(BiFunction<String, Throwable, BrokenExecutor> breaking) {
        this.breaking = breaking;
    }

    long nextNumber() {
        return lastNumber.incrementAndGet();
    }

    void add(ExecutorFuture<?> call) {
        live.add(call);
    }

    void remove(ExecutorFuture<?> call) {
        try {
            live.remove(call); // which makes another count of the calls where two threads meet
        } finally {
            KeepAlive.end();
        }
    }

    /** Exception of the executor's kind in place of its pool's; a new object each time. */
    BrokenExecutor broken(BrokenPoolException broken) {
        return breaking.apply(broken.getMessage(), broken.getCause());
    }

    /** All of them, the newest first: the order in which to cancel, because then none is handed out meanwhile. */
    List<ExecutorFuture<?>> newestFirst() {
        return live.stream()
                .sorted(Comparator.<ExecutorFuture<?>>comparingLong(ExecutorFuture::number)
                        .reversed())
                .toList();
    }
}
