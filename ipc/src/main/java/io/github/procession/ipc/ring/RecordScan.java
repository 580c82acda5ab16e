package io.github.procession.ipc.ring;

import static io.github.procession.ipc.ring.RecordFormat.FIRST;
import static io.github.procession.ipc.ring.RecordFormat.FIRST_BYTES;
import static io.github.procession.ipc.ring.RecordFormat.FRAGMENT_BYTES;
import static io.github.procession.ipc.ring.RecordFormat.bodyLength;
import static io.github.procession.ipc.ring.RecordFormat.flags;
import static io.github.procession.ipc.ring.RecordFormat.size;

import io.github.procession.ipc.memory.Cell;
import io.github.procession.ipc.memory.CellLayout;
import io.github.procession.ipc.memory.InFlight;
import io.github.procession.ipc.memory.Region;
import io.github.procession.ipc.memory.Segment;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/**
 * Looks into the unread records of queues and channels for the address of a shared object, without taking any lock.
 *
 * <p>Readers may take records away meanwhile. Whatever was seen counts only if the head did not move; if it keeps moving
 * the answer is that the address may be there, and the one who asked will ask again.
 */
public final class RecordScan implements InFlight {
    private static final int TRIES = 100;

    /** For the service loader. */
    public RecordScan() {}

    @Override
    public boolean contains(Cell carrier, Path folder, long address) {
        if (carrier.region().getInt(carrier.base() + CellLayout.FIRST_FILE_OFFSET) == 0) {
            return false;
        }
        try (Segment segment = Segment.open(carrier.file(folder, QueueLayout.CONTROL_FILE))) {
            Region region = segment.region();
            for (int i = 0; i < TRIES; i++) {
                Boolean found = region.getIntAcquire(0) == QueueLayout.CONTROL_MAGIC
                        ? inQueue(carrier, folder, region, address)
                        : inChannel(region, address);
                if (found != null) {
                    return found;
                }
            }
            return true;
        } catch (NoSuchFileException e) {
            return false; // freed meanwhile
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + carrier.file(folder, QueueLayout.CONTROL_FILE), e);
        }
    }

    private static Boolean inChannel(Region region, long address) {
        long head = region.getLongVolatile(ChannelLayout.HEAD_OFFSET);
        long tail = region.getLongAcquire(ChannelLayout.TAIL_OFFSET);
        ByteRing ring = new ByteRing(region, ChannelLayout.RING_OFFSET, region.getLong(ChannelLayout.CAPACITY_OFFSET));
        return scan(ring, head, tail - head, address, () -> region.getLongVolatile(ChannelLayout.HEAD_OFFSET), head);
    }

    private static Boolean inQueue(Cell carrier, Path folder, Region control, long address) throws IOException {
        long head = control.getLongVolatile(QueueLayout.HEAD_OFFSET);
        int end = QueueLayout.unitsOf(control.getLongAcquire(QueueLayout.TAIL_OFFSET));
        int number = control.getIntAcquire(QueueLayout.HEAD_RING_OFFSET);
        for (int at = QueueLayout.unitsOf(head); number != 0 && at != end; ) {
            try (ChainRing ring = ChainRing.open(carrier.file(folder, number), number)) {
                int next = ring.next();
                int stop = next == 0 ? end : ring.end();
                Boolean found = scan(
                        ring.bytes(),
                        QueueLayout.position(at),
                        QueueLayout.distance(at, stop),
                        address,
                        () -> control.getLongVolatile(QueueLayout.HEAD_OFFSET),
                        head);
                if (found == null || found) {
                    return found;
                }
                at = stop;
                number = next;
            } catch (NoSuchFileException e) {
                return null; // drained and deleted: begin again from the new head
            }
        }
        return false;
    }

    /** True or false, or null if the head moved so that the bytes may have been overwritten. */
    private static Boolean scan(
            ByteRing ring, long from, long length, long address, LongSupplier head, long expectedHead) {
        for (long done = 0; done < length; ) {
            long fragment = ring.getLong(from + done);
            long bytes = size(fragment);
            boolean found = (flags(fragment) & FIRST) != 0 && names(ring, from + done, bodyLength(fragment), address);
            if (head.getAsLong() != expectedHead || bytes <= 0) {
                return null;
            }
            if (found) {
                return true;
            }
            done += bytes;
        }
        return head.getAsLong() == expectedHead ? false : null;
    }

    private static boolean names(ByteRing ring, long record, int bodyLength, long address) {
        long count = Math.min(ring.getLong(record + FRAGMENT_BYTES) >>> 32, Math.min(bodyLength, ring.capacity()) / 8);
        for (long i = 0; i < count; i++) {
            if (ring.getLong(record + FIRST_BYTES + i * 8) == address) {
                return true;
            }
        }
        return false;
    }
}
