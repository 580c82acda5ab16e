package io.github.procession.ipc.jvm;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.LoggerFactory;

/**
 * The thread that copies what one child prints to where {@code System.out} or {@code System.err} of this process goes
 * at that moment.
 *
 * <p>Lines of several children never mix: only whole lines are written, in one call. The rest of a line waits for its
 * end, but not longer than {@link #PROMPT_NANOS}, so that a prompt appears.
 */
final class OutputPump extends Thread {
    private static final long PROMPT_NANOS = 20_000_000;
    private static final long LOOK_AGAIN_NANOS = 2_000_000;
    private static final int CHUNK_BYTES = 1 << 13;
    private static final int LONGEST_LINE_BYTES = 1 << 20;
    private static final int TAIL_BYTES = 1 << 12;

    private final InputStream source;
    private final boolean error;
    private byte[] buffer = new byte[CHUNK_BYTES];
    private int length;
    private byte[] tail = {}; // guarded by this
    private boolean sinkFailed;
    private volatile boolean writing;

    OutputPump(InputStream source, boolean error, String childName) {
        super(null, null, childName + (error ? "-stderr" : "-stdout"), 0, false);
        this.source = source;
        this.error = error;
        setDaemon(true);
    }

    /** Whether text that the child has written is on its way: the pump must not be given up. */
    boolean isWriting() {
        return writing;
    }

    @Override
    public void run() {
        try {
            while (fill()) {
                writing = true;
                writeLines();
                if (length > 0 && !moreComesSoon()) {
                    write(length);
                }
                writing = false;
            }
        } catch (IOException _) {
            // the JDK closes the pipe when the child is dead and has emptied it: as good as its end
        }
        writing = true;
        write(length);
        writing = false;
    }

    private boolean fill() throws IOException {
        if (length == buffer.length) {
            buffer = Arrays.copyOf(buffer, 2 * length);
        }
        int count = source.read(buffer, length, buffer.length - length);
        length += Math.max(count, 0);
        return count >= 0;
    }

    private void writeLines() {
        int end = length;
        while (end > 0 && buffer[end - 1] != '\n') {
            end--;
        }
        write(end == 0 && length >= LONGEST_LINE_BYTES ? length : end);
    }

    private boolean moreComesSoon() throws IOException {
        long deadline = System.nanoTime() + PROMPT_NANOS;
        while (source.available() == 0) {
            if (System.nanoTime() - deadline >= 0) {
                return false;
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
        return true;
    }

    /** Writes the first {@code count} bytes of the buffer and moves the rest to its start. */
    private void write(int count) {
        if (count == 0) {
            return;
        }
        if (error) {
            remember(count);
        }
        PrintStream sink = error ? System.err : System.out;
        if (sink != null) {
            try {
                if (sink.charset().equals(StandardCharsets.UTF_8)) {
                    sink.write(buffer, 0, count);
                } else {
                    sink.print(new String(buffer, 0, count, StandardCharsets.UTF_8));
                }
                sink.flush();
            } catch (RuntimeException e) {
                // a stream that the user has installed: the child must not block because it is broken
                reportOnce(sink, e);
            }
        }
        length -= count;
        System.arraycopy(buffer, count, buffer, 0, length);
    }

    private synchronized void remember(int count) {
        int fresh = Math.min(count, TAIL_BYTES);
        int kept = Math.min(tail.length, TAIL_BYTES - fresh);
        byte[] joined = new byte[kept + fresh];
        System.arraycopy(tail, tail.length - kept, joined, 0, kept);
        System.arraycopy(buffer, count - fresh, joined, kept, fresh);
        tail = joined;
    }

    /** The last bytes that were written, as text; of the standard error only. */
    synchronized String tail() {
        return new String(tail, StandardCharsets.UTF_8);
    }

    private void reportOnce(PrintStream sink, RuntimeException e) {
        if (!sinkFailed) {
            sinkFailed = true;
            LoggerFactory.getLogger(OutputPump.class)
                    .warn("{}: output of the child is lost, {} throws", getName(), sink, e);
        }
    }
}
