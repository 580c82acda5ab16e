package io.github.procession.ipc.jvm;

import io.github.procession.ipc.report.LibraryLogger;
import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.sync.Uninterruptibly;
import io.github.procession.ipc.system.ServiceLoop;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * The thread that copies what one child prints to where {@code System.out} or {@code System.err} of this process goes
 * at that moment.
 *
 * <p>Lines of several children never mix: only whole lines are written, in one call. The rest of a line waits for its
 * end, but when nothing comes for {@link #PROMPT_NANOS} it is written as well, so that a prompt appears; a JVM writes one line in
 * several pieces, and with busy processors it takes its time between them. The whole line of another child that
 * meets such a rest begins a new one. Where {@link ChildOutput} has a consumer, lines go there instead, and the rest of one
 * waits for its end or that of the child.
 */
// Longer than most: one loop over bytes; its cases of unfinished lines share the buffer and the sink.
final class OutputPump extends Thread {
    private static final long PROMPT_NANOS = 500_000_000;
    private static final long LOOK_AGAIN_NANOS = 2_000_000;
    private static final int LOOKS = 10;
    /** So many looks, a second, at a write that takes its time. */
    private static final int LOOKS_AT_A_WRITE = 20;

    /** More than a pipe holds, and this pump with it. */
    private static final int MOST_UNREAD_BYTES = 1 << 21;

    private static final Duration LOOK = Duration.ofMillis(50);
    private static final int CHUNK_BYTES = 1 << 13;
    private static final int LONGEST_LINE_BYTES = 1 << 20;
    private static final int MAX_CHARACTER_BYTES = 4;
    private static final int TAIL_BYTES = 1 << 12;

    /** Pump whose unfinished line is the end of a sink's text, if there is one; guarded by itself. */
    private static final class OpenLine {
        private OutputPump pump;
        private PrintStream sink;

        /** Whether another pump's text is the last that went to this sink, and has not ended its line. */
        boolean isOfAnother(OutputPump own, PrintStream wanted) {
            return pump != null && pump != own && sink == wanted;
        }
    }

    private static final OpenLine IN_STDOUT = new OpenLine();
    private static final OpenLine IN_STDERR = new OpenLine();

    private final InputStream source;
    private final boolean error;
    private final String childName;
    private final long pid;
    private final BooleanSupplier alive;
    private byte[] buffer = new byte[CHUNK_BYTES];
    private int length;
    private byte[] tail = {}; // guarded by this
    private boolean sinkFailed;

    /** Guarded by the {@link OpenLine} of its stream. */
    private boolean insideLine;

    private boolean atEnd;
    private volatile boolean writing;

    /** Set while this thread waits for more, having found the pipe empty. */
    private volatile boolean waiting;

    /** Counts what has been read, and each line or piece that has been written. */
    private volatile long progress;

    /** Bytes that have been written. */
    private volatile long written;

    OutputPump(InputStream source, boolean error, String childName, long pid, BooleanSupplier alive) {
        super(null, null, childName + (error ? "-stderr" : "-stdout"), 0, false);
        this.source = source;
        this.error = error;
        this.childName = childName;
        this.pid = pid;
        this.alive = alive;
        setDaemon(true);
    }

    /**
     * Waits for the end of the output of a child that is dead, but not for ever: programs that it has started may hold the pipe open, and
     * write to it, and who reads the output of this JVM may not take it. So it is not waited any longer for a pump that has found the
     * pipe empty, or whose write does not come back, once it has been looked at several times: a pause of this JVM stops it as well. Nor
     * for one that has written more than a pipe holds. The pump goes on, and passes the rest on when it can.
     */
    void awaitEnd() {
        Uninterruptibly.call(() -> {
            long before = written;
            int waits = 0;
            int idle = 0;
            long seen = -1;
            while (waits < LOOKS
                    && idle < (writing ? LOOKS_AT_A_WRITE : LOOKS)
                    && written - before < MOST_UNREAD_BYTES
                    && !join(LOOK)) {
                long now = progress;
                idle = now == seen ? idle + 1 : 0;
                seen = now;
                waits += waiting ? 1 : 0;
            }
            return null;
        });
    }

    /**
     * Holds the monitor of the pipe all the time: the JDK's thread that reaps the child waits for it before it closes the pipe,
     * and programs that the child leaves behind may still write.
     */
    @Override
    public void run() {
        synchronized (source) {
            try {
                while (!copied()) {
                    ServiceLoop.pause();
                }
            } finally {
                tellEnd();
            }
        }
    }

    /** Copies to the end; false if there was no memory for that in the middle. A child whose output nobody takes would wait for ever. */
    private boolean copied() {
        try {
            copy();
            return true;
        } catch (OutOfMemoryError _) {
            return false;
        }
    }

    private void progressed() {
        progress++; // by this thread only
    }

    private void copy() {
        try {
            while (fill()) {
                progressed();
                writing = true;
                writeLines();
                if (length > 0 && ChildOutput.consumer() == null && !moreComesSoon()) {
                    write(wholeCharacters(length));
                }
                writing = false;
            }
        } catch (IOException _) {
            // the JDK closes the pipe when the child is dead and has emptied it: as good as its end
        }
        writing = true;
        atEnd = true;
        write(length);
        leaveLine();
        writing = false;
    }

    /** Handles text at the end of the output that has no line end: none is added, unless a name would stand behind it. */
    private void leaveLine() {
        OpenLine open = error ? IN_STDERR : IN_STDOUT;
        synchronized (open) {
            if (open.pump == this && !ChildOutput.hasPrefix()) {
                open.pump = null;
            }
        }
    }

    private void tellEnd() {
        ChildOutput.Consumer consumer = ChildOutput.consumer();
        if (consumer != null) {
            try {
                consumer.ended(childName, error);
            } catch (Throwable e) { // it has taken lines of the user's before
                reportOnce(consumer, e);
            }
        }
    }

    private boolean fill() throws IOException {
        if (length == buffer.length) {
            buffer = Arrays.copyOf(buffer, 2 * length);
        }
        waiting = source.available() == 0;
        int count = source.read(buffer, length, buffer.length - length);
        waiting = false;
        length += Math.max(count, 0);
        return count >= 0;
    }

    private void writeLines() {
        int end = length;
        while (end > 0 && buffer[end - 1] != '\n') {
            end--;
        }
        write(end == 0 && length >= LONGEST_LINE_BYTES ? wholeCharacters(ChildOutput.beforeMark(buffer, length)) : end);
    }

    /** So many bytes, but for the beginning of a character in UTF-8 whose rest has not come. */
    private int wholeCharacters(int count) {
        int last = count - 1;
        while (last > 0 && count - last < MAX_CHARACTER_BYTES && (buffer[last] & 0xC0) == 0x80) {
            last--;
        }
        int lead = buffer[last] & 0xFF;
        int needed = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
        return count - last < needed ? last : count;
    }

    private boolean moreComesSoon() throws IOException {
        Deadline deadline = Deadline.after(PROMPT_NANOS, TimeUnit.NANOSECONDS);
        while (source.available() == 0) {
            if (deadline.left() <= 0 || !alive.getAsBoolean()) {
                return source.available() > 0;
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
        ChildOutput.Consumer consumer = ChildOutput.consumer();
        Object sink = consumer == null ? error ? System.err : System.out : consumer;
        try {
            if (consumer != null || Debugging.isOn() || ChildOutput.hasPrefix()) {
                writeEach(new String(buffer, 0, count, StandardCharsets.UTF_8), consumer, (PrintStream)
                        (consumer == null ? sink : null));
            } else if (sink != null) {
                writeAll((PrintStream) sink, count);
            }
        } catch (Throwable e) {
            // of what the user has installed, which may throw anything: the child must not block because it is broken
            reportOnce(sink, e);
        }
        progressed();
        written += count; // by this thread only
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
        return ChildOutput.withoutMarks(new String(tail, StandardCharsets.UTF_8));
    }

    private void writeAll(PrintStream sink, int count) {
        OpenLine open = error ? IN_STDERR : IN_STDOUT;
        boolean whole = buffer[count - 1] == '\n';
        synchronized (open) {
            if (whole && open.isOfAnother(this, sink)) {
                sink.write('\n'); // what another process has begun stays a line of its own
            }
            open.pump = whole ? null : this;
            open.sink = sink;
            if (sink.charset().equals(StandardCharsets.UTF_8)) {
                sink.write(buffer, 0, count);
            } else {
                sink.print(new String(buffer, 0, count, StandardCharsets.UTF_8));
            }
            sink.flush();
        }
    }

    /** Passes on each line by itself; lines for a stream are still written in one call. */
    private void writeEach(String text, ChildOutput.Consumer consumer, PrintStream sink) {
        OpenLine open = error ? IN_STDERR : IN_STDOUT;
        synchronized (consumer == null ? open : this) { // a user's consumer may take its time
            writeEach(text, consumer, sink, open);
        }
    }

    private void writeEach(String text, ChildOutput.Consumer consumer, PrintStream sink, OpenLine open) {
        StringBuilder out = new StringBuilder(text.length() + 64);
        for (int start = 0; start < text.length(); ) {
            int end = text.indexOf('\n', start) + 1;
            boolean ends = end > 0;
            end = ends ? end : text.length();
            String line = text.substring(start, ends ? end - 1 : end);
            String announcement =
                    Debugging.isOn() && !error && !insideLine ? Debugging.announcement(line, childName, pid) : null;
            if (announcement != null) {
                System.err.println(announcement);
            } else if (consumer != null) {
                hand(line, consumer);
            } else {
                if (ChildOutput.hasPrefix() && !insideLine) {
                    out.append('[').append(childName).append("] ");
                }
                out.append(text, start, end);
                insideLine = !ends;
                if (ChildOutput.hasPrefix() && insideLine && atEnd) {
                    out.append('\n'); // else the name of the next process would stand behind it
                }
            }
            start = end;
        }
        if (sink != null && !out.isEmpty()) {
            if (open.isOfAnother(this, sink)) {
                out.insert(0, '\n'); // what another process has begun stays a line of its own
                open.pump.insideLine = false;
            }
            open.sink = sink;
            open.pump = insideLine && out.charAt(out.length() - 1) != '\n' ? this : null;
            sink.print(out);
            sink.flush();
        }
    }

    private void hand(String line, ChildOutput.Consumer consumer) {
        try {
            consumer.line(childName, error, line);
            progressed();
        } catch (Throwable e) {
            reportOnce(consumer, e);
        }
    }

    private void reportOnce(Object sink, Throwable e) {
        if (!sinkFailed) {
            sinkFailed = true;
            warn(sink, e);
        }
    }

    private void warn(Object sink, Throwable e) {
        try {
            LibraryLogger.of(OutputPump.class).warn("{}: output of the child is lost, {} throws", getName(), sink, e);
        } catch (OutOfMemoryError _) {
            // the output goes on
        }
    }
}
