package io.github.procession.benchmarks.jmh;

import io.github.procession.ipc.memory.Region;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
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

/**
 * Stores to shared memory through {@link Region}, each with its crash point, beside the same stores in a copy of the class
 * without: the switch is a constant false, so the compiler leaves nothing of it. The times are within each other's error;
 * the machine code that {@code docs/benchmarks.md} tells how to print is the better proof.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CrashPointsBenchmark {
    private static final long BYTES = 4096;
    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

    private MemorySegment segment;
    private Region region;
    private WithoutCrashPoints plain;
    private long value;

    /** {@link Region} as it would be without the switch. */
    private static final class WithoutCrashPoints {
        private final MemorySegment segment;

        WithoutCrashPoints(MemorySegment segment) {
            this.segment = segment;
        }

        void putLongRelease(long offset, long value) {
            LONG.setRelease(segment, offset, value);
        }
    }

    /** Allocates memory: the same for both, so that nothing but the code differs. */
    @Setup
    public void open() {
        segment = Arena.ofShared().allocate(BYTES, 8);
        region = new Region(segment);
        plain = new WithoutCrashPoints(segment);
    }

    /** As users run it. */
    @Benchmark
    public void region() {
        region.putLongRelease(0, value);
        region.putLongRelease(128, value);
        region.putLongRelease(256, value);
        region.putLongRelease(384, value++);
    }

    /** As crash tests run it. */
    @Benchmark
    @Fork(value = 3, jvmArgsAppend = "-Dprocession.crashPoints=true")
    public void regionArmed() {
        region();
    }

    /** The copy without the call. */
    @Benchmark
    public void withoutCrashPoints() {
        plain.putLongRelease(0, value);
        plain.putLongRelease(128, value);
        plain.putLongRelease(256, value);
        plain.putLongRelease(384, value++);
    }
}
