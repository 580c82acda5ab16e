package io.github.procession.ipc.ring;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.sync.WaitMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Records of all sizes go through a small channel whole and in order. */
@ParameterizedClass
@MethodSource("io.github.procession.ipc.sync.WaitMode#possible")
class ChannelTransferTest {
    private static final Duration LONG = Duration.ofMinutes(3);
    private static final int CAPACITY = 1024;

    /** The longest body of a record that is not cut into fragments. */
    private static final int MAX_BODY = CAPACITY / 4 - 24;

    @Parameter
    WaitMode mode;

    private final ChannelFixture fixture = new ChannelFixture(CAPACITY);

    @BeforeEach
    void chooseWait() {
        mode.use();
    }

    @AfterEach
    void removeFolder() {
        WaitMode.FUTEX.use();
        fixture.close();
    }

    private static List<Integer> sizes() {
        List<Integer> sizes = new ArrayList<>();
        for (int size = 0; size < 40; size++) {
            sizes.add(size);
        }
        for (int around : new int[] {MAX_BODY - 16, MAX_BODY, 2 * MAX_BODY, CAPACITY / 2, CAPACITY, 3 * CAPACITY}) {
            for (int size = around - 26; size <= around + 26; size++) {
                sizes.add(size);
            }
        }
        sizes.add(1_000_000);
        return sizes;
    }

    @Test
    void recordsAroundEveryLimitArriveWholeAndInOrder() throws Exception {
        List<Integer> sizes = sizes();
        RingChannel writing = fixture.otherView();
        FutureTask<Void> writes = new FutureTask<>(() -> {
            for (int i = 0; i < sizes.size(); i++) {
                assertTrue(writing.write(Records.numbered(i, sizes.get(i)), fixture.peer));
            }
            return null;
        });
        Thread writer = Thread.ofPlatform().start(writes);
        for (int i = 0; i < sizes.size(); i++) {
            Records.Collecting record = new Records.Collecting();
            assertEquals(ReadOutcome.RECORD, fixture.channel().read(record, Deadline.FOREVER, fixture.peer));
            assertEquals(i, record.number());
            assertEquals(sizes.get(i), record.payload().length);
            assertEquals(0, record.discarded());
        }
        assertTrue(writer.join(LONG));
        writes.get();
        assertEquals(ReadOutcome.TIMED_OUT, poll(fixture.channel()));
    }

    @Test
    void headsAroundEveryLimitArriveWholeAndInOrder() throws Exception {
        List<Integer> sizes = sizes();
        RingChannel writing = fixture.otherView();
        FutureTask<Void> writes = new FutureTask<>(() -> {
            for (int size : sizes) {
                assertTrue(writing.write(Records.headOnly(headOf(size)), fixture.peer));
            }
            return null;
        });
        Thread writer = Thread.ofPlatform().start(writes);
        for (int size : sizes) {
            Records.Collecting record = new Records.Collecting();
            assertEquals(ReadOutcome.RECORD, fixture.channel().read(record, Deadline.FOREVER, fixture.peer));
            assertArrayEquals(headOf(size), record.head());
            assertEquals(0, record.payload().length);
        }
        assertTrue(writer.join(LONG));
        writes.get();
    }

    private static byte[] headOf(int size) {
        byte[] head = new byte[size];
        Arrays.fill(head, (byte) size);
        return head;
    }

    @Test
    void recordsOfAllKindsGoTogetherAndArriveInOrder() throws Exception {
        int count = 20_000;
        RingChannel writing = fixture.otherView();
        FutureTask<Void> writes = new FutureTask<>(() -> {
            for (int from = 0; from < count; ) {
                List<OutgoingRecord> batch = new ArrayList<>();
                for (int i = from; i < Math.min(count, from + 1 + from % 40); i++) {
                    batch.add(together(i));
                }
                int written = writing.tryWriteAll(batch);
                if (written == 0) { // no room, or the record is longer than one piece
                    assertTrue(writing.write(batch.getFirst(), fixture.peer));
                    written = 1;
                }
                from += written;
            }
            return null;
        });
        Thread writer = Thread.ofPlatform().start(writes);
        List<Records.Collecting> received = new ArrayList<>();
        while (received.size() < count) {
            int before = received.size();
            assertEquals(
                    ReadOutcome.RECORD,
                    fixture.channel()
                            .readAll(
                                    Records.Collecting::new,
                                    received,
                                    1 + before % 30,
                                    Deadline.FOREVER,
                                    fixture.peer));
            assertTrue(received.size() <= before + 1 + before % 30, "at most so many were wanted");
        }
        for (int i = 0; i < count; i++) {
            assertEquals(i, received.get(i).number());
            assertEquals(
                    i % 5 == 0 ? List.of((long) i + 1) : List.of(),
                    received.get(i).named());
        }
        assertTrue(writer.join(LONG));
        writes.get();
    }

    private static OutgoingRecord together(int number) {
        long[] addresses = number % 5 == 0 ? new long[] {number + 1} : new long[0];
        int size = number % 97 == 0 ? CAPACITY : number % 3 == 0 ? number % 60 : 0;
        return Records.numbered(number, size, addresses);
    }

    @Test
    void recordsThatFindNoRoomAreLeftToTheCaller() throws Exception {
        RingChannel writing = fixture.otherView();
        List<OutgoingRecord> records = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            records.add(Records.numbered(i, 40));
        }
        int written = writing.tryWriteAll(records);
        assertTrue(written > 0 && written < 100, written + " of 100 found room");
        assertEquals(0, writing.tryWriteAll(records.subList(written, 100)));
        for (int i = 0; i < written; i++) {
            assertEquals(i, read().number());
        }
        assertEquals(ReadOutcome.TIMED_OUT, poll(fixture.channel()));
        assertEquals(0, writing.tryWriteAll(List.of(Records.numbered(1, MAX_BODY))), "too long for one piece");
        assertEquals(0, writing.tryWriteAll(List.of()));
        assertEquals(ReadOutcome.TIMED_OUT, poll(fixture.channel()));
    }

    private ReadOutcome poll(RingChannel channel) throws InterruptedException {
        return channel.poll(Deadline.after(Duration.ZERO), fixture.peer);
    }

    @Test
    void headOrPayloadOrBothMayBeEmpty() throws Exception {
        RingChannel writing = fixture.otherView();
        byte[] bytes = {1, 2, 3};
        writing.write(Records.headOnly(bytes), fixture.peer);
        writing.write(Records.payloadOnly(bytes), fixture.peer);
        writing.write(Records.payloadOnly(new byte[0]), fixture.peer);
        writing.write(new OutgoingRecord(new long[] {7}, new byte[0], 0, null), fixture.peer);

        Records.Collecting headOnly = read();
        assertArrayEquals(bytes, headOnly.head());
        assertEquals(0, headOnly.payload().length);
        Records.Collecting payloadOnly = read();
        assertEquals(0, payloadOnly.head().length);
        assertArrayEquals(bytes, payloadOnly.payload());
        Records.Collecting nothing = read();
        assertEquals(0, nothing.head().length + nothing.payload().length);
        Records.Collecting addressOnly = read();
        assertEquals(List.of(7L), addressOnly.named());
        assertEquals(0, addressOnly.head().length + addressOnly.payload().length);
    }

    private Records.Collecting read() throws InterruptedException {
        Records.Collecting record = new Records.Collecting();
        assertEquals(ReadOutcome.RECORD, fixture.channel().read(record, Deadline.after(Duration.ZERO), fixture.peer));
        return record;
    }

    @Test
    void moreAddressesThanAFragmentTakesArriveInOrder() throws Exception {
        long[] addresses = LongStream.range(1, 1000).toArray();
        RingChannel writing = fixture.otherView();
        FutureTask<Boolean> write =
                new FutureTask<>(() -> writing.write(Records.numbered(1, 500, addresses), fixture.peer));
        Thread writer = Thread.ofPlatform().start(write);
        Records.Collecting record = new Records.Collecting();
        assertEquals(ReadOutcome.RECORD, fixture.channel().read(record, Deadline.FOREVER, fixture.peer));
        assertEquals(LongStream.of(addresses).boxed().toList(), record.named());
        assertEquals(1, record.number());
        assertTrue(writer.join(LONG));
        assertTrue(write.get());
    }

    @Test
    void manyWritersAndReadersLoseAndDoubleNothing() throws Exception {
        int writers = 3;
        int readers = 3;
        int each = mode == WaitMode.FUTEX ? 3000 : 1000;
        var seen = ConcurrentHashMap.<Long>newKeySet();
        List<FutureTask<Void>> tasks = new ArrayList<>();
        for (int w = 0; w < writers; w++) {
            RingChannel writing = w == 0 ? fixture.channel() : fixture.otherView();
            long from = (long) w * each;
            tasks.add(new FutureTask<>(() -> {
                for (long i = from; i < from + each; i++) {
                    int size = (int) (i * 7919 % (2 * CAPACITY));
                    assertTrue(writing.write(Records.numbered(i, size), fixture.peer));
                }
                return null;
            }));
        }
        for (int r = 0; r < readers; r++) {
            RingChannel reading = r == 0 ? fixture.channel() : fixture.otherView();
            tasks.add(new FutureTask<>(() -> {
                long[] last = {-1, -1, -1};
                Records.Collecting record = new Records.Collecting();
                while (reading.read(record, Deadline.FOREVER, fixture.peer) == ReadOutcome.RECORD) {
                    long number = record.number();
                    assertTrue(seen.add(number), number + " came twice");
                    int writer = (int) (number / each);
                    assertTrue(number > last[writer], number + " came after " + last[writer]);
                    last[writer] = number;
                }
                return null;
            }));
        }
        List<Thread> threads =
                tasks.stream().map(task -> Thread.ofPlatform().start(task)).toList();
        for (int i = 0; i < threads.size(); i++) {
            if (i == writers) {
                fixture.peer.gone = true; // all is written
            }
            assertTrue(threads.get(i).join(LONG), i + " waits for ever");
            tasks.get(i).get();
        }
        assertEquals(writers * each, seen.size());
    }

    @Test
    void aSinkMayDropThePayload() throws Exception {
        RingChannel writing = fixture.otherView();
        FutureTask<Boolean> write = new FutureTask<>(() -> writing.write(Records.numbered(1, 5000), fixture.peer)
                && writing.write(Records.numbered(2, 10), fixture.peer));
        Thread writer = Thread.ofPlatform().start(write);
        byte[][] head = new byte[1][];
        Sink dropping = new Sink() {
            @Override
            public void addresses(long[] addresses) {
                throw new AssertionError("there are none");
            }

            @Override
            public java.lang.foreign.MemorySegment header(byte[] bytes, long payloadLength) {
                head[0] = bytes;
                return null;
            }

            @Override
            public void discard() {
                throw new AssertionError("nobody died");
            }
        };
        assertEquals(ReadOutcome.RECORD, fixture.channel().read(dropping, Deadline.FOREVER, fixture.peer));
        assertEquals(16, head[0].length);
        assertTrue(writer.join(LONG));
        assertTrue(write.get());
        assertEquals(2, read().number());
    }

    @Test
    void theEndComesAfterTheLastRecordAndADeadlineBeforeTheFirst() throws Exception {
        Records.Collecting none = new Records.Collecting();
        assertEquals(
                ReadOutcome.TIMED_OUT,
                fixture.channel().read(none, Deadline.after(Duration.ofMillis(5)), fixture.peer));
        assertEquals(
                ReadOutcome.TIMED_OUT,
                fixture.channel().read(none, Deadline.after(Duration.ofSeconds(-1)), fixture.peer));
        assertNull(none.head());
        fixture.otherView().write(Records.numbered(1, 10), fixture.peer);
        fixture.peer.gone = true;
        assertEquals(ReadOutcome.RECORD, poll(fixture.channel()));
        assertEquals(1, read().number());
        assertEquals(ReadOutcome.END, fixture.channel().read(none, Deadline.FOREVER, fixture.peer));
        assertEquals(ReadOutcome.END, poll(fixture.channel()));
        fixture.peer.closed = true;
        assertFalse(fixture.channel().write(Records.numbered(2, 1), fixture.peer), "nobody reads");
    }

    @Test
    void aWriterToAFullChannelGivesUpWhenTheReadersAreGone() throws Exception {
        RingChannel writing = fixture.otherView();
        FutureTask<Integer> writes = new FutureTask<>(() -> {
            int written = 0;
            while (writing.write(Records.numbered(written, 100), fixture.peer)) {
                written++;
            }
            return written;
        });
        Thread writer = Thread.ofPlatform().start(writes);
        while (poll(fixture.channel()) != ReadOutcome.RECORD) {
            Thread.onSpinWait();
        }
        fixture.peer.gone = true;
        assertTrue(writer.join(LONG));
        assertTrue(writes.get() >= CAPACITY / (24 + 16 + 104) - 1, writes.get() + " fitted");
    }
}
