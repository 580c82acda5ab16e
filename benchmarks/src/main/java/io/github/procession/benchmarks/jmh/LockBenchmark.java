package io.github.procession.benchmarks.jmh;

import io.github.procession.multiprocessing.Lock;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A lock that nobody else wants, in the three ways of writing it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class LockBenchmark {
    private final Lock lock = new Lock();

    /** Python's way. */
    @Benchmark
    public void acquireRelease() throws InterruptedException {
        lock.acquire();
        lock.release();
    }

    /** Python's {@code with lock:}. */
    @Benchmark
    public void tryWithResources() throws InterruptedException {
        try (var _ = lock.acquire()) {
            // holding it is all that is measured
        }
    }

    /** The way of {@code java.util.concurrent.locks}. */
    @Benchmark
    public void lockUnlock() {
        lock.lock();
        lock.unlock();
    }
}
