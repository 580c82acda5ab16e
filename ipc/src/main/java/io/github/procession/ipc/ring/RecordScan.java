package io.github.procession.ipc.ring;

import static io.github.procession.ipc.ring.RecordFormat.FIRST;
import static io.github.procession.ipc.ring.RecordFormat.FIRST_BYTES;
import static io.github.procession.ipc.ring.RecordFormat.FRAGMENT_BYTES;
import static io.github.procession.ipc.ring.RecordFormat.NAMES;
import static io.github.procession.ipc.ring.RecordFormat.bodyLength;
import static io.github.procession.ipc.ring.RecordFormat.flags;
import static io.github.procession.ipc.ring.RecordFormat.isPlain;
import static io.github.procession.ipc.ring.RecordFormat.size;

import io.github.procession.ipc.memory.Cell;
import io.github.procession.ipc.memory.CellLayout;
import io.github.procession.ipc.memory.InFlight;
import io.github.procession.ipc.memory.Region;
import io.github.procession.ipc.memory.Segment;
import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Looks into the unread records of queues and channels for the address of a shared object, without taking any lock.
 *
 * <p>Readers may take records away meanwhile. What was seen of a record counts only if the head had not passed it
 * afterwards; else the scan goes on at the head. A record that was taken away is the business of the one who asked: its
 * reader counted the move of the address before the head moved. So one pass is enough, however busy the readers are.
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
            return switch (region.size() < QueueLayout.CONTROL_BYTES ? 0 : region.getIntAcquire(0)) {
                case QueueLayout.CONTROL_MAGIC -> inQueue(carrier, folder, region, address);
                case ChannelLayout.MAGIC -> inChannel(region, address);
                default -> false; // still being made
            };
        } catch (NoSuchFileException e) {
            return false; // freed meanwhile
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + carrier.file(folder, QueueLayout.CONTROL_FILE), e);
        }
    }

    private static boolean inChannel(Region region, long address) {
        ByteRing ring = new ByteRing(region, ChannelLayout.RING_OFFSET, region.getLong(ChannelLayout.CAPACITY_OFFSET));
        long at = region.getLongVolatile(ChannelLayout.HEAD_OFFSET);
        long end = ChannelLayout.position(region.getLongAcquire(ChannelLayout.TAIL_OFFSET));
        while (at - end < 0) {
            long fragment = ring.getLong(at);
            boolean found = names(ring, at, fragment, address);
            VarHandle.acquireFence(); // the head is read after the record
            long head = region.getLongVolatile(ChannelLayout.HEAD_OFFSET);
            if (head - at > 0) {
                at = head;
            } else if (found) {
                return true;
            } else {
                at += size(fragment);
            }
        }
        return false;
    }

    private static boolean inQueue(Cell carrier, Path folder, Region control, long address) throws IOException {
        for (int i = 0; i < TRIES; i++) {
            int head = QueueLayout.unitsOf(control.getLongVolatile(QueueLayout.HEAD_OFFSET));
            int end = QueueLayout.unitsOf(control.getLongAcquire(QueueLayout.TAIL_OFFSET));
            try {
                return inChain(carrier, folder, control, address, head, end);
            } catch (NoSuchFileException e) {
                continue; // the ring was drained and deleted: begin again from the new head
            }
        }
        return true; // the consumers drain rings faster than they can be opened
    }

    private static boolean inChain(Cell carrier, Path folder, Region control, long address, int head, int end)
            throws IOException {
        int at = head;
        for (int number = control.getIntAcquire(QueueLayout.HEAD_RING_OFFSET); at - end < 0; ) {
            try (ChainRing ring = ChainRing.open(carrier.file(folder, number), number)) {
                if (at - ring.start() < 0) {
                    at = ring.start(); // the consumers went on to this ring after the head was read
                }
                int next = ring.next();
                int stop = next == 0 || ring.end() - end > 0 ? end : ring.end();
                while (at - stop < 0) {
                    long position = QueueLayout.position(at);
                    long record = ring.bytes().getLong(position);
                    boolean found = names(ring.bytes(), position, record, address);
                    VarHandle.acquireFence(); // the head is read after the record
                    int now = QueueLayout.unitsOf(control.getLongVolatile(QueueLayout.HEAD_OFFSET));
                    if (now - at > 0) {
                        at = now;
                    } else if (found) {
                        return true;
                    } else {
                        at += (int) (size(record) / 8);
                    }
                }
                number = next;
            }
        }
        return false;
    }

    private static boolean names(ByteRing ring, long position, long fragment, long address) {
        // a record that is overwritten while it is read may say anything of its length
        long body = Math.min(bodyLength(fragment), ring.capacity());
        if (isPlain(fragment)) {
            return false;
        }
        if ((flags(fragment) & FIRST) != 0) {
            long count = ring.getLong(position + FRAGMENT_BYTES) >>> 32;
            return contains(ring, position + FIRST_BYTES, Math.min(count, body / 8), address);
        }
        // how many addresses it has was said in the first fragment, which may be read and gone
        return (flags(fragment) & NAMES) != 0 && contains(ring, position + FRAGMENT_BYTES, body / 8, address);
    }

    private static boolean contains(ByteRing ring, long from, long count, long address) {
        for (long i = 0; i < count; i++) {
            if (ring.getLong(from + i * 8) == address) {
                return true;
            }
        }
        return false;
    }
}
