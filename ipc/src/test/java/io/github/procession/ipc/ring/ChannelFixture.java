package io.github.procession.ipc.ring;

import io.github.procession.ipc.memory.Region;
import io.github.procession.ipc.memory.SharedFolder;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A channel and its peers, each with its own view of the memory. */
final class ChannelFixture implements AutoCloseable {
    final SharedFolder shared = new SharedFolder();
    final Region region;
    final Peer peer = new Peer();

    private final RingChannel first;

    ChannelFixture(long capacity) {
        region = shared.region("channel", RingChannel.bytes(capacity));
        first = RingChannel.format(region, shared.processes(), shared.living());
    }

    RingChannel channel() {
        return first;
    }

    /** The channel as another member sees it. */
    RingChannel channelOf(int token) {
        try {
            return RingChannel.attach(shared.secondView("channel"), shared.processes(), token);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The channel as yet another living member sees it. */
    RingChannel otherView() {
        return channelOf(shared.living());
    }

    @Override
    public void close() {
        shared.close();
    }

    /** The other side, which goes when the test says so. */
    static final class Peer implements PeerCheck {
        volatile boolean closed;
        volatile boolean gone;

        @Override
        public boolean isClosed() {
            return closed;
        }

        @Override
        public boolean isGone() {
            return closed || gone;
        }
    }
}
