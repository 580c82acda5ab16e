package io.github.procession.stress.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.ipc.memory.Cell;
import io.github.procession.ipc.memory.CellLayout;
import io.github.procession.ipc.memory.Region;
import io.github.procession.ipc.memory.Segment;
import io.github.procession.ipc.ring.Peek;
import io.github.procession.ipc.ring.PeerCheck;
import io.github.procession.ipc.ring.ReadOutcome;
import io.github.procession.ipc.ring.RingChannel;
import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.transport.CellTypes;
import io.github.procession.stress.Items;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/**
 * Deaths while records are written to and read from a small channel. Record 1 is the child's; 2 is written by the parent
 * afterwards and must arrive in any case.
 */
abstract class ChannelScenario extends Scenario {
    static final int CAPACITY = 1024;
    static final int SMALL = 50;
    static final int LARGE = CAPACITY + 100;

    static final PeerCheck ALWAYS_THERE = new PeerCheck() {
        @Override
        public boolean isClosed() {
            return false;
        }

        @Override
        public boolean isGone() {
            return false;
        }
    };

    RingChannel channel;
    Region region;
    private Cell cell;
    private FutureTask<List<Long>> reads;

    @Override
    long[] prepare() throws Exception {
        cell = session().allocate(CellTypes.PIPE_END);
        cell.region().putInt(cell.base() + CellLayout.LAST_FILE_OFFSET, 1);
        cell.region().putInt(cell.base() + CellLayout.FIRST_FILE_OFFSET, 1);
        region = Segment.create(cell.file(session().directory(), 1), RingChannel.bytes(CAPACITY))
                .region();
        channel = RingChannel.format(region, session().processes(), session().token());
        return new long[] {cell.address()};
    }

    @Override
    void open(long[] numbers) throws Exception {
        region =
                Segment.open(granted(numbers[0]).file(session().directory(), 1)).region();
        channel = RingChannel.attach(region, session().processes(), session().token());
    }

    @Override
    void release() {
        KeptRecords.delete();
        session().drop(cell.address());
    }

    void write(long number, int size) throws InterruptedException {
        assertTrue(channel.write(Items.numbered(number, size), ALWAYS_THERE));
    }

    /** The number of the next record, -1 if there is none. */
    long read(Deadline deadline) throws InterruptedException {
        Items.Receiver receiver = new Items.Receiver();
        return channel.read(receiver, deadline, ALWAYS_THERE) == ReadOutcome.RECORD ? receiver.number() : -1;
    }

    /** Child: reads record 1 and keeps it where the parent finds it. */
    void readAndKeep() throws InterruptedException {
        Items.Kept kept = new KeptRecords().sink();
        assertEquals(ReadOutcome.RECORD, channel.read(kept, Deadline.FOREVER, ALWAYS_THERE));
        assertEquals(1, kept.number());
    }

    /** The numbers of the records that are there. */
    List<Long> readAll() throws InterruptedException {
        List<Items.Receiver> received = new ArrayList<>();
        channel.readAll(Items.Receiver::new, received, Integer.MAX_VALUE, now(), ALWAYS_THERE);
        return received.stream().map(Items.Receiver::number).toList();
    }

    static Deadline now() {
        return Deadline.after(Duration.ZERO);
    }

    /** Lets a thread of the parent read up to record 2. */
    void startReading() {
        reads = new FutureTask<>(() -> {
            List<Long> numbers = new ArrayList<>();
            do {
                numbers.add(read(Deadline.FOREVER));
            } while (numbers.getLast() != 2);
            return numbers;
        });
        Thread.ofPlatform().daemon().start(reads);
    }

    /** The reader got record 1 if it was written, or if its writer died on the way out; and record 2. */
    List<Long> checkRead(boolean completed) throws Exception {
        soon(() -> {
            write(2, SMALL);
            return null;
        });
        List<Long> numbers = reads.get(SURVIVOR_SECONDS, TimeUnit.SECONDS);
        assertTrue(numbers.equals(List.of(1L, 2L)) || !completed && numbers.equals(List.of(2L)), "received " + numbers);
        return numbers;
    }

    /** The channel carries small and large records as ever. */
    void checkWorks() throws Exception {
        assertEquals(-1, soon(() -> read(now())), "something is left");
        for (int size : new int[] {0, SMALL, LARGE}) {
            FutureTask<Void> write = new FutureTask<>(() -> {
                write(7, size);
                return null;
            });
            Thread.ofPlatform().daemon().start(write);
            assertEquals(7, soon(() -> read(Deadline.FOREVER)));
            write.get(SURVIVOR_SECONDS, TimeUnit.SECONDS);
        }
    }

    @Override
    void check(boolean completed) throws Exception {
        checkRead(completed);
        checkWorks();
    }

    /** Writes a record of one fragment. */
    static final class WriteSmall extends ChannelScenario {
        @Override
        String name() {
            return "channel: write one fragment";
        }

        @Override
        void act() throws Exception {
            write(1, SMALL);
        }

        @Override
        void accompany(Process child) {
            startReading();
        }
    }

    /** Writes three records at once: none of them is there, or all. */
    static final class WriteTogether extends ChannelScenario {
        @Override
        String name() {
            return "channel: write records together";
        }

        @Override
        void act() {
            assertEquals(
                    3,
                    channel.tryWriteAll(List.of(Items.numbered(1, 0), Items.numbered(3, SMALL), Items.numbered(4, 0))));
        }

        @Override
        void check(boolean completed) throws Exception {
            List<Long> numbers = soon(() -> readAll());
            assertTrue(numbers.equals(List.of(1L, 3L, 4L)) || !completed && numbers.isEmpty(), "received " + numbers);
            checkWorks();
        }
    }

    /** Reads three records at once: all of them are there for the next reader, or none. */
    static final class ReadTogether extends ChannelScenario {
        @Override
        String name() {
            return "channel: read records together";
        }

        @Override
        long[] prepare() throws Exception {
            long[] numbers = super.prepare();
            write(1, 0);
            write(3, SMALL);
            write(4, 0);
            return numbers;
        }

        @Override
        void act() throws Exception {
            KeptRecords kept = new KeptRecords();
            List<Items.Kept> received = new ArrayList<>();
            channel.readAll(kept::sink, received, Integer.MAX_VALUE, now(), ALWAYS_THERE);
            assertEquals(
                    List.of(1L, 3L, 4L),
                    received.stream().map(Items.Kept::number).toList());
        }

        @Override
        void check(boolean completed) throws Exception {
            List<Long> numbers = soon(() -> readAll());
            assertTrue(
                    numbers.isEmpty()
                            || !completed && List.of(1L, 3L, 4L).equals(numbers)
                            || !completed && List.of(3L, 4L).equals(numbers),
                    "received " + numbers);
            KeptRecords.check(List.of(1L, 3L, 4L), numbers);
            checkWorks();
        }
    }

    /** Writes a record of many fragments while the parent reads. */
    static final class WriteLarge extends ChannelScenario {
        @Override
        String name() {
            return "channel: write many fragments";
        }

        @Override
        void act() throws Exception {
            write(1, LARGE);
        }

        @Override
        void accompany(Process child) {
            startReading();
        }
    }

    /** Writes many fragments until the channel is full, is interrupted while it waits, and takes the record back. */
    static final class Interrupted extends ChannelScenario {
        @Override
        String name() {
            return "channel: abort after an interrupt";
        }

        @Override
        void act() {
            Thread.currentThread().interrupt();
            assertThrows(InterruptedException.class, () -> write(9, LARGE));
        }

        @Override
        void check(boolean completed) throws Exception {
            startReading();
            super.check(false);
        }
    }

    /** Writes to a full channel whose last writer died between two fragments: takes over, aborts its record, goes on. */
    static final class AbortOfTheDead extends ChannelScenario {
        private int dead;

        @Override
        String name() {
            return "channel: abort of a dead writer's record";
        }

        @Override
        long[] prepare() throws Exception {
            long[] numbers = super.prepare();
            dead = session().reserveProcess();
            session().grant(dead, numbers);
            Process first = CrashRun.start(new WriteLarge(), dead, Long.MAX_VALUE, numbers);
            session().bindProcess(dead, first.pid());
            until(() -> Peek.isWaitingForSpace(region), first);
            first.destroyForcibly().waitFor();
            assertTrue(Peek.isOpen(region));
            return numbers;
        }

        @Override
        void act() throws Exception {
            write(1, SMALL);
        }

        @Override
        void accompany(Process child) throws Exception {
            until(() -> !Peek.isOpen(region), child);
            startReading();
        }

        @Override
        void release() {
            session().processEnded(dead);
            session().sweep();
            super.release();
        }
    }

    /** Reads a record of one fragment. */
    static final class ReadSmall extends ChannelScenario {
        @Override
        String name() {
            return "channel: read one fragment";
        }

        @Override
        long[] prepare() throws Exception {
            long[] numbers = super.prepare();
            write(1, SMALL);
            return numbers;
        }

        @Override
        void act() throws Exception {
            readAndKeep();
        }

        @Override
        void check(boolean completed) throws Exception {
            startReading();
            KeptRecords.check(List.of(1L), checkRead(false));
            checkWorks();
        }
    }

    /** Waits for a record and reads it. */
    static final class ReadWaiting extends ChannelScenario {
        @Override
        String name() {
            return "channel: wait and read one fragment";
        }

        @Override
        void act() throws Exception {
            readAndKeep();
        }

        @Override
        void accompany(Process child) throws Exception {
            until(() -> Peek.isWaitingForData(region), child);
            write(1, SMALL);
        }

        @Override
        void check(boolean completed) throws Exception {
            startReading();
            KeptRecords.check(List.of(1L), checkRead(false));
            checkWorks();
        }
    }

    /** Reads a record of many fragments while the parent writes it. */
    static final class ReadLarge extends ChannelScenario {
        private FutureTask<Void> write;

        @Override
        String name() {
            return "channel: read many fragments";
        }

        @Override
        void act() throws Exception {
            assertEquals(1, read(Deadline.FOREVER));
        }

        @Override
        void accompany(Process child) {
            write = new FutureTask<>(() -> {
                write(1, LARGE);
                return null;
            });
            Thread.ofPlatform().daemon().start(write);
        }

        @Override
        void check(boolean completed) throws Exception {
            startReading();
            checkRead(false);
            write.get(SURVIVOR_SECONDS, TimeUnit.SECONDS);
            checkWorks();
        }
    }
}
