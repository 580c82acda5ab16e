package io.github.procession.ipc.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.ipc.sync.Deadline;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A reader that takes what has arrived never waits for a writer that has begun a record. */
class ChannelReadArrivedTest {
    private static final Duration LONG = Duration.ofMinutes(3);
    private static final int CAPACITY = 1024;
    private static final int LARGE = 5 * CAPACITY;

    private final ChannelFixture fixture = new ChannelFixture(CAPACITY);
    private final RingChannel writing = fixture.otherView();
    private final BegunRecord<Records.Collecting> begun = new BegunRecord<>();
    private final List<Records.Collecting> made = new ArrayList<>();
    private final List<Records.Collecting> read = new ArrayList<>();

    @AfterEach
    void removeFolder() {
        fixture.close();
    }

    private void readArrived(int most) throws InterruptedException {
        fixture.channel()
                .readArrived(
                        begun,
                        () -> {
                            made.add(new Records.Collecting());
                            return made.getLast();
                        },
                        read,
                        most);
    }

    private FutureTask<Boolean> startLarge(int number) {
        FutureTask<Boolean> write =
                new FutureTask<>(() -> writing.write(Records.numbered(number, LARGE), fixture.peer));
        Thread.ofPlatform().daemon().start(write);
        awaitFull();
        return write;
    }

    private void awaitFull() {
        while (fixture.region.getIntVolatile(ChannelLayout.SPACE_OFFSET) == 0) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aRecordComesInPartsAndTheNextOneBehindIt() throws Exception {
        readArrived(10);
        assertTrue(made.isEmpty());
        FutureTask<Boolean> write = startLarge(1);
        readArrived(1);
        assertEquals(1, made.size());
        assertTrue(read.isEmpty());
        while (read.isEmpty()) {
            readArrived(10);
        }
        assertTrue(write.get());
        writing.write(Records.numbered(2, 10), fixture.peer);
        writing.write(Records.numbered(3, 10), fixture.peer);
        readArrived(1);
        assertEquals(2, read.size());
        readArrived(10);
        assertEquals(
                List.of(1L, 2L, 3L),
                read.stream().map(Records.Collecting::number).toList());
        assertEquals(0, made.stream().mapToInt(Records.Collecting::discarded).sum());
    }

    @Test
    void aRecordThatItsWriterTakesBackIsDropped() throws Exception {
        FutureTask<Void> write = new FutureTask<>(() -> {
            assertThrows(InterruptedException.class, () -> writing.write(Records.numbered(1, LARGE), fixture.peer));
            return null;
        });
        Thread writer = Thread.ofPlatform().start(write);
        awaitFull();
        readArrived(1); // room for one more part at most
        writer.interrupt();
        assertTrue(writer.join(LONG));
        write.get();
        readArrived(10);
        writing.write(Records.numbered(2, 10), fixture.peer);
        readArrived(10);
        assertEquals(1, made.getFirst().discarded());
        assertEquals(List.of(2L), read.stream().map(Records.Collecting::number).toList());
    }

    @Test
    void anotherReaderMayTakeTheRest() throws Exception {
        FutureTask<Boolean> write = startLarge(1);
        readArrived(1);
        assertEquals(1, made.size());
        Records.Collecting other = new Records.Collecting();
        FutureTask<ReadOutcome> reading =
                new FutureTask<>(() -> fixture.otherView().read(other, Deadline.FOREVER, fixture.peer));
        Thread.ofPlatform().daemon().start(reading);
        assertTrue(write.get()); // it is skipped, since its beginning is here
        writing.write(Records.numbered(2, 10), fixture.peer);
        assertEquals(ReadOutcome.RECORD, reading.get());
        assertEquals(2, other.number());
        writing.write(Records.numbered(3, 10), fixture.peer);
        readArrived(10);
        assertEquals(1, made.getFirst().discarded());
        assertEquals(List.of(3L), read.stream().map(Records.Collecting::number).toList());
    }

    @Test
    void aSinkThatHasNoRoomGetsNothingAndTheNextRecordIsRead() throws Exception {
        try (ChannelFixture large = new ChannelFixture(4L * Sink.LARGE_BYTES)) {
            FutureTask<Boolean> write = new FutureTask<>(() -> {
                RingChannel view = large.otherView();
                return view.write(Records.numbered(1, 2 * Sink.LARGE_BYTES), large.peer)
                        && view.write(Records.numbered(2, 10), large.peer);
            });
            Thread.ofPlatform().daemon().start(write);
            List<Long> announced = new ArrayList<>();
            Refusing refusing = new Refusing(announced);
            assertEquals(ReadOutcome.RECORD, large.channel().read(refusing, Deadline.FOREVER, large.peer));
            Records.Collecting taken = new Records.Collecting();
            assertEquals(ReadOutcome.RECORD, large.channel().read(taken, Deadline.FOREVER, large.peer));
            assertTrue(write.get());
            assertEquals(1, announced.size());
            assertEquals(2, taken.number());
        }
    }

    /** Has no room. */
    private record Refusing(List<Long> announced) implements Sink {
        @Override
        public boolean accepts(long headLength, long payloadLength) {
            announced.add(headLength + payloadLength);
            return false;
        }

        @Override
        public void addresses(long[] addresses) {}

        @Override
        public MemorySegment header(byte[] head, long payloadLength) {
            throw new AssertionError("no bytes are wanted");
        }

        @Override
        public void discard() {}
    }
}
