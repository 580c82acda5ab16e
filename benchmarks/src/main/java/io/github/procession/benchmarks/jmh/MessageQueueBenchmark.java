package io.github.procession.benchmarks.jmh;

import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.transport.MessageQueue;
import java.io.IOException;
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
import org.openjdk.jmh.infra.Blackhole;

/** One value through a queue and out again in the same thread: everything but the waiting. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class MessageQueueBenchmark {
    private final MessageQueue queue = MessageQueue.create(Integer.MAX_VALUE);
    private final Integer number = 42;
    private final Sample sample = Sample.ONE;

    private void putTake(Object value, Blackhole blackhole) throws IOException, InterruptedException {
        queue.put(value, Deadline.FOREVER);
        queue.take(Deadline.FOREVER, blackhole::consume);
    }

    /** The codec's fast path. */
    @Benchmark
    public void putTakeInteger(Blackhole blackhole) throws IOException, InterruptedException {
        putTake(number, blackhole);
    }

    /** Through the general serializer. */
    @Benchmark
    public void putTakeRecord(Blackhole blackhole) throws IOException, InterruptedException {
        putTake(sample, blackhole);
    }
}
