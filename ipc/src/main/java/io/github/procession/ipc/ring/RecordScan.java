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
import io.github.procession.ipc.memory.WantedAddresses;
import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Search of the unread records of queues and channels for addresses of shared objects, without taking any lock.
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
    public void find(Cell carrier, Path folder, WantedAddresses wanted) {
        if (carrier.region().getInt(carrier.base() + CellLayout.FIRST_FILE_OFFSET) == 0) {
            return;
        }
        try (Segment segment = Segment.open(carrier.file(folder, QueueLayout.CONTROL_FILE))) {
            Region region = segment.region();
            switch (region.size() < QueueLayout.CONTROL_BYTES ? 0 : region.getIntAcquire(0)) {
                case QueueLayout.CONTROL_MAGIC -> inQueue(carrier, folder, region, wanted);
                case ChannelLayout.MAGIC -> inChannel(region, wanted);
                default -> {} // still being made
            }
        } catch (NoSuchFileException _) {
            // freed meanwhile
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + carrier.file(folder, QueueLayout.CONTROL_FILE), e);
        }
    }

    private static void inChannel(Region region, WantedAddresses wanted) {
        ByteRing ring = new ByteRing(region, ChannelLayout.RING_OFFSET, region.getLong(ChannelLayout.CAPACITY_OFFSET));
        long at = region.getLongVolatile(ChannelLayout.HEAD_OFFSET);
        long end = ChannelLayout.position(region.getLongAcquire(ChannelLayout.TAIL_OFFSET));
        while (at - end < 0) {
            long fragment = ring.getLong(at);
            seeNames(ring, at, fragment, wanted);
            VarHandle.acquireFence(); // the head is read after the record
            long head = region.getLongVolatile(ChannelLayout.HEAD_OFFSET);
            if (head - at > 0) {
                wanted.forgetSeen();
                at = head;
            } else {
                wanted.keepSeen();
                at += size(fragment);
            }
        }
    }

    private static void inQueue(Cell carrier, Path folder, Region control, WantedAddresses wanted) throws IOException {
        for (int i = 0; i < TRIES; i++) {
            int head = QueueLayout.unitsOf(control.getLongVolatile(QueueLayout.HEAD_OFFSET));
            int end = QueueLayout.unitsOf(control.getLongAcquire(QueueLayout.TAIL_OFFSET));
            try {
                inChain(carrier, folder, control, wanted, head, end);
                return;
            } catch (NoSuchFileException e) {
                continue; // the ring was drained and deleted: begin again from the new head
            }
        }
        wanted.findAll(); // the consumers drain rings faster than they can be opened
    }

    private static void inChain(Cell carrier, Path folder, Region control, WantedAddresses wanted, int head, int end)
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
                    seeNames(ring.bytes(), position, record, wanted);
                    VarHandle.acquireFence(); // the head is read after the record
                    int now = QueueLayout.unitsOf(control.getLongVolatile(QueueLayout.HEAD_OFFSET));
                    if (now - at > 0) {
                        wanted.forgetSeen();
                        at = now;
                    } else {
                        wanted.keepSeen();
                        at += (int) (size(record) / 8);
                    }
                }
                number = next;
            }
        }
    }

    private static void seeNames(ByteRing ring, long position, long fragment, WantedAddresses wanted) {
        // a record that is overwritten while it is read may say anything of its length
        long body = Math.min(bodyLength(fragment), ring.capacity());
        if (isPlain(fragment)) {
            return;
        }
        if ((flags(fragment) & FIRST) != 0) {
            long count = ring.getLong(position + FRAGMENT_BYTES) >>> 32;
            see(ring, position + FIRST_BYTES, Math.min(count, body / 8), wanted);
        } else if ((flags(fragment) & NAMES) != 0) {
            // how many addresses it has was said in the first fragment, which may be read and gone
            see(ring, position + FRAGMENT_BYTES, body / 8, wanted);
        }
    }

    private static void see(ByteRing ring, long from, long count, WantedAddresses wanted) {
        for (long i = 0; i < count; i++) {
            wanted.see(ring.getLong(from + i * 8));
        }
    }
}
