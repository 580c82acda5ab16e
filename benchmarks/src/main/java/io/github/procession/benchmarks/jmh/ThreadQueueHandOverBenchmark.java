package io.github.procession.benchmarks.jmh;

import io.github.procession.queue.LifoQueue;
import io.github.procession.queue.PriorityQueue;
import io.github.procession.queue.Queue;
import io.github.procession.queue.SimpleQueue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One thread puts, another one gets: each queue between threads beside the class of the JDK in its place. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
public class ThreadQueueHandOverBenchmark {
    private static final int ITEMS = 10_000;
    private static final int BOUND = 1024;
    private static final int STOP = -1;

    /** What both sides have in common. */
    private interface Handing {
        void put(Integer item) throws InterruptedException;

        Integer get() throws InterruptedException;
    }

    /** Which class. */
    @Param({
        "Queue",
        "LinkedBlockingQueue",
        "Queue-bounded",
        "ArrayBlockingQueue",
        "LifoQueue",
        "LinkedBlockingDeque",
        "PriorityQueue",
        "PriorityBlockingQueue",
        "SimpleQueue"
    })
    public String queue;

    private Handing items;
    private final LinkedBlockingQueue<Integer> orders = new LinkedBlockingQueue<>();
    private Thread producer;

    /** Starts the producer. */
    @Setup(Level.Trial)
    public void start() {
        items = create();
        producer = Thread.ofPlatform().daemon().start(() -> {
            try {
                for (int count; (count = orders.take()) != STOP; ) {
                    for (int i = 0; i < count; i++) {
                        items.put(i);
                    }
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private Handing create() {
        return switch (queue) {
            case "Queue" -> of(new Queue<>());
            case "Queue-bounded" -> of(new Queue<>(BOUND));
            case "LifoQueue" -> of(new LifoQueue<>(BOUND));
            case "PriorityQueue" -> of(new PriorityQueue<>());
            case "SimpleQueue" -> of(new SimpleQueue<>());
            case "LinkedBlockingQueue" -> of(new LinkedBlockingQueue<>());
            case "ArrayBlockingQueue" -> of(new ArrayBlockingQueue<>(BOUND));
            case "LinkedBlockingDeque" -> stack(new LinkedBlockingDeque<>(BOUND));
            case "PriorityBlockingQueue" -> of(new PriorityBlockingQueue<>());
            default -> throw new IllegalArgumentException(queue);
        };
    }

    private static Handing of(Queue<Integer> queue) {
        return new Handing() {
            @Override
            public void put(Integer item) throws InterruptedException {
                queue.put(item);
            }

            @Override
            public Integer get() throws InterruptedException {
                return queue.get();
            }
        };
    }

    private static Handing of(SimpleQueue<Integer> queue) {
        return new Handing() {
            @Override
            public void put(Integer item) {
                queue.put(item);
            }

            @Override
            public Integer get() throws InterruptedException {
                return queue.get();
            }
        };
    }

    private static Handing of(BlockingQueue<Integer> queue) {
        return new Handing() {
            @Override
            public void put(Integer item) throws InterruptedException {
                queue.put(item);
            }

            @Override
            public Integer get() throws InterruptedException {
                return queue.take();
            }
        };
    }

    private static Handing stack(LinkedBlockingDeque<Integer> queue) {
        return new Handing() {
            @Override
            public void put(Integer item) throws InterruptedException {
                queue.putFirst(item);
            }

            @Override
            public Integer get() throws InterruptedException {
                return queue.takeFirst();
            }
        };
    }

    /** From the order to the last item; the time is that of one item. */
    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public int handOver() throws InterruptedException {
        orders.put(ITEMS);
        int sum = 0;
        for (int i = 0; i < ITEMS; i++) {
            sum += items.get();
        }
        return sum;
    }

    /** Ends the producer. */
    @TearDown(Level.Trial)
    public void stop() throws InterruptedException {
        orders.put(STOP);
        producer.join();
    }
}
