package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.support.Eventually;
import java.util.Arrays;
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
    static WorkerHandle[] lines(Pool pool) {
        return ((ProcessPoolEngine) pool.engine()).lines();
    }

    static WorkerHandle line(Pool pool, long pid) {
        return Arrays.stream(lines(pool))
                .filter(line -> line.process.pid() == pid)
                .findFirst()
                .orElseThrow();
    }

    /** Kills a worker, or another process, with SIGKILL. */
    static void kill(long pid) {
        assertTrue(ProcessHandle.of(pid).orElseThrow().destroyForcibly());
    }

    /** Sends a signal by its name. */
    static void signal(String name, long pid) throws Exception {
        int status = new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                .inheritIO()
                .start()
                .waitFor();
        assertEquals(0, status);
    }

    /** Waits until the pool has all its workers, each of them ready, and none of these. */
    static void awaitFull(Pool pool, Long... dead) throws Exception {
        Eventually.await("the pool is at full size without " + List.of(dead), () -> {
            WorkerHandle[] lines = lines(pool);
            return lines.length == pool.size()
                    && Arrays.stream(lines).allMatch(line -> line.ready)
                    && pids(pool).stream().noneMatch(List.of(dead)::contains);
        });
    }

    /** Called in workers. */
    static long ownPid() {
        return ProcessHandle.current().pid();
    }
}
