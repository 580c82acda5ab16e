package io.github.procession.examples;

import io.github.procession.function.Action0;
import io.github.procession.multiprocessing.Pool;
import io.github.procession.multiprocessing.TaskTimeoutException;
import io.github.procession.multiprocessing.WorkerLostException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.ExecutionException;

/**
 * Tasks that would take the program down with them, in a pool of processes: each fails alone, its worker is replaced, and
 * the pool goes on.
 */
class SurvivesAnything {
    private static volatile long rounds;

    static int answer() {
        return 42;
    }

    static void exit() {
        System.exit(7);
    }

    /** Writes to the address 8, which belongs to nobody: what a fault in a native library does. */
    @SuppressWarnings("restricted") // the fault is wanted
    static void crash() {
        MemorySegment.ofAddress(8).reinterpret(8).set(ValueLayout.JAVA_LONG, 0, 1);
    }

    static void loop() {
        while (true) {
            rounds = rounds + 1; // hears no interrupt
        }
    }

    static void fillHeap() {
        var all = new ArrayList<long[]>();
        while (true) {
            all.add(new long[1 << 17]);
        }
    }

    static int overflow(int depth) {
        return 1 + overflow(depth + 1);
    }

    private static void attempt(Pool pool, Duration limit, String what, Action0 task)
            throws InterruptedException, ExecutionException {
        String end;
        try {
            pool.timeout(limit).grace(Duration.ofMillis(200)).apply(task);
            end = "nothing happened";
        } catch (ExecutionException e) {
            end = switch (e.getCause()) {
                case WorkerLostException lost -> "the worker was lost, exit code " + lost.exitCode();
                case TaskTimeoutException _ -> "stopped at its time limit";
                case Throwable other -> other.getClass().getSimpleName();
            };
        }
        IO.println(what + ": " + end + "; the pool answers " + pool.apply(SurvivesAnything::answer));
    }

    void main() throws InterruptedException, ExecutionException {
        // No report and no core file of the crash, and room for 64 MB of objects in each worker.
        try (var pool = Pool.builder()
                .processes(2)
                .jvmOptions("-Xmx64m", "-XX:+SuppressFatalErrorMessage", "-XX:-CreateCoredumpOnCrash")
                .build()) {
            attempt(pool, null, "System.exit", SurvivesAnything::exit);
            attempt(pool, null, "native crash", SurvivesAnything::crash);
            attempt(pool, Duration.ofSeconds(2), "endless loop", SurvivesAnything::loop);
            attempt(pool, null, "heap exhausted", SurvivesAnything::fillHeap);
            attempt(pool, null, "endless recursion", () -> overflow(0));
        }
        IO.println("All is well.");
    }
}
