package io.github.procession.ipc.log;

import io.github.procession.ipc.codec.Codec;
import io.github.procession.ipc.codec.Message;
import io.github.procession.ipc.report.FailureText;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;

/**
 * An event that was logged. Its message has been formatted where it was logged, so that arguments need not travel. An
 * exception travels like any other object; one that cannot, and one that refers to shared objects, becomes text.
 *
 * @param level its level
 * @param millis when, since 1970
 * @param logger name of the logger
 * @param thread name of the thread
 * @param message formatted
 * @param marker name of its marker, or null
 * @param context the MDC of the thread, empty if there is none
 * @param throwable encoded, or null
 */
record LogEvent(
        Level level,
        long millis,
        String logger,
        String thread,
        String message,
        String marker,
        Map<String, String> context,
        byte[] throwable) {

    /** Set while this thread encodes an exception: what its class logs meanwhile has exceptions as text. */
    private static final ThreadLocal<Boolean> ENCODING = new ThreadLocal<>();

    /** Now, in this thread. */
    static LogEvent now(
            Level level,
            String logger,
            String message,
            Marker marker,
            Map<String, String> context,
            Throwable throwable) {
        byte[] encoded = throwable == null ? null : encode(throwable);
        return new LogEvent(
                level,
                System.currentTimeMillis(),
                logger,
                Thread.currentThread().getName(),
                throwable != null && encoded == null ? message + '\n' + FailureText.trace(throwable) : message,
                marker == null ? null : marker.getName(),
                context == null ? Map.of() : context,
                encoded);
    }

    private static byte @Nullable [] encode(Throwable throwable) {
        if (ENCODING.get() != null) {
            return null;
        }
        ENCODING.set(true);
        try (Message message = Codec.encode(throwable)) {
            return message.addresses().length > 0 ? null : message.toByteArray();
        } catch (Throwable _) {
            return null; // thrown by the exception's own class: the trace tells all the same
        } finally {
            ENCODING.remove();
        }
    }

    /** The exception, rebuilt. */
    Throwable decodeThrowable() {
        return throwable == null ? null : (Throwable) Codec.decode(throwable);
    }

    /** The event with a text in place of the exception. */
    LogEvent withText(String text) {
        return new LogEvent(level, millis, logger, thread, message + '\n' + text, marker, context, null);
    }

    byte[] toRecord() {
        return LogRecords.encode(LogRecords.EVENT, this::writeTo);
    }

    private void writeTo(DataOutputStream out) throws IOException {
        out.writeInt(level.toInt());
        out.writeLong(millis);
        LogRecords.writeText(out, logger);
        LogRecords.writeText(out, thread);
        LogRecords.writeText(out, message);
        LogRecords.writeText(out, marker);
        out.writeInt(context.size());
        for (Map.Entry<String, String> entry : context.entrySet()) {
            LogRecords.writeText(out, entry.getKey());
            LogRecords.writeText(out, entry.getValue());
        }
        LogRecords.writeBytes(out, throwable);
    }

    static LogEvent read(DataInputStream in) throws IOException {
        Level level = Level.intToLevel(in.readInt());
        long millis = in.readLong();
        String logger = LogRecords.readText(in);
        String thread = LogRecords.readText(in);
        String message = LogRecords.readText(in);
        String marker = LogRecords.readText(in);
        Map<String, String> context = new HashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            context.put(LogRecords.readText(in), LogRecords.readText(in));
        }
        return new LogEvent(level, millis, logger, thread, message, marker, context, LogRecords.readBytes(in));
    }
}
