package io.github.procession.benchmarks.jmh;

import io.github.procession.threading.Barrier;
import io.github.procession.threading.Condition;
import io.github.procession.threading.RLock;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Two threads that meet again and again, each way beside the class of the JDK that does the same. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ThreadingMeetingBenchmark {
    private static final int ROUNDS = 1000;

    private final Barrier barrier = new Barrier(2);
    private final CyclicBarrier jdkBarrier = new CyclicBarrier(2);
    private final RLock lock = new RLock();
    private final Condition condition = new Condition(lock);
    private final ReentrantLock jdkLock = new ReentrantLock();
    private final java.util.concurrent.locks.Condition jdkCondition = jdkLock.newCondition();
    private Partner partner;

    /** One side of a meeting: does a number of rounds. */
    private interface Side {
        void run() throws Exception;
    }

    /** The thread that meets the one that JMH measures. */
    private static final class Partner extends java.lang.Thread {
        private final Side side;

        Partner(Side side) {
            super("partner");
            this.side = side;
            setDaemon(true);
        }

        @Override
        public void run() {
            try {
                while (true) {
                    side.run();
                }
            } catch (InterruptedException | BrokenBarrierException e) {
                return; // the end of the iteration
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private void meet(Side other) {
        if (partner == null) {
            partner = new Partner(other);
            partner.start();
        }
    }

    /**
     * Ends the partner.
     *
     * @throws InterruptedException never
     */
    @TearDown
    public void tearDown() throws InterruptedException {
        partner.interrupt();
        partner.join();
    }

    private static void rounds(Side side) throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            side.run();
        }
    }

    @Benchmark
    public void thousandBarriers() throws Exception {
        meet(barrier::await);
        rounds(barrier::await);
    }

    @Benchmark
    public void thousandBarriersJdk() throws Exception {
        meet(jdkBarrier::await);
        rounds(jdkBarrier::await);
    }

    private boolean turn;

    private void handOver(boolean mine) throws InterruptedException {
        try (var _ = condition.acquire()) {
            while (turn != mine) {
                condition.await();
            }
            turn = !mine;
            condition.signal();
        }
    }

    private void handOverJdk(boolean mine) throws InterruptedException {
        jdkLock.lockInterruptibly();
        try {
            while (turn != mine) {
                jdkCondition.await();
            }
            turn = !mine;
            jdkCondition.signal();
        } finally {
            jdkLock.unlock();
        }
    }

    @Benchmark
    public void thousandHandOvers() throws Exception {
        meet(() -> handOver(true));
        rounds(() -> handOver(false));
    }

    @Benchmark
    public void thousandHandOversJdk() throws Exception {
        meet(() -> handOverJdk(true));
        rounds(() -> handOverJdk(false));
    }
}
