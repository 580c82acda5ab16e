package io.github.procession.examples;

import io.github.procession.multiprocessing.Pool;
import io.github.procession.multiprocessing.TaskTimeoutException;
import io.github.procession.multiprocessing.WorkerLostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/**
 * A time limit for each task and a memory limit for each worker. A task above one of them fails alone; threads of one JVM
 * cannot be stopped against their will, and share one heap.
 */
class LimitsOfTasks {
    private static volatile int sink;

    /** Does as many rounds of work as are asked for, and hears no interrupt. */
    static String work(long rounds) {
        for (long i = 0; i < rounds; i++) {
            sink = sink + 1;
        }
        return "done";
    }

    /** Keeps as many megabytes as are asked for. */
    static String keep(int megabytes) {
        var kept = new ArrayList<byte[]>();
        for (int i = 0; i < megabytes; i++) {
            kept.add(new byte[1 << 20]);
        }
        return kept.size() + " MB kept";
    }

    void main() throws InterruptedException {
        try (var pool = Pool.builder().processes(2).jvmOptions("-Xmx64m").build()) {
            for (Duration limit : List.of(Duration.ofSeconds(60), Duration.ofSeconds(1))) {
                long rounds = limit.toSeconds() > 1 ? 1000 : Long.MAX_VALUE;
                try {
                    IO.println("work: "
                            + pool.timeout(limit).grace(Duration.ofMillis(100)).apply(LimitsOfTasks::work, rounds));
                } catch (ExecutionException e) {
                    IO.println(
                            e.getCause() instanceof TaskTimeoutException
                                    ? "work: stopped at its time limit"
                                    : "work: " + e.getCause());
                }
            }
            for (int megabytes : List.of(10, 1000)) {
                try {
                    IO.println("memory: " + pool.apply(LimitsOfTasks::keep, megabytes));
                } catch (ExecutionException e) {
                    // A worker without memory ends itself, with exit code 3, and a fresh one takes its place.
                    IO.println(
                            e.getCause() instanceof WorkerLostException lost
                                    ? "memory: over its limit, exit code " + lost.exitCode()
                                    : "memory: " + e.getCause());
                }
            }
        }
    }
}
