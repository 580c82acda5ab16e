package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.internal.pool.WorkerView;
import io.github.procession.support.Eventually;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The worker processes of a pool, seen and treated from outside. */
final class PoolWorkers {
    private PoolWorkers() {}

    static Set<Long> pids(Pool pool) {
        Set<Long> pids = new HashSet<>();
        pool.statistics().forEach(worker -> pids.add(worker.pid()));
        return pids;
    }

    /** The workers as the engine sees them. */
    static List<WorkerView> views(Pool pool) {
        return WorkerView.of(pool.engine());
    }

    static WorkerView view(Pool pool, long pid) {
        return views(pool).stream()
                .filter(worker -> worker.pid() == pid)
                .findFirst()
                .orElseThrow();
    }

    /** The worker that has a task. */
    static long busyPid(Pool pool) {
        return views(pool).stream()
                .filter(WorkerView::isBusy)
                .findFirst()
                .orElseThrow()
                .pid();
    }

    /** Kills a worker, or another process, with SIGKILL. */
    static void kill(long pid) {
        assertTrue(ProcessHandle.of(pid).orElseThrow().destroyForcibly());
    }

    /** Sends a signal by its name; a process that gets STOP has stopped when this returns. */
    static void signal(String name, long pid) throws Exception {
        SpareJvms.signal(name, List.of(pid));
    }

    /** Waits until the pool has all its workers, each of them ready, and none of these. */
    static void awaitFull(Pool pool, Long... dead) throws Exception {
        Eventually.await("the pool is at full size without " + List.of(dead), () -> {
            List<WorkerView> views = views(pool);
            return views.size() == pool.size()
                    && views.stream().allMatch(WorkerView::isReady)
                    && views.stream().map(WorkerView::pid).noneMatch(List.of(dead)::contains);
        });
    }

    /** Called in workers. */
    static long ownPid() {
        return ProcessHandle.current().pid();
    }
}
