package io.github.procession.ipc.codec;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.github.procession.serialization.DecodeException;
import java.lang.management.ManagementFactory;
import java.util.HexFormat;

/** Decodes bytes that nobody may have written: what comes of it must be a value or a refusal, at bounded cost. */
final class BoundedDecode {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long MAX_ALLOCATED_BYTES = 64L << 20;

    /** A guard against loops without end: a message of some hundred bytes takes microseconds. */
    private static final long MAX_CPU_NANOS = 10_000_000_000L;

    private BoundedDecode() {}

    /** Fails on any outcome but a value or a {@link DecodeException}, on too much memory and on too much work. */
    static boolean isDecoded(byte[] bytes) {
        long allocated = THREADS.getCurrentThreadAllocatedBytes();
        long worked = THREADS.getCurrentThreadCpuTime();
        boolean decoded = false;
        try {
            Codec.decode(bytes);
            decoded = true;
        } catch (DecodeException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                assertFalse(cause instanceof OutOfMemoryError, () -> "no memory for " + describe(bytes));
            }
        } catch (RuntimeException | Error e) {
            throw new AssertionError("not a DecodeException for " + describe(bytes), e);
        }
        long took = THREADS.getCurrentThreadAllocatedBytes() - allocated;
        assertTrue(took < MAX_ALLOCATED_BYTES, () -> took + " bytes for " + describe(bytes));
        long nanos = THREADS.getCurrentThreadCpuTime() - worked;
        assertTrue(nanos < MAX_CPU_NANOS, () -> nanos + " ns of a processor for " + describe(bytes));
        assertFalse(Thread.interrupted(), () -> "the thread is interrupted after " + describe(bytes));
        return decoded;
    }

    private static String describe(byte[] bytes) {
        return "a message of " + bytes.length + " bytes: "
                + HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, 10_000));
    }
}
