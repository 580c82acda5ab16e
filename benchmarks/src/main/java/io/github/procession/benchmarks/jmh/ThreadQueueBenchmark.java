package io.github.procession.benchmarks.jmh;

import io.github.procession.queue.LifoQueue;
import io.github.procession.queue.PriorityQueue;
import io.github.procession.queue.Queue;
import io.github.procession.queue.SimpleQueue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.PriorityBlockingQueue;
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

/** put + get in one thread: each queue between threads beside the class of the JDK that one would use in its place. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ThreadQueueBenchmark {
    private static final int BOUND = 1024;
    private static final Integer ITEM = 42;

    private final Queue<Integer> queue = new Queue<>();
    private final Queue<Integer> bounded = new Queue<>(BOUND);
    private final LifoQueue<Integer> lifo = new LifoQueue<>();
    private final PriorityQueue<Integer> priority = new PriorityQueue<>();
    private final SimpleQueue<Integer> simple = new SimpleQueue<>();

    private final LinkedBlockingQueue<Integer> linkedBlockingQueue = new LinkedBlockingQueue<>();
    private final ArrayBlockingQueue<Integer> arrayBlockingQueue = new ArrayBlockingQueue<>(BOUND);
    private final LinkedBlockingDeque<Integer> linkedBlockingDeque = new LinkedBlockingDeque<>();
    private final PriorityBlockingQueue<Integer> priorityBlockingQueue = new PriorityBlockingQueue<>();

    /** Without a bound. */
    @Benchmark
    public Integer fifo() throws InterruptedException {
        queue.put(ITEM);
        return queue.get();
    }

    /** Beside {@link #fifo} and {@link #simple}. */
    @Benchmark
    public Integer fifoOfTheJdk() throws InterruptedException {
        linkedBlockingQueue.put(ITEM);
        return linkedBlockingQueue.take();
    }

    /** With a bound. */
    @Benchmark
    public Integer fifoBounded() throws InterruptedException {
        bounded.put(ITEM);
        return bounded.get();
    }

    /** Beside {@link #fifoBounded}. */
    @Benchmark
    public Integer fifoBoundedOfTheJdk() throws InterruptedException {
        arrayBlockingQueue.put(ITEM);
        return arrayBlockingQueue.take();
    }

    /** The newest first. */
    @Benchmark
    public Integer lifo() throws InterruptedException {
        lifo.put(ITEM);
        return lifo.get();
    }

    /** Beside {@link #lifo}. */
    @Benchmark
    public Integer lifoOfTheJdk() throws InterruptedException {
        linkedBlockingDeque.putFirst(ITEM);
        return linkedBlockingDeque.takeFirst();
    }

    /** The smallest first. */
    @Benchmark
    public Integer priority() throws InterruptedException {
        priority.put(ITEM);
        return priority.get();
    }

    /** Beside {@link #priority}. */
    @Benchmark
    public Integer priorityOfTheJdk() throws InterruptedException {
        priorityBlockingQueue.put(ITEM);
        return priorityBlockingQueue.take();
    }

    /** The fewest calls. */
    @Benchmark
    public Integer simple() throws InterruptedException {
        simple.put(ITEM);
        return simple.get();
    }
}
