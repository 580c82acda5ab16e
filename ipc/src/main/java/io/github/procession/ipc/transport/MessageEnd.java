package io.github.procession.ipc.transport;

import io.github.procession.ipc.sync.Deadline;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** One end of a connection that carries whole messages: of a pipe in shared memory, or of a socket. */
public interface MessageEnd extends AutoCloseable {
    /**
     * Whether messages can be received here.
     *
     * @return false for an end that only sends
     */
    boolean isReadable();

    /**
     * Whether messages can be sent here.
     *
     * @return false for an end that only receives
     */
    boolean isWritable();

    /**
     * Sends a value, waiting while there is no room for it.
     *
     * @param value what to send
     * @throws IOException if the other end is gone, or this end cannot send or is closed
     * @throws InterruptedException if interrupted while waiting; the receiver sees nothing of the message
     */
    void send(Object value) throws IOException, InterruptedException;

    /**
     * Sends bytes as one message.
     *
     * @param bytes what to send; copied before this method returns
     * @throws IOException as for {@link #send}
     * @throws InterruptedException as for {@link #send}
     */
    void sendBytes(ByteBuffer bytes) throws IOException, InterruptedException;

    /**
     * Receives a value, waiting until there is one.
     *
     * @return the value, possibly null
     * @throws EOFException if nothing is left and the other end is gone
     * @throws IOException if this end cannot receive or is closed
     * @throws InterruptedException if interrupted while waiting; nothing was received then
     */
    @Nullable
    Object receive() throws IOException, InterruptedException;

    /**
     * Receives a message as bytes, waiting until there is one.
     *
     * @param maxLength the longest message that is welcome; after a longer one this end can receive no more
     * @return the bytes
     * @throws IOException as for {@link #receive}, and when the message is too long
     * @throws InterruptedException as for {@link #receive}
     */
    byte[] receiveBytes(long maxLength) throws IOException, InterruptedException;

    /**
     * Receives a message as bytes into memory of the caller, waiting until there is one.
     *
     * @param target where the bytes go
     * @param overflow gets the whole message in an array of its own when it does not fit
     * @return the length of the message
     * @throws IOException as for {@link #receive}
     * @throws InterruptedException as for {@link #receive}
     */
    long receiveBytesInto(ByteBuffer target, byte[][] overflow) throws IOException, InterruptedException;

    /**
     * Waits until a message, or the end, can be received; receives nothing.
     *
     * @param deadline when to give up
     * @return whether there is something
     * @throws IOException if this end cannot receive or is closed
     * @throws InterruptedException if interrupted while waiting
     */
    boolean poll(Deadline deadline) throws IOException, InterruptedException;

    /** Lets go of this end; calls that wait inside come back. Further calls do nothing. */
    @Override
    void close();

    /**
     * Whether this end is closed in this process.
     *
     * @return true after {@link #close()}
     */
    boolean hasClosed();
}
