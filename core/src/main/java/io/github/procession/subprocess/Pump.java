package io.github.procession.subprocess;

import io.github.procession.ipc.sync.Uninterruptibly;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A thread that copies between a pipe and what is in this JVM, so that neither side ever waits for the other one's
 * buffer. It is a platform thread: a virtual one would hold its carrier in each read.
 */
final class Pump {
    private static final int BUFFER_BYTES = 1 << 16;

    /** A copy from pipe to stream, or back, which closes the pipe whatever happens. */
    private interface Copying {
        void run() throws IOException;
    }

    private final CountDownLatch done = new CountDownLatch(1);
    private final String what;
    private volatile Throwable failure;

    private Pump(String what) {
        this.what = what;
    }

    private Pump start(Copying copying) {
        Thread.ofPlatform().daemon().name("subprocess " + what).start(() -> {
            try {
                copying.run();
            } catch (Throwable e) {
                failure = e; // thrown by who waits, see check()
            } finally {
                done.countDown();
            }
        });
        return this;
    }

    /**
     * Copies from a program's output until it ends. The JDK's thread that reaps the child closes its own pipe then, when it
     * gets the pipe's monitor. But processes that the child leaves behind may still write, and some of that would be
     * lost. So the pump holds the monitor all the time, and has it when this method returns. A program that has ended before
     * needs a {@link ReopenedPipe}.
     */
    static Pump output(String what, InputStream pipe, OutputStream sink) {
        var held = new CountDownLatch(1);
        var pump = new Pump(what).start(() -> {
            synchronized (pipe) {
                held.countDown();
                copy(pipe, sink);
            }
            sink.flush();
        });
        awaitUninterruptibly(held);
        return pump;
    }

    private static void copy(InputStream pipe, OutputStream sink) throws IOException {
        try (pipe) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int count; (count = pipe.read(buffer)) >= 0; ) {
                sink.write(buffer, 0, count);
            }
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        Uninterruptibly.call(() -> {
            latch.await();
            return null;
        });
    }

    /** Copies to a program's input, until the source or the program ends. */
    static Pump input(String what, InputStream source, OutputStream pipe) {
        Pump pump = new Pump(what);
        return pump.start(() -> {
            try {
                pump.feed(source, pipe);
            } finally {
                closeIgnoringReader(pipe);
            }
        });
    }

    private void feed(InputStream source, OutputStream pipe) {
        byte[] buffer = new byte[BUFFER_BYTES];
        while (true) {
            int count;
            try {
                count = source.read(buffer);
            } catch (Throwable e) {
                failure = e; // before the pipe is closed: a program that takes this for the end ends later
                return;
            }
            try {
                if (count < 0) {
                    return;
                }
                pipe.write(buffer, 0, count);
                pipe.flush();
            } catch (IOException e) {
                return; // the program reads no more, which is its right: Python ignores it too
            }
        }
    }

    /** Closes a program's input, which may have lost its reader. */
    static void closeIgnoringReader(OutputStream pipe) {
        try {
            pipe.close();
        } catch (IOException e) {
            // what was left to be flushed has no reader
        }
    }

    /** Waits until all is copied; false if that was not so in time. */
    boolean await(long nanos) throws InterruptedException {
        if (nanos == Long.MAX_VALUE) {
            done.await();
            return true;
        }
        return done.await(nanos, TimeUnit.NANOSECONDS);
    }

    boolean hasFailed() {
        return failure != null;
    }

    /** Throws if not all could be copied. */
    void check() throws IOException {
        if (failure != null) {
            throw new IOException("failed to copy the " + what + ": " + failure, failure);
        }
    }
}
