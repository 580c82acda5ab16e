package io.github.procession.cluster;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * One of the two output streams of a worker's child, which can be marked: the worker reads a mark after all that was printed before
 * it. So it knows when it has the lines of a task, whose outcome comes by another way. A task that prints nothing has no mark.
 */
final class MarkedOutput extends OutputStream {
    private final PrintStream to;
    private final String prefix; // of marks
    private boolean printed; // since the last mark; guarded by this, as the next ones
    private boolean insideLine;
    private long marks;

    MarkedOutput(PrintStream to, String prefix) {
        this.to = to;
        this.prefix = prefix;
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
     * Marks what was printed since the last mark; a line without an end gets one. The mark is one write of UTF-8, which is how the worker
     * reads it, whatever the encoding of the stream is.
     *
     * @return the number of the mark; 0 if nothing was printed, or nothing can be printed any more
     */
    synchronized long mark() {
        if (!printed) {
            return 0;
        }
        String line = (insideLine ? "\n" : "") + prefix + ++marks + "\n";
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        to.write(bytes, 0, bytes.length);
        printed = false;
        insideLine = false;
        return to.checkError() ? 0 : marks; // which flushes it
    }
}
