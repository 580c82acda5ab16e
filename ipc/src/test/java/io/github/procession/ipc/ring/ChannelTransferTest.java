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
    private static final Duration LONG = Duration.ofSeconds(60);
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
        writing.write(new Outgoing(new long[] {7}, new byte[0], 0, null), fixture.peer);

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
            public java.lang.foreign.MemorySegment head(byte[] bytes, long payloadLength) {
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
