package io.github.procession.ipc.net;

import io.github.procession.ipc.sync.Deadline;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of a socket as they are.
 *
 * <p>The channel does not block, and a thread that must wait does so in a selector: an interrupt ends that wait without
 * harm, where one inside a blocking read would close the channel. A handshake with a stranger blocks: it is not worth a selector.
 *
 * <p>A virtual thread is woken by threads of the JDK, which end for ever when they have no memory. So it looks again after a slice.
 *
 * <p>A selector needs descriptors. While there are none, a thread looks at the channel again after a pause: a connection is not lost
 * for that.
 */
final class PlainTransport implements ByteTransport {
    private static final long WITHOUT_SELECTOR_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final SocketChannel channel;
    private Selector reading; // by the one thread that reads
    private Selector writing; // by the one thread that writes
    private volatile boolean closed;

    PlainTransport(SocketChannel channel) {
        this.channel = channel;
    }

    /** To be called while no thread waits inside. */
    void setBlocking(boolean blocking) throws IOException {
        if (channel.isBlocking() != blocking) {
            channel.configureBlocking(blocking);
        }
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        return channel.read(into);
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        return channel.write(from);
    }

    @Override
    public boolean awaitReadable(Deadline deadline) throws IOException, InterruptedException {
        if (reading == null) {
            reading = selector(SelectionKey.OP_READ);
        }
        return reading == null ? pause(deadline) : await(reading, deadline);
    }

    @Override
    public void awaitWritable() throws IOException, InterruptedException {
        if (writing == null) {
            writing = selector(SelectionKey.OP_WRITE);
        }
        if (writing == null) {
            pause(Deadline.FOREVER);
        } else {
            await(writing, Deadline.FOREVER);
        }
    }

    /** A selector for the channel, or null if there is no descriptor for it at present. */
    private synchronized @Nullable Selector selector(int operation) throws ClosedChannelException {
        if (closed) {
            throw new AsynchronousCloseException();
        }
        Selector selector = null;
        boolean isRegistered = false;
        try {
            selector = channel.provider().openSelector();
            channel.register(selector, operation);
            isRegistered = true;
            return selector;
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException _) {
            return null;
        } finally {
            if (!isRegistered) {
                quietly(selector);
            }
        }
    }

    /** Waits for a moment, after which the caller looks again; false when the time is over. */
    private static boolean pause(Deadline deadline) throws InterruptedException {
        long left = deadline.left();
        if (left <= 0) {
            return false;
        }
        TimeUnit.NANOSECONDS.sleep(Math.min(left, WITHOUT_SELECTOR_NANOS));
        return true;
    }

    private boolean await(Selector selector, Deadline deadline) throws IOException, InterruptedException {
        while (true) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            long left = deadline.left();
            if (left <= 0) {
                return false;
            }
            if (Thread.currentThread().isVirtual()) {
                left = Math.min(left, SLICE_NANOS);
            } else if (deadline.isForever()) {
                left = 0;
            }
            long millis = TimeUnit.NANOSECONDS.toMillis(left + 999_999);
            int ready;
            try {
                ready = selector.select(_ -> {}, millis);
            } catch (ClosedSelectorException e) {
                throw new AsynchronousCloseException();
            }
            if (closed) {
                throw new AsynchronousCloseException();
            }
            if (ready > 0) {
                return true;
            }
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        try {
            quietly(channel);
        } finally { // or the socket stayed open until a next select
            try {
                quietly(reading);
            } finally {
                quietly(writing);
            }
        }
    }

    static void quietly(AutoCloseable closeable) {
        try {
            if (closeable != null) {
                closeable.close();
            }
        } catch (Exception _) {
            // it is being thrown away
        }
    }
}
