package io.github.procession.ipc.jvm;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

import io.github.procession.ipc.codec.Codec;
import io.github.procession.ipc.codec.Incoming;
import io.github.procession.ipc.memory.Session;

/**
 * A child's side of the line to its parent, which is the child's standard input: first the {@link StartMessage}, then
 * {@link Command}s, and its end when the parent dies.
 *
 * <p>This class and what it uses are on the way of each start, so it makes do with classes that a bare JVM has loaded:
 * no lambdas, no string concatenation, no collections.
 */
public final class ParentLink {
    private static final int COPY_BYTES = 1 << 16;
    private static final int ORPHAN_STATUS = 1;

    private final DataInputStream in;
    private File directory;
    private int token;
    private DataInputStream callerHead;
    private int[] indexes;
    private Incoming[] parts;
    private byte[][] encoded;
    private ParentWatch watch;

    /** Set when the status needs no {@link ExitReport}. */
    private volatile boolean statusIsPlain;

    private ParentLink(InputStream in) {
        this.in = new DataInputStream(in);
    }

    /**
     * Takes the start message from standard input, which is empty for the program from now on, and watches the parent
     * from now on. A child whose parent died while starting it ends here.
     *
     * @return the line
     */
    public static ParentLink open() {
        ParentLink link = new ParentLink(System.in);
        System.setIn(new ByteArrayInputStream(new byte[0]));
        try {
            link.receive();
        } catch (IOException e) {
            Runtime.getRuntime().halt(ORPHAN_STATUS);
        }
        link.watch = new ParentWatch(link.in, Thread.currentThread());
        link.watch.start();
        Runtime.getRuntime().addShutdownHook(link.new ReportHook());
        return link;
    }

    private void receive() throws IOException {
        byte[] head = new byte[in.readInt()];
        in.readFully(head);
        callerHead = new DataInputStream(new ByteArrayInputStream(head));
        directory = new File(callerHead.readUTF());
        token = callerHead.readInt();
        Session.inherit(directory.toPath(), token);
        int count = in.readInt();
        indexes = new int[count];
        parts = new Incoming[count];
        encoded = new byte[count][];
        for (int i = 0; i < count; i++) {
            indexes[i] = in.readInt();
            encoded[i] = new byte[in.readInt()];
            long payload = in.readLong();
            in.readFully(encoded[i]);
            if (payload > 0) {
                parts[i] = Codec.begin(encoded[i], 0, encoded[i].length, payload);
                fill(parts[i].payload());
            }
        }
    }

    private void fill(MemorySegment payload) throws IOException {
        byte[] copy = new byte[(int) Math.min(COPY_BYTES, payload.byteSize())];
        for (long offset = 0; offset < payload.byteSize(); ) {
            int count = in.read(copy, 0, (int) Math.min(copy.length, payload.byteSize() - offset));
            if (count < 0) {
                throw new IOException("the parent died");
            }
            MemorySegment.copy(copy, 0, payload, ValueLayout.JAVA_BYTE, offset, count);
            offset += count;
        }
    }

    /**
     * The caller's bytes of the start message.
     *
     * @return where to read them
     */
    public DataInputStream head() {
        return callerHead;
    }

    /**
     * Decodes the value of the start message; to be called once.
     *
     * @return the value, or null when there is none
     * @throws RuntimeException from the codec when it cannot be rebuilt
     */
    public Object value() {
        Object value = null;
        for (int i = 0; i < indexes.length; i++) {
            Incoming part = parts[i] == null ? Codec.begin(encoded[i], 0, encoded[i].length, 0) : parts[i];
            parts[i] = null;
            encoded[i] = null;
            if (indexes[i] == StartMessage.WHOLE) {
                value = part.finish();
            } else {
                ((Object[]) value)[indexes[i]] = part.finish();
            }
        }
        return value;
    }

    /**
     * Whether the parent lives.
     *
     * @return false once it has died or is known to die soon
     */
    public boolean isParentAlive() {
        return !watch.parentLost();
    }

    /**
     * Waits for the death of the parent. This process ends soon after it.
     *
     * @param nanos how long to wait; for ever when negative
     * @return whether the parent has died
     * @throws InterruptedException when this thread is interrupted
     */
    public boolean awaitParentEnd(long nanos) throws InterruptedException {
        return watch.awaitLoss(nanos);
    }

    /**
     * Ends this process with a status, once main has returned and no thread is left that is not a daemon. Returns at
     * once: main must return too.
     *
     * @param status the exit status
     */
    public void exit(int status) {
        boolean others = UserThreads.exist();
        if (status == 0) {
            // the JVM does the rest; another thread that calls System.exit on the way needs the report
            statusIsPlain = !others;
        } else if (others) {
            new ExitThread(status).start();
        } else {
            exitNow(status);
        }
    }

    private void exitNow(int status) {
        statusIsPlain = status >= 0 && status <= ExitReport.SIGNAL_BASE;
        System.exit(status);
    }

    private final class ExitThread extends Thread {
        private final int status;

        ExitThread(int status) {
            super(null, null, "procession-exit", 0, false);
            this.status = status;
        }

        @Override
        public void run() {
            UserThreads.awaitAll();
            exitNow(status);
        }
    }

    private final class ReportHook extends Thread {
        ReportHook() {
            super(null, null, "procession-report", 0, false);
        }

        @Override
        public void run() {
            if (statusIsPlain || watch.parentLost()) {
                return;
            }
            try {
                ExitReport.leave(directory, token);
            } catch (IOException e) {
                System.err.println("the parent cannot tell this exit from a signal: " + e);
            }
        }
    }
}
