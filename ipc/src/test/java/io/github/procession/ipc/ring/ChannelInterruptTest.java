package io.github.procession.ipc.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.sync.WaitMode;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A record whose writer or reader does not come to its end harms no other record. */
@ParameterizedClass
@MethodSource("io.github.procession.ipc.sync.WaitMode#possible")
class ChannelInterruptTest {
    private static final Duration LONG = Duration.ofMinutes(3);
    private static final int CAPACITY = 1024;
    private static final int LARGE = 5 * CAPACITY;

    @Parameter
    WaitMode mode;

    private final ChannelFixture fixture = new ChannelFixture(CAPACITY);
    private final RingChannel writing = fixture.otherView();

    @BeforeEach
    void chooseWait() {
        mode.use();
    }

    @AfterEach
    void removeFolder() {
        WaitMode.FUTEX.use();
        fixture.close();
    }

    private Records.Collecting read() throws InterruptedException {
        Records.Collecting record = new Records.Collecting();
        assertEquals(ReadOutcome.RECORD, fixture.channel().read(record, Deadline.FOREVER, fixture.peer));
        return record;
    }

    /** Starts to write a large record that nobody reads; comes back when the channel is full. */
    private Thread writeLarge(FutureTask<Boolean> write) {
        Thread writer = Thread.ofPlatform().start(write);
        while (fixture.region.getIntVolatile(ChannelLayout.SPACE_OFFSET) == 0) {
            Thread.onSpinWait();
        }
        assertTrue(ChannelLayout.isOpen(fixture.region.getLongVolatile(ChannelLayout.TAIL_OFFSET)));
        return writer;
    }

    @Test
    void aWriterInterruptedInTheMiddleTakesItsRecordBack() throws Exception {
        for (int round = 0; round < 20; round++) {
            FutureTask<Boolean> write = new FutureTask<>(() -> {
                assertThrows(InterruptedException.class, () -> writing.write(Records.numbered(1, LARGE), fixture.peer));
                return Thread.currentThread().isInterrupted();
            });
            Thread writer = writeLarge(write);
            writer.interrupt();
            assertTrue(writer.join(LONG));
            assertFalse(write.get());
            FutureTask<Boolean> next = new FutureTask<>(() -> writing.write(Records.numbered(2, LARGE), fixture.peer));
            Thread nextWriter = Thread.ofPlatform().start(next);
            Records.Collecting record = read();
            assertEquals(2, record.number());
            assertEquals(1, record.discarded());
            assertTrue(nextWriter.join(LONG));
            assertTrue(next.get());
        }
    }

    @Test
    void aReaderInterruptedBeforeARecordReadsNothing() throws Exception {
        Records.Collecting record = new Records.Collecting();
        FutureTask<Boolean> reading = new FutureTask<>(() -> {
            assertThrows(
                    InterruptedException.class, () -> fixture.channel().read(record, Deadline.FOREVER, fixture.peer));
            return Thread.currentThread().isInterrupted();
        });
        Thread reader = Thread.ofPlatform().start(reading);
        while (fixture.region.getIntVolatile(ChannelLayout.DATA_OFFSET) == 0) {
            Thread.onSpinWait();
        }
        reader.interrupt();
        assertTrue(reader.join(LONG));
        assertFalse(reading.get());
        writing.write(Records.numbered(3, 10), fixture.peer);
        assertEquals(3, read().number());
    }

    @Test
    void aReaderInterruptedInTheMiddleOfARecordReadsToItsEnd() throws Exception {
        FutureTask<Boolean> write = new FutureTask<>(() -> writing.write(Records.numbered(4, LARGE), fixture.peer));
        Thread writer = writeLarge(write);
        Records.Collecting record = new Records.Collecting();
        FutureTask<Boolean> reading = new FutureTask<>(() -> {
            assertEquals(
                    ReadOutcome.RECORD,
                    fixture.channel().read(new InterruptingSink(record), Deadline.FOREVER, fixture.peer));
            return Thread.currentThread().isInterrupted();
        });
        Thread reader = Thread.ofPlatform().start(reading);
        assertTrue(reader.join(LONG));
        assertTrue(reading.get(), "the interrupt is kept");
        assertTrue(writer.join(LONG));
        assertEquals(4, record.number());
    }

    /** Interrupts its thread as soon as a record has begun. */
    private record InterruptingSink(Records.Collecting record) implements Sink {
        @Override
        public void addresses(long[] addresses) {
            record.addresses(addresses);
        }

        @Override
        public MemorySegment header(byte[] head, long payloadLength) {
            Thread.currentThread().interrupt();
            return record.header(head, payloadLength);
        }

        @Override
        public void discard() {
            record.discard();
        }
    }

    @Test
    void aReaderWhoseEndIsClosedInTheMiddleOfARecordComesBack() throws Exception {
        FutureTask<Boolean> write = new FutureTask<>(() -> writing.write(Records.numbered(1, LARGE), fixture.peer));
        writeLarge(write);
        ChannelFixture.Peer own = new ChannelFixture.Peer();
        Records.Collecting record = new Records.Collecting();
        Sink closing = new Sink() {
            @Override
            public void addresses(long[] addresses) {
                record.addresses(addresses);
            }

            @Override
            public MemorySegment header(byte[] head, long payloadLength) {
                fixture.peer.gone = true; // the writer gives up when it next has to wait
                own.closed = true;
                return record.header(head, payloadLength);
            }

            @Override
            public void discard() {
                record.discard();
            }
        };
        FutureTask<ReadOutcome> reading =
                new FutureTask<>(() -> fixture.channel().read(closing, Deadline.FOREVER, own));
        Thread reader = Thread.ofPlatform().start(reading);
        assertTrue(reader.join(LONG), "it waits for the rest of the record");
        reading.get();
    }
}
