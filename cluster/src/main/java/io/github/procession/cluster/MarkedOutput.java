package io.github.procession.cluster;

import java.io.OutputStream;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/**
 * One of the two output streams of a worker's child, which can be marked: the worker reads a mark after all that was printed before
 * it. So it knows when it has the lines of a task, whose outcome comes by another way. A task that prints nothing has no mark.
 */
final class MarkedOutput extends OutputStream {
    private final PrintStream to;
    private boolean printed; // since the last mark; guarded by this, as the next
    private boolean insideLine;

    MarkedOutput(PrintStream to) {
        this.to = to;
    }

    /** The stream for the code of users. */
    PrintStream stream() {
        return new PrintStream(this, true, to.charset());
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int from, int length) {
        if (length > 0) {
            to.write(bytes, from, length);
            to.flush();
            printed = true;
            insideLine = bytes[from + length - 1] != '\n';
        }
    }

    @Override
    public void flush() {
        to.flush();
    }

    @Override
    public void close() {
        to.close();
    }

    /**
     * Marks what was printed since the last mark; a line without an end gets one.
     *
     * @param mark a line
     * @return the mark; null if nothing was printed, or nothing can be printed any more
     */
    synchronized @Nullable String mark(String mark) {
        if (!printed) {
            return null;
        }
        to.print((insideLine ? "\n" : "") + mark + "\n");
        printed = false;
        insideLine = false;
        return to.checkError() ? null : mark;
    }
}
