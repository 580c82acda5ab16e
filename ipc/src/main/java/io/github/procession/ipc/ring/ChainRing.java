package io.github.procession.ipc.ring;

import static io.github.procession.ipc.ring.QueueLayout.CAPACITY_OFFSET;
import static io.github.procession.ipc.ring.QueueLayout.END_OFFSET;
import static io.github.procession.ipc.ring.QueueLayout.MAGIC_OFFSET;
import static io.github.procession.ipc.ring.QueueLayout.NEXT_OFFSET;
import static io.github.procession.ipc.ring.QueueLayout.RING_MAGIC;
import static io.github.procession.ipc.ring.QueueLayout.RING_OFFSET;
import static io.github.procession.ipc.ring.QueueLayout.START_OFFSET;
import static io.github.procession.ipc.ring.QueueLayout.VERSION;
import static io.github.procession.ipc.ring.QueueLayout.VERSION_OFFSET;

import io.github.procession.ipc.memory.Region;
import io.github.procession.ipc.memory.Segment;
import java.io.IOException;
import java.nio.file.Path;

/** One ring of a queue's chain, as mapped by this process. */
final class ChainRing implements AutoCloseable {
    private final int number;
    private final Segment segment;
    private final Region region;
    private final ByteRing bytes;

    private ChainRing(int number, Segment segment, long capacity) {
        this.number = number;
        this.segment = segment;
        this.region = segment.region();
        this.bytes = new ByteRing(region, RING_OFFSET, capacity, QueueLayout.position(start()));
    }

    /** Makes a ring whose positions go on where the one before it ended. */
    static ChainRing create(Path file, int number, long capacity, int start) throws IOException {
        Segment segment = Segment.create(file, RING_OFFSET + capacity);
        Region region = segment.region();
        region.putLong(CAPACITY_OFFSET, capacity);
        region.putInt(START_OFFSET, start);
        region.putInt(VERSION_OFFSET, VERSION);
        region.putIntRelease(MAGIC_OFFSET, RING_MAGIC);
        return new ChainRing(number, segment, capacity);
    }

    /**
     * Makes a ring with one record in it, which is not yet part of a chain.
     *
     * @param file a name of its own until then
     */
    static ChainRing stage(Path file, long capacity, OutgoingRecord record) throws IOException {
        ChainRing ring = create(file, 0, capacity, 0);
        record.writeWhole(ring.bytes, 0);
        return ring;
    }

    /** Gives a staged ring its place in the chain and its name; the first record in it is at the start. */
    ChainRing place(Path file, int number, int start) throws IOException {
        region.putInt(START_OFFSET, start);
        Segment.rename(segment.file(), file);
        return new ChainRing(number, segment, bytes.capacity());
    }

    static ChainRing open(Path file, int number) throws IOException {
        Segment segment = Segment.open(file);
        Region region = segment.region();
        if (region.getIntAcquire(MAGIC_OFFSET) != RING_MAGIC || region.getInt(VERSION_OFFSET) != VERSION) {
            segment.close();
            throw new IOException(file + " is no ring of this version of the library");
        }
        return new ChainRing(number, segment, region.getLong(CAPACITY_OFFSET));
    }

    int number() {
        return number;
    }

    ByteRing bytes() {
        return bytes;
    }

    int start() {
        return region.getInt(START_OFFSET);
    }

    /** The next ring's number, 0 if there is none yet. */
    int next() {
        return region.getIntAcquire(NEXT_OFFSET);
    }

    /** Address of the next ring, once there is one. */
    int end() {
        return region.getInt(END_OFFSET);
    }

    void link(ChainRing next) {
        region.putInt(END_OFFSET, next.start());
        region.putIntRelease(NEXT_OFFSET, next.number);
    }

    @Override
    public void close() {
        segment.close();
    }
}
