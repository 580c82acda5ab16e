package io.github.procession.internal.pool;

import io.github.procession.ipc.codec.Message;
import io.github.procession.ipc.sync.EventCount;
import io.github.procession.ipc.transport.EncodedMessage;
import java.io.IOException;
import java.util.Collection;
import java.util.List;

/**
 * Link to a worker: a connection in both directions, and the two words of memory that it shares with the pool.
 * {@link WorkerProtocol} says what goes over it. One thread at a time sends, and one receives.
 */
public interface WorkerLink {
    /**
     * Sends messages for which there is room now; never waits.
     *
     * @return how many were sent: less than all if there is no room for the next one
     * @throws IOException if the worker has closed the link or has ended; nothing was sent then
     */
    int trySend(List<Message> messages) throws IOException;

    /**
     * Sends a message, waiting for room.
     *
     * @throws IOException if the worker has closed the link or has ended
     * @throws InterruptedException if interrupted; nothing was sent then
     */
    void send(Message message) throws IOException, InterruptedException;

    /** Whether a message has begun to arrive. */
    boolean hasArrived();

    /** Begins a wait, until {@link #endWait}; the event is that of an arrival. Null if no more can arrive. */
    EventCount beginWait();

    void endWait();

    /** Takes the messages that have arrived; one that is there only in part stays for later. */
    void receive(Collection<? super EncodedMessage> into, int most) throws IOException, InterruptedException;

    /** Closes this end: the worker reads what was sent, and then ends. */
    void close();

    /** Address of the cell with the claims, for tools; 0 if it is in none. */
    long claimsAddress();

    /** Number of the last record that was claimed, by the worker or, to take records back, by the pool. */
    long claimed();

    /** Claims records up to a number, if the last one that was claimed is the expected one. */
    boolean claim(long expected, long number);

    /** When the function of the task that runs was called, in milliseconds since 1970; 0 while none runs. */
    long runsSince();

    /** Sets the number of the record whose task is to be interrupted; see {@link WorkerProcess#interrupt}. */
    void setStopped(long number);
}
