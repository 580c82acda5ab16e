package io.github.procession.stress.kill;

import io.github.procession.ipc.memory.Region;
import io.github.procession.ipc.memory.Segment;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What a worker wrote down of its deeds before it died, in a mapped file that outlives it.
 *
 * <pre>
 *    0  failed (int), starts of the waits of each role (long each, 0 = does not wait) from 64
 *  256  for each wire: tried (long), done (long), receiving (long), received (long)
 *  512  critical sections done (long)
 * 4096  for each wire: the numbers received
 * </pre>
 */
final class Ledger implements AutoCloseable {
    /** Items that a worker can receive through one wire in its life. */
    static final int ROOM = 100_000;

    /** Roles: a producer and a consumer for each wire, and the one who locks. */
    static final int ROLES = 2 * Wire.COUNT + 1;

    static final int LOCKER = 2 * Wire.COUNT;

    private static final long FAILED = 0;
    private static final long WAITS = 64;
    private static final long WIRES = 256;
    private static final long WIRE_BYTES = 64;
    private static final long TRIED = 0;
    private static final long DONE = 8;
    private static final long RECEIVING = 16;
    private static final long RECEIVED = 24;
    private static final long SECTIONS = 512;
    private static final long NUMBERS = 4096;
    private static final long BYTES = NUMBERS + Wire.COUNT * ROOM * 8L;

    private final Segment segment;
    private final Region region;

    private Ledger(Segment segment) {
        this.segment = segment;
        this.region = segment.region();
    }

    static Ledger create(Path file) throws IOException {
        return new Ledger(Segment.create(file, BYTES));
    }

    static Ledger open(Path file) throws IOException {
        return new Ledger(Segment.open(file));
    }

    void fail() {
        region.putIntVolatile(FAILED, 1);
    }

    boolean hasFailed() {
        return region.getIntVolatile(FAILED) != 0;
    }

    void beginWait(int role) {
        region.putLongVolatile(WAITS + 8L * role, System.nanoTime());
    }

    void endWait(int role) {
        region.putLongVolatile(WAITS + 8L * role, 0);
    }

    /** When the wait began in which the role is, 0 if it does not wait. */
    long waitsSince(int role) {
        return region.getLongVolatile(WAITS + 8L * role);
    }

    private static long wire(int wire) {
        return WIRES + wire * WIRE_BYTES;
    }

    void trying(int wire, long sequence) {
        region.putLongVolatile(wire(wire) + TRIED, sequence);
    }

    void done(int wire, long sequence) {
        region.putLongVolatile(wire(wire) + DONE, sequence);
    }

    long tried(int wire) {
        return region.getLongVolatile(wire(wire) + TRIED);
    }

    long done(int wire) {
        return region.getLongVolatile(wire(wire) + DONE);
    }

    /** Whether the worker has done anything. */
    boolean hasBegun() {
        return sectionsDone() > 0;
    }

    void receiving(int wire, boolean now) {
        region.putLongVolatile(wire(wire) + RECEIVING, now ? 1 : 0);
    }

    boolean isReceiving(int wire) {
        return region.getLongVolatile(wire(wire) + RECEIVING) != 0;
    }

    /** Notes a number received; false if there is no room for more. */
    boolean received(int wire, long number) {
        int count = received(wire);
        region.putLong(NUMBERS + (wire * (long) ROOM + count) * 8, number);
        region.putLongVolatile(wire(wire) + RECEIVED, count + 1L);
        return count + 1 < ROOM;
    }

    int received(int wire) {
        return (int) region.getLongVolatile(wire(wire) + RECEIVED);
    }

    long received(int wire, int index) {
        return region.getLong(NUMBERS + (wire * (long) ROOM + index) * 8);
    }

    void sectionDone() {
        region.putLongVolatile(SECTIONS, region.getLong(SECTIONS) + 1);
    }

    long sectionsDone() {
        return region.getLongVolatile(SECTIONS);
    }

    @Override
    public void close() {
        segment.close();
    }
}
