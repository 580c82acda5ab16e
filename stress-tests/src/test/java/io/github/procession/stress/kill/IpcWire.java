package io.github.procession.stress.kill;

import io.github.procession.ipc.memory.Cell;
import io.github.procession.ipc.memory.CellLayout;
import io.github.procession.ipc.memory.Segment;
import io.github.procession.ipc.memory.Session;
import io.github.procession.ipc.ring.PeerCheck;
import io.github.procession.ipc.ring.ReadOutcome;
import io.github.procession.ipc.ring.RingChannel;
import io.github.procession.ipc.ring.RingQueue;
import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.transport.CellTypes;
import io.github.procession.stress.Items;
import java.io.IOException;

/** Wires made of rings. */
final class IpcWire {
    private IpcWire() {}

    /** Makes the wire of that kind; the address of its cell, which this process holds. */
    static long create(int kind) throws IOException {
        Session session = Session.current();
        if (kind == 2) {
            Cell cell = session.allocate(CellTypes.PIPE_END);
            cell.region().putInt(cell.base() + CellLayout.LAST_FILE_OFFSET, 1);
            cell.region().putInt(cell.base() + CellLayout.FIRST_FILE_OFFSET, 1);
            try (Segment segment =
                    Segment.create(cell.file(session.directory(), 1), RingChannel.bytes(OverChannel.CAPACITY))) {
                RingChannel.format(segment.region(), session.processes(), session.token());
            }
            return cell.address();
        }
        Cell cell = session.allocate(CellTypes.QUEUE);
        RingQueue.create(
                        cell,
                        session.directory(),
                        kind == 0 ? Integer.MAX_VALUE : Wire.BOUND,
                        session.processes(),
                        session.token())
                .close();
        return cell.address();
    }

    /** Opens a wire that another process made. */
    static Wire open(int kind, long address) throws IOException {
        Session session = Session.current();
        Cell cell = session.hold(address);
        return kind == 2
                ? new OverChannel(RingChannel.attach(
                        Segment.open(cell.file(session.directory(), 1)).region(), session.processes(), session.token()))
                : new OverQueue(RingQueue.open(cell, session.directory(), session.processes(), session.token()));
    }

    /** A queue. */
    private record OverQueue(RingQueue queue) implements Wire {
        @Override
        public void send(long number, int size) throws Exception {
            if (!queue.put(Items.numbered(number, size), Deadline.FOREVER)) {
                throw new IllegalStateException("put came back without success");
            }
        }

        @Override
        public long receive(Deadline deadline) throws Exception {
            Items.Receiver receiver = new Items.Receiver();
            return queue.take(receiver, deadline) == ReadOutcome.RECORD ? receiver.number() : -1;
        }

        @Override
        public boolean isCrowded() {
            return queue.size() > Wire.CROWD;
        }
    }

    /** A channel that is smaller than some of its records. */
    private record OverChannel(RingChannel channel) implements Wire {
        static final long CAPACITY = 1 << 13;

        private static final PeerCheck ALWAYS_THERE = new PeerCheck() {
            @Override
            public boolean isClosed() {
                return false;
            }

            @Override
            public boolean isGone() {
                return false;
            }
        };

        @Override
        public void send(long number, int size) throws Exception {
            if (!channel.write(Items.numbered(number, size), ALWAYS_THERE)) {
                throw new IllegalStateException("write came back without success");
            }
        }

        @Override
        public long receive(Deadline deadline) throws Exception {
            Items.Receiver receiver = new Items.Receiver();
            return channel.read(receiver, deadline, ALWAYS_THERE) == ReadOutcome.RECORD ? receiver.number() : -1;
        }

        @Override
        public boolean isCrowded() {
            return false;
        }
    }
}
