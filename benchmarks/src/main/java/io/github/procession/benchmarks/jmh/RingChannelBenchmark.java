package io.github.procession.benchmarks.jmh;

import io.github.procession.ipc.memory.Session;
import io.github.procession.ipc.ring.OutgoingRecord;
import io.github.procession.ipc.ring.PeerCheck;
import io.github.procession.ipc.ring.ReadOutcome;
import io.github.procession.ipc.ring.RingChannel;
import io.github.procession.ipc.ring.Sink;
import io.github.procession.ipc.sync.Deadline;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
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

/** One record into a ring and out again in the same thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RingChannelBenchmark {
    private static final long CAPACITY = 1 << 18;
    private static final PeerCheck PEER = new PeerCheck() {
        @Override
        public boolean isClosed() {
            return false;
        }

        @Override
        public boolean isGone() {
            return false;
        }
    };

    /** Bytes of the payload. */
    @Param({"8", "4096"})
    public int size;

    private byte[] head;
    private MemorySegment payload;
    private RingChannel channel;
    private Sink sink;

    /** Makes a channel. */
    @Setup
    public void open() throws IOException {
        var session = Session.current();
        head = new byte[8];
        payload = MemorySegment.ofArray(new byte[size]);
        var region = SharedMemory.create("ring", RingChannel.bytes(CAPACITY));
        channel = RingChannel.format(region, session.processes(), session.token());
        sink = new ArraySink(MemorySegment.ofArray(new byte[size]));
    }

    /** Everything but encoding, decoding and waiting. */
    @Benchmark
    public ReadOutcome writeRead() throws InterruptedException {
        channel.write(new OutgoingRecord(null, head, head.length, payload), PEER);
        return channel.read(sink, Deadline.FOREVER, PEER);
    }

    /** Receives into memory that is there already, so that no allocation is measured. */
    private record ArraySink(MemorySegment target) implements Sink {
        @Override
        public void addresses(long[] addresses) {
            throw new IllegalStateException("this benchmark sends no addresses");
        }

        @Override
        public MemorySegment header(byte[] received, long payloadLength) {
            return target;
        }

        @Override
        public void discard() {
            throw new IllegalStateException("this benchmark's writer does not die");
        }
    }
}
