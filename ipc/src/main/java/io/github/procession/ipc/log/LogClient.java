package io.github.procession.ipc.log;

import io.github.procession.ipc.memory.SocketPath;
import io.github.procession.ipc.report.FailureText;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A child's end of the line to the process that logs its events.
 *
 * <p>Each event is written to a socket by the thread that logs it: what is written stays in the kernel, and is read there
 * although this process may be killed at the next instruction. When the other side takes nothing for {@link #PATIENCE_NANOS},
 * because its backend is stuck or the process stopped, events are counted and dropped until it does, and the number is
 * sent. When there is no other side any more, or never was, events are printed to stderr.
 */
final class LogClient {
    /** Answer to {@link #ask} when there was none in time. */
    static final int NO_ANSWER = -1;

    /** A system property too, for tests whose machine may keep the other side from its processors for longer. */
    static final long PATIENCE_MILLIS = Long.getLong("procession.forwardingPatienceMillis", 1_000);

    private static final long PATIENCE_NANOS = PATIENCE_MILLIS * 1_000_000;
    private static final long PAUSE_NANOS = 100_000;

    /** Looks at the other side before its time is over: a pause of the machine stops both. */
    private static final int LOOKS = 1_000;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /** Until a spare has a job. */
    private static final String NAMELESS = "spare";

    private static final LogClient INSTANCE = new LogClient(System.getProperty(LogForwarding.ADDRESS));

    private final String address;
    private volatile String processName = NAMELESS;

    private final ReentrantLock lock = new ReentrantLock();
    // all guarded by the lock
    private SocketChannel channel;
    private boolean broken;
    private String toldName;
    private ByteBuffer unsent = NOTHING;
    private boolean stuck;
    private long lost;
    private final ByteBuffer answer = ByteBuffer.allocate(LogRecords.ANSWER_BYTES);
    private int asked;
    private int answered;
    private int answeredLevel;

    LogClient(String address) {
        this.address = address;
    }

    static LogClient get() {
        return INSTANCE;
    }

    void setProcessName(String name) {
        processName = name;
    }

    /** The lowest level that the logger of this name logs over there, or {@link #NO_ANSWER}. */
    int ask(String logger) {
        lock.lock();
        try {
            if (!isOpen() || !readAnswers(false)) {
                return NO_ANSWER;
            }
            int number = asked + 1;
            boolean written = write(LogRecords.encode(LogRecords.ASK, out -> {
                out.writeInt(number);
                LogRecords.writeText(out, logger);
            }));
            if (!written) {
                return NO_ANSWER;
            }
            asked = number;
            return readAnswers(true) ? answeredLevel : NO_ANSWER;
        } catch (IOException _) {
            broken = true; // the other process has ended: what matters is printed
            return NO_ANSWER;
        } finally {
            lock.unlock();
        }
    }

    void send(LogEvent event) {
        byte[] record = event.toRecord();
        lock.lock();
        try {
            if (isOpen()) {
                if (!write(record)) {
                    lost++;
                }
                return;
            }
        } catch (IOException _) {
            broken = true;
        } finally {
            lock.unlock();
        }
        print(event);
    }

    private void print(LogEvent event) {
        StringBuilder text = new StringBuilder(event.message());
        Throwable throwable = event.decodeThrowable();
        if (throwable != null) {
            text.append(System.lineSeparator()).append(FailureText.trace(throwable));
        }
        System.err.println("[" + event.level() + "/" + processName + "] " + event.logger() + " - " + text);
    }

    private boolean isOpen() throws IOException {
        if (channel == null && !broken) {
            if (address == null) {
                throw new IOException(LogForwarding.ADDRESS + " is not set");
            }
            channel = connect();
            toldName = processName;
            unsent = ByteBuffer.wrap(LogRecords.hello(ProcessHandle.current().pid(), toldName));
        }
        return !broken;
    }

    /** An interrupt would close a channel that is connecting: it waits. */
    private SocketChannel connect() throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                interrupted |= Thread.interrupted();
                try {
                    SocketChannel opened =
                            SocketChannel.open(UnixDomainSocketAddress.of(SocketPath.toConnect(Path.of(address))));
                    opened.configureBlocking(false);
                    return opened;
                } catch (ClosedByInterruptException _) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Writes a record, and before it what has to be said; false when there is no room for it within its time. */
    private boolean write(byte[] record) throws IOException {
        if (!flush()) {
            return false;
        }
        if (lost > 0) {
            long count = lost;
            lost = 0;
            if (!begin(LogRecords.encode(LogRecords.LOST, out -> out.writeLong(count)))) {
                return false;
            }
        }
        String name = processName;
        if (!name.equals(toldName)) {
            toldName = name;
            if (!begin(LogRecords.encode(LogRecords.NAME, out -> LogRecords.writeText(out, name)))) {
                return false;
            }
        }
        begin(record);
        return true;
    }

    private boolean begin(byte[] record) throws IOException {
        unsent = ByteBuffer.wrap(record);
        return flush();
    }

    /** Writes what is left of the records before; false when the other side does not take it. */
    private boolean flush() throws IOException {
        long begin = System.nanoTime();
        int looks = 0;
        boolean interrupted = false;
        try {
            while (unsent.hasRemaining()) {
                if (channel.write(unsent) > 0) {
                    stuck = false;
                    begin = System.nanoTime();
                    looks = 0;
                } else if (stuck || ++looks > LOOKS && System.nanoTime() - begin > PATIENCE_NANOS) {
                    stuck = true;
                    return false;
                } else {
                    interrupted |= Thread.interrupted(); // else parking would not wait
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            }
            return true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Reads until all that was asked has been answered; false when it has not been in time. */
    private boolean readAnswers(boolean waits) throws IOException {
        long begin = System.nanoTime();
        int looks = 0;
        boolean interrupted = false;
        try {
            while (answered < asked) {
                int count = channel.read(answer);
                if (count < 0) {
                    throw new IOException("the other process logs nothing any more");
                } else if (!answer.hasRemaining()) {
                    answer.flip();
                    answered = answer.getInt();
                    answeredLevel = answer.getInt();
                    answer.clear();
                } else if (!waits || ++looks > LOOKS && System.nanoTime() - begin > PATIENCE_NANOS) {
                    return false;
                } else {
                    interrupted |= Thread.interrupted();
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            }
            return true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
