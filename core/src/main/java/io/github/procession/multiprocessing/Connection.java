package io.github.procession.multiprocessing;

import io.github.procession.internal.Cleaners;
import io.github.procession.ipc.memory.Shareable;
import io.github.procession.ipc.memory.Shareables;
import io.github.procession.ipc.net.SocketEnd;
import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.sync.EventCount;
import io.github.procession.ipc.transport.Challenge;
import io.github.procession.ipc.transport.MessageEnd;
import io.github.procession.ipc.transport.PipeEnd;
import io.github.procession.serialization.NotSendableException;
import java.io.EOFException;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One end of a {@link Pipe}, or of a connection between a {@link Listener} and a {@link Client}: Python's
 * {@code multiprocessing.connection.Connection}. That of a pipe may be sent to any process at any time, also through a
 * connection; then both processes have this end. That of a listener or client stays in its process.
 *
 * <p>Messages keep their order and their boundaries and are delivered once. A message may be of any length: a large one
 * streams through while the receiver reads it. {@link #send} returns when the message is in shared memory, or has
 * streamed through. Several threads and processes may use one end; each message goes to one of them as a whole.
 *
 * <p><b>Memory consistency.</b> What a thread did to shared memory before it sent a message happens-before what a thread
 * of any process does after it received that message.
 *
 * <p><b>If a process dies.</b> When no living process has the other end any more, {@link #recv} gives what was sent and
 * then throws {@link EOFException}, and {@link #send} throws {@link IOException}; both within about 100 ms. A message
 * whose sender died in the middle is never seen.
 */
// Longer than most: one method for each kind of message, and its comment.
@SuppressWarnings("exports") // Shareable is for the library's own classes
public final class Connection implements Shareable, AutoCloseable, Waitable {
    static {
        Shareables.register(Connection.class, address -> new Connection(PipeEnd.open(address)));
    }

    private final MessageEnd end;

    private Connection(PipeEnd end) {
        this.end = end;
        end.closeWith(Cleaners.CLEANER, this);
    }

    /** A connection over a socket. */
    Connection(SocketEnd end) {
        this.end = end;
        Cleaners.CLEANER.register(this, end::close);
    }

    static Connection of(PipeEnd end) {
        return Shareables.intern(new Connection(end));
    }

    @Override
    public long address() {
        if (end instanceof PipeEnd pipe) {
            return pipe.address();
        }
        throw new NotSendableException(
                "a connection over a socket cannot be sent to another process: send the address, and"
                        + " let that process connect itself");
    }

    /**
     * Sends an object, waiting while the pipe is full: Python's {@code send(obj)}.
     *
     * @param object what to send, possibly null
     * @throws IllegalArgumentException if the object cannot travel, with the path of the field; nothing was sent then
     * @throws IOException if no process has the other end any more, if this end only receives, or if it is closed
     * @throws InterruptedException if interrupted while waiting; the receiver sees nothing of the message then
     */
    public void send(@Nullable Object object) throws IOException, InterruptedException {
        try {
            end.send(object);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Receives an object, waiting until there is one: Python's {@code recv()}.
     *
     * @param <T> what the caller expects
     * @return the object, possibly null
     * @throws EOFException if nothing is left and no process has the other end any more
     * @throws IOException if this end only sends, or if it is closed
     * @throws IllegalStateException if the object cannot be rebuilt here; it is gone then, the next one is not harmed
     * @throws AuthenticationError if only one side has a key: the {@link Listener} or the {@link Client}
     * @throws InterruptedException if interrupted while waiting; nothing was received then
     */
    @SuppressWarnings("unchecked") // the caller knows what the other side sends
    public <T extends @Nullable Object> T recv() throws IOException, InterruptedException {
        try {
            return (T) end.receive();
        } catch (Challenge.Unanswered e) {
            throw new AuthenticationError(e.getMessage());
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Whether something can be received at once: Python's {@code poll()}. Nothing is taken.
     *
     * @return true if there is a message, or if the end of the pipe was reached
     * @throws IOException if this end only sends, or if it is closed
     */
    public boolean poll() throws IOException {
        try {
            return poll(Duration.ZERO);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nothing waited
            return false;
        }
    }

    /**
     * Waits until something can be received: Python's {@code poll(timeout)}. Nothing is taken.
     *
     * @param timeout how long to wait; null waits for ever, zero or less does not wait
     * @return true if there is a message, or if the end of the pipe was reached
     * @throws IOException if this end only sends, or if it is closed
     * @throws InterruptedException if interrupted while waiting
     */
    public boolean poll(@Nullable Duration timeout) throws IOException, InterruptedException {
        try {
            return end.poll(Deadline.after(timeout));
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Sends bytes as one message: Python's {@code send_bytes(buf)}.
     *
     * @param bytes what to send, possibly nothing
     * @throws IOException as for {@link #send}
     * @throws InterruptedException as for {@link #send}
     */
    public void sendBytes(byte[] bytes) throws IOException, InterruptedException {
        sendBytes(bytes, 0);
    }

    /**
     * Sends the rest of an array as one message: Python's {@code send_bytes(buf, offset)}.
     *
     * @param bytes what to send
     * @param offset index of the first byte
     * @throws IllegalArgumentException if the offset is negative or beyond the end
     * @throws IOException as for {@link #send}
     * @throws InterruptedException as for {@link #send}
     */
    public void sendBytes(byte[] bytes, int offset) throws IOException, InterruptedException {
        Objects.requireNonNull(bytes, "bytes");
        checkOffset(offset, bytes.length);
        sendBytes(bytes, offset, bytes.length - offset);
    }

    /**
     * Sends a part of an array as one message: Python's {@code send_bytes(buf, offset, size)}.
     *
     * @param bytes what to send
     * @param offset index of the first byte
     * @param size how many bytes
     * @throws IllegalArgumentException if the part is not inside the array
     * @throws IOException as for {@link #send}
     * @throws InterruptedException as for {@link #send}
     */
    public void sendBytes(byte[] bytes, int offset, int size) throws IOException, InterruptedException {
        Objects.requireNonNull(bytes, "bytes");
        checkOffset(offset, bytes.length);
        if (size < 0 || size > bytes.length - offset) {
            throw new IllegalArgumentException(
                    "size=" + size + " with offset=" + offset + " is not inside " + bytes.length + " bytes");
        }
        sendBytes(ByteBuffer.wrap(bytes, offset, size));
    }

    /**
     * Sends what remains in a buffer as one message; the buffer's position does not move.
     *
     * @param bytes what to send
     * @throws IOException as for {@link #send}
     * @throws InterruptedException as for {@link #send}
     */
    public void sendBytes(ByteBuffer bytes) throws IOException, InterruptedException {
        Objects.requireNonNull(bytes, "bytes");
        try {
            end.sendBytes(bytes);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    private static void checkOffset(int offset, int length) {
        if (offset < 0 || offset > length) {
            throw new IllegalArgumentException("offset=" + offset + " is not inside " + length + " bytes");
        }
    }

    /**
     * Receives one message as bytes: Python's {@code recv_bytes()}.
     *
     * @return the message
     * @throws IOException as for {@link #recv}
     * @throws InterruptedException as for {@link #recv}
     */
    public byte[] recvBytes() throws IOException, InterruptedException {
        return receiveBytes(Long.MAX_VALUE);
    }

    /**
     * Receives one message as bytes, unless it is too long: Python's {@code recv_bytes(maxlength)}. After a message that
     * is too long, this end can receive no more; one that could only receive is closed.
     *
     * @param maxLength the longest message that is welcome, in bytes
     * @return the message
     * @throws IllegalArgumentException if the length is negative
     * @throws IOException as for {@link #recv}, and if the message is too long
     * @throws InterruptedException as for {@link #recv}
     */
    public byte[] recvBytes(int maxLength) throws IOException, InterruptedException {
        if (maxLength < 0) {
            throw new IllegalArgumentException("maxLength=" + maxLength + " is negative");
        }
        return receiveBytes(maxLength);
    }

    private byte[] receiveBytes(long maxLength) throws IOException, InterruptedException {
        try {
            byte[] message = end.receiveBytes(maxLength);
            if (isUnproven()) {
                requireNoChallenge(message);
            }
            return message;
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    private boolean isUnproven() {
        return end instanceof SocketEnd socket && socket.takeUnproven();
    }

    private void requireNoChallenge(byte[] message) throws IOException, InterruptedException {
        try {
            Challenge.requireNone(message, end);
        } catch (Challenge.Unanswered e) {
            throw new AuthenticationError(e.getMessage());
        }
    }

    /**
     * Receives one message into an array: Python's {@code recv_bytes_into(buf)}.
     *
     * @param buffer where it goes
     * @return the length of the message in bytes
     * @throws BufferTooShort if the message does not fit; the exception has it
     * @throws IOException as for {@link #recv}
     * @throws InterruptedException as for {@link #recv}
     */
    public int recvBytesInto(byte[] buffer) throws IOException, InterruptedException {
        return recvBytesInto(buffer, 0);
    }

    /**
     * Receives one message into an array: Python's {@code recv_bytes_into(buf, offset)}.
     *
     * @param buffer where it goes
     * @param offset index of its first byte there
     * @return the length of the message in bytes
     * @throws IllegalArgumentException if the offset is negative or beyond the end
     * @throws BufferTooShort if the message does not fit; the exception has it
     * @throws IOException as for {@link #recv}
     * @throws InterruptedException as for {@link #recv}
     */
    public int recvBytesInto(byte[] buffer, int offset) throws IOException, InterruptedException {
        Objects.requireNonNull(buffer, "buffer");
        checkOffset(offset, buffer.length);
        return receiveInto(ByteBuffer.wrap(buffer, offset, buffer.length - offset));
    }

    /**
     * Receives one message into a buffer, from its position to its limit at most. The position moves behind it.
     *
     * @param buffer where it goes
     * @return the length of the message in bytes
     * @throws BufferTooShort if the message does not fit; the exception has it
     * @throws IOException as for {@link #recv}
     * @throws InterruptedException as for {@link #recv}
     */
    public int recvBytesInto(ByteBuffer buffer) throws IOException, InterruptedException {
        Objects.requireNonNull(buffer, "buffer");
        int length = receiveInto(buffer);
        buffer.position(buffer.position() + length);
        return length;
    }

    private int receiveInto(ByteBuffer target) throws IOException, InterruptedException {
        byte[][] overflow = new byte[1][];
        try {
            int length = (int) end.receiveBytesInto(target, overflow);
            if (isUnproven()) {
                byte[] message = new byte[length];
                target.get(target.position(), message, 0, overflow[0] == null ? length : 0);
                requireNoChallenge(overflow[0] == null ? message : overflow[0]);
            }
            if (overflow[0] != null) {
                throw new BufferTooShort(overflow[0], target.remaining());
            }
            return length;
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** Lets go of this end in this process: Python's {@code close()}. Further calls do nothing. */
    @Override
    public void close() {
        if (end instanceof PipeEnd) {
            Shareables.forget(this);
        }
        end.close();
    }

    /**
     * Whether this process closed this end: Python's {@code closed}.
     *
     * @return true after {@link #close()}
     */
    public boolean isClosed() {
        return end.hasClosed();
    }

    /**
     * Whether this end receives: Python's {@code readable}.
     *
     * @return false for the sending end of a one-way pipe
     */
    public boolean isReadable() {
        return end.isReadable();
    }

    /**
     * Whether this end sends: Python's {@code writable}.
     *
     * @return false for the receiving end of a one-way pipe
     */
    public boolean isWritable() {
        return end.isWritable();
    }

    /**
     * Whether {@link #recv} would not wait: there is a message, or the end of the pipe was reached.
     *
     * @throws IllegalStateException if this end only sends, or if it is closed
     */
    @Override
    public boolean isReady() {
        try {
            return poll();
        } catch (IOException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /** Makes the end of a pipe. */
    PipeEnd end() {
        return (PipeEnd) end;
    }

    MessageEnd messages() {
        return end;
    }

    /** Event count that is signalled when something arrives; null for a socket, which has a {@link #channel()} instead. */
    @Nullable
    EventCount arrivals() throws IOException {
        return end instanceof PipeEnd pipe ? pipe.arrivals() : null;
    }

    /** The channel of a socket. */
    SelectableChannel channel() {
        return ((SocketEnd) end).channel();
    }

    @Override
    public String toString() {
        String directions = (isReadable() ? "r" : "") + (isWritable() ? "w" : "");
        String place = end instanceof PipeEnd pipe ? Long.toHexString(pipe.address()) : "socket";
        return "<Connection " + place + " " + (isClosed() ? "closed" : directions) + ">";
    }
}
