package io.github.procession.stress;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Two mappings of one file order memory as one mapping does: a plain store made through the first before a release
 * store is seen through the second after an acquire load. All shared structures stand on this, since two processes
 * never see the same file at the same address.
 *
 * <p>The test can fail: with the writer's two stores exchanged, {@code 1, 0} was seen 114,643 times in 65 million.
 */
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "read before anything was stored")
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "read between the two stores")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "flag seen, and the data with it")
@Outcome(id = "1, 0", expect = Expect.FORBIDDEN, desc = "flag seen without the data stored before it")
@State
public class MappedTwiceVisibilityTest {
    private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();

    /** Cell of one state: data and flag on cache lines of their own. */
    private static final int CELL_BYTES = 128;

    private static final int FLAG_OFFSET = 64;

    /** More cells than jcstress keeps states alive at once (stride size times stride count, about 10,000). */
    private static final int CELLS = 1 << 16;

    private static final MemorySegment WRITER_VIEW;
    private static final MemorySegment READER_VIEW;
    private static final AtomicInteger NEXT_CELL = new AtomicInteger();

    static {
        try {
            var file = Files.createTempFile("mapped-twice", null);
            try (var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                WRITER_VIEW = channel.map(MapMode.READ_WRITE, 0, (long) CELLS * CELL_BYTES, Arena.global());
                READER_VIEW = channel.map(MapMode.READ_WRITE, 0, (long) CELLS * CELL_BYTES, Arena.global());
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final long data = (long) (NEXT_CELL.getAndIncrement() & (CELLS - 1)) * CELL_BYTES;
    private final long flag = data + FLAG_OFFSET;

    /** A cell of zeros. */
    public MappedTwiceVisibilityTest() {
        INT.set(WRITER_VIEW, data, 0);
        INT.set(WRITER_VIEW, flag, 0);
    }

    /** Stores the data, then publishes. */
    @Actor
    public void writer() {
        INT.set(WRITER_VIEW, data, 1);
        INT.setRelease(WRITER_VIEW, flag, 1);
    }

    /**
     * Looks at the flag, then at the data.
     *
     * @param result the flag and the data
     */
    @Actor
    public void reader(II_Result result) {
        result.r1 = (int) INT.getAcquire(READER_VIEW, flag);
        result.r2 = (int) INT.get(READER_VIEW, data);
    }
}
