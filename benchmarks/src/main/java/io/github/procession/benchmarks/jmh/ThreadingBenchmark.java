package io.github.procession.benchmarks.jmh;

import io.github.procession.threading.BoundedSemaphore;
import io.github.procession.threading.Event;
import io.github.procession.threading.Local;
import io.github.procession.threading.Lock;
import io.github.procession.threading.RLock;
import io.github.procession.threading.Semaphore;
import io.github.procession.threading.Thread;
import java.util.concurrent.CountDownLatch;
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

/** What threads share, used by one thread, each beside the class of the JDK that does the same. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ThreadingBenchmark {
    private final Lock lock = new Lock();
    private final RLock reentrant = new RLock();
    private final ReentrantLock jdkLock = new ReentrantLock();
    private final Semaphore semaphore = new Semaphore(4);
    private final BoundedSemaphore bounded = new BoundedSemaphore(4);
    private final java.util.concurrent.Semaphore jdkSemaphore = new java.util.concurrent.Semaphore(4);
    private final Event event = new Event();
    private final CountDownLatch jdkLatch = new CountDownLatch(1);
    private final Local<Integer> local = new Local<>();
    private final ThreadLocal<Integer> jdkLocal = new ThreadLocal<>();
    private int next;

    /** Opens what is waited for. */
    @Setup
    public void setUp() {
        event.set();
        jdkLatch.countDown();
        local.set(1);
        jdkLocal.set(1);
    }

    @Benchmark
    public void lock() throws InterruptedException {
        lock.acquire();
        lock.release();
    }

    @Benchmark
    public void lockBlock() throws InterruptedException {
        try (var _ = lock.acquire()) {
            // holding it is all that is measured
        }
    }

    @Benchmark
    public void rlock() throws InterruptedException {
        reentrant.acquire();
        reentrant.release();
    }

    @Benchmark
    public void rlockBlock() throws InterruptedException {
        try (var _ = reentrant.acquire()) {
            // holding it is all that is measured
        }
    }

    @Benchmark
    public void lockJdk() throws InterruptedException {
        jdkLock.lockInterruptibly();
        jdkLock.unlock();
    }

    @Benchmark
    public void semaphore() throws InterruptedException {
        semaphore.acquire();
        semaphore.release();
    }

    @Benchmark
    public void semaphoreBounded() throws InterruptedException {
        bounded.acquire();
        bounded.release();
    }

    @Benchmark
    public void semaphoreJdk() throws InterruptedException {
        jdkSemaphore.acquire();
        jdkSemaphore.release();
    }

    @Benchmark
    public boolean event() throws InterruptedException {
        return event.await();
    }

    @Benchmark
    public boolean eventJdk() throws InterruptedException {
        jdkLatch.await();
        return true;
    }

    @Benchmark
    public Integer localGet() {
        return local.get();
    }

    @Benchmark
    public Integer localGetJdk() {
        return jdkLocal.get();
    }

    @Benchmark
    public void localSet() {
        local.set(next++ & 127);
    }

    @Benchmark
    public void localSetJdk() {
        jdkLocal.set(next++ & 127);
    }

    private static void nothing() {}

    @Benchmark
    public void threadStartJoin() throws InterruptedException {
        Thread thread = new Thread(ThreadingBenchmark::nothing);
        thread.start();
        thread.join();
    }

    @Benchmark
    public void threadStartJoinJdk() throws InterruptedException {
        java.lang.Thread thread = new java.lang.Thread(ThreadingBenchmark::nothing);
        thread.start();
        thread.join();
    }
}
