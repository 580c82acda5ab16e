package io.github.procession.ipc.net;

import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.transport.BrokenPipeException;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;

/** Bytes of a socket under TLS. */
final class TlsTransport implements ByteTransport {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final PlainTransport plain;
    private final SSLEngine engine;
    private final ByteBuffer received; // encrypted, from position to limit
    private final ByteBuffer decrypted; // from position to limit
    private final ByteBuffer toSend; // encrypted, from position to limit

    /** Guards what is sent, for a reader may have to answer too. */
    private final ReentrantLock sending = new ReentrantLock();

    TlsTransport(PlainTransport plain, SSLEngine engine) {
        this.plain = plain;
        this.engine = engine;
        int packet = engine.getSession().getPacketBufferSize();
        received = ByteBuffer.allocate(packet).flip();
        decrypted = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize())
                .flip();
        toSend = ByteBuffer.allocate(packet).flip();
    }

    /**
     * Agrees with the other side on keys; to be called before anything else.
     *
     * @throws EOFException or BrokenPipeException, if the other side closes the connection; SSLException if they do not agree
     */
    void handshake(Deadline deadline) throws IOException, InterruptedException {
        engine.beginHandshake();
        while (true) {
            switch (engine.getHandshakeStatus()) {
                case NEED_WRAP -> flushAll(NOTHING);
                case NEED_TASK -> runTasks();
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                    switch (unwrap()) {
                        case END -> throw new EOFException("the other side went away before it had agreed on TLS");
                        case STARVED -> {
                            if (!plain.awaitReadable(deadline)) {
                                throw new SocketTimeoutException("the other side does not agree on TLS in time");
                            }
                        }
                        case RECORD -> {}
                    }
                }
                case FINISHED, NOT_HANDSHAKING -> {
                    return;
                }
            }
        }
    }

    private void runTasks() {
        for (Runnable task; (task = engine.getDelegatedTask()) != null; ) {
            task.run();
        }
    }

    /** Outcome of an attempt to decrypt one record. */
    private enum Outcome {
        RECORD,
        STARVED,
        END
    }

    /** Takes bytes from the socket and decrypts one record. */
    private Outcome unwrap() throws IOException {
        while (true) {
            decrypted.compact();
            SSLEngineResult result;
            try {
                result = engine.unwrap(received, decrypted);
            } finally {
                decrypted.flip();
            }
            switch (result.getStatus()) {
                case CLOSED -> {
                    return Outcome.END;
                }
                case BUFFER_OVERFLOW, OK -> {
                    return Outcome.RECORD;
                }
                case BUFFER_UNDERFLOW -> {
                    received.compact();
                    int n = plain.read(received);
                    received.flip();
                    if (n <= 0) {
                        return n < 0 ? Outcome.END : Outcome.STARVED;
                    }
                }
            }
        }
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        while (!decrypted.hasRemaining()) {
            switch (unwrap()) {
                case END -> {
                    return -1;
                }
                case STARVED -> {
                    return 0;
                }
                case RECORD -> {
                    // one without data: what TLS says after the handshake, such as new keys, may want an answer
                    switch (engine.getHandshakeStatus()) {
                        case NEED_WRAP -> write(NOTHING);
                        case NEED_TASK -> runTasks();
                        default -> {}
                    }
                }
            }
        }
        int count = Math.min(into.remaining(), decrypted.remaining());
        into.put(into.position(), decrypted, decrypted.position(), count);
        into.position(into.position() + count);
        decrypted.position(decrypted.position() + count);
        return count;
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        sending.lock();
        try {
            int before = from.remaining();
            if (!toSend.hasRemaining()) {
                toSend.clear();
                SSLEngineResult result;
                try {
                    result = engine.wrap(from, toSend);
                } finally {
                    toSend.flip();
                }
                if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
                    throw new IOException("the other side has ended TLS");
                }
            }
            plain.write(toSend);
            return before - from.remaining();
        } finally {
            sending.unlock();
        }
    }

    /** Whether encrypted bytes wait for room in the socket. */
    boolean flush() throws IOException {
        sending.lock();
        try {
            if (toSend.hasRemaining()) {
                plain.write(toSend);
            }
            return !toSend.hasRemaining();
        } finally {
            sending.unlock();
        }
    }

    private void flushAll(ByteBuffer from) throws IOException, InterruptedException {
        try {
            write(from);
            while (!flush()) {
                plain.awaitWritable();
            }
        } catch (SSLException | ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            throw (IOException) new BrokenPipeException("broken pipe: " + e.getMessage()).initCause(e);
        }
    }

    @Override
    public boolean awaitReadable(Deadline deadline) throws IOException, InterruptedException {
        return plain.awaitReadable(deadline);
    }

    @Override
    public void awaitWritable() throws IOException, InterruptedException {
        plain.awaitWritable();
    }

    @Override
    public void close() {
        try {
            engine.closeOutbound();
            if (sending.tryLock()) {
                try {
                    if (!toSend.hasRemaining()) {
                        toSend.clear();
                        engine.wrap(NOTHING, toSend);
                        toSend.flip();
                    }
                    plain.write(toSend); // the farewell, if there is room for it
                } finally {
                    sending.unlock();
                }
            }
        } catch (IOException | RuntimeException _) {
            // the other side sees the end of the socket instead
        }
        plain.close();
    }
}
