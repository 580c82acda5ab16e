package io.github.procession.multiprocessing;

import io.github.procession.ipc.transport.PipeEnd;

/**
 * Two connected ends through which processes send each other objects: Python's {@code multiprocessing.Pipe}.
 *
 * @param first one end; the receiving one of a one-way pipe
 * @param second the other end; the sending one of a one-way pipe
 */
public record Pipe(Connection first, Connection second) implements AutoCloseable {
    /**
     * Makes a pipe of which both ends send and receive: Python's {@code Pipe()}.
     *
     * @return the pipe
     * @throws java.io.UncheckedIOException if there is no shared memory for it
     */
    public static Pipe open() {
        return open(true);
    }

    /**
     * Makes a pipe: Python's {@code Pipe(duplex)}.
     *
     * @param duplex whether both ends send and receive; if not, the first only receives and the second only sends
     * @return the pipe
     * @throws java.io.UncheckedIOException if there is no shared memory for it
     */
    public static Pipe open(boolean duplex) {
        if (Homes.ofDefault() != null) {
            throw notOnCluster();
        }
        return inMemory(duplex);
    }

    /** Refuses a pipe of a cluster. */
    static UnsupportedOperationException notOnCluster() {
        return new UnsupportedOperationException(
                "a Pipe ends when no process has its other end any more, and a cluster cannot tell who has one that is"
                        + " on its way to another machine: use two Queues, with an item that says the end");
    }

    /** Opens a pipe in the memory of this machine, whatever the start method is. */
    static Pipe inMemory(boolean duplex) {
        PipeEnd[] ends = PipeEnd.pair(duplex);
        return new Pipe(Connection.of(ends[0]), Connection.of(ends[1]));
    }

    /** Closes both ends in this process. */
    @Override
    public void close() {
        first.close();
        second.close();
    }
}
