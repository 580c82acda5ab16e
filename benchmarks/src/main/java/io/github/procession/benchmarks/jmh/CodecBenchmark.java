package io.github.procession.benchmarks.jmh;

import io.github.procession.ipc.codec.Codec;
import io.github.procession.ipc.codec.Message;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** Values to bytes and back, without any shared memory. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CodecBenchmark {
    /** What kind of value travels. */
    public enum Kind {
        /** Fast path. */
        INTEGER(42),
        /** Fast path. */
        TEXT("procession".repeat(10)),
        /** Through Kryo. */
        RECORD(Sample.ONE),
        /** Through Kryo. */
        MAP(Map.of("k", 1));

        private final Object value;

        Kind(Object value) {
            this.value = value;
        }
    }

    /** What kind of value travels. */
    @Param
    public Kind kind;

    private Object value;
    private byte[] bytes;

    /** Encodes the value once for {@link #decode}. */
    @Setup
    public void prepare() {
        value = kind.value;
        try (Message message = Codec.encode(value)) {
            bytes = message.toByteArray();
        }
    }

    /** To bytes. */
    @Benchmark
    public void encode(Blackhole blackhole) {
        try (Message message = Codec.encode(value)) {
            blackhole.consume(message.header());
        }
    }

    /** From bytes. */
    @Benchmark
    public Object decode() {
        return Codec.decode(bytes);
    }
}
