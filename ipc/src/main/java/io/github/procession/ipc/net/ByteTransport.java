package io.github.procession.ipc.net;

import io.github.procession.ipc.sync.Deadline;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Bytes to and from the other side of a socket. One thread may read while another writes. */
interface ByteTransport extends AutoCloseable {
    /**
     * Reads what there is.
     *
     * @return how many bytes, 0 when none are there yet, -1 at the end
     */
    int read(ByteBuffer into) throws IOException;

    /**
     * Writes as much as there is room for.
     *
     * @return how many bytes, 0 when there is no room
     */
    int write(ByteBuffer from) throws IOException;

    /**
     * Waits until {@link #read} may have something.
     *
     * @return false when the time was over
     */
    boolean awaitReadable(Deadline deadline) throws IOException, InterruptedException;

    /** Waits until {@link #write} may have room. */
    void awaitWritable() throws IOException, InterruptedException;

    /** Ends both directions; calls that wait come back. */
    @Override
    void close();
}
