package io.github.procession.benchmarks.jmh;

import io.github.procession.ipc.memory.Session;
import io.github.procession.ipc.sync.RobustMutex;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The mutex in shared memory beside the JDK's lock inside one process: both are two atomic stores. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RobustMutexBenchmark {
    private static final long BYTES = 4096;

    private final ReentrantLock reentrantLock = new ReentrantLock();
    private RobustMutex mutex;

    /** Makes a mutex. */
    @Setup
    public void open() throws IOException {
        var session = Session.current();
        mutex = new RobustMutex(SharedMemory.create("mutex", BYTES), 0, session.processes(), session.token());
    }

    /** The uncontended mutex. */
    @Benchmark
    public void lockUnlock() throws InterruptedException {
        mutex.lock();
        mutex.unlock();
    }

    /** The measure of things. */
    @Benchmark
    public void reentrantLock() {
        reentrantLock.lock();
        reentrantLock.unlock();
    }
}
