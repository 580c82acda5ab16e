package io.github.procession.ipc.log;

import io.github.procession.ipc.report.LibraryLogger;
import io.github.procession.ipc.report.TraceInTime;
import io.github.procession.ipc.sync.Uninterruptibly;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.MDC;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventAware;

/**
 * The thread that logs the events of one process, in their order. While it logs one it has the name of that process and
 * the thread there, as in {@code Process-1/main}, and the MDC of that thread with {@link #PROCESS_NAME} added.
 */
final class LogReader extends Thread {
    static final String PROCESS_NAME = "processName";

    private static final int BUFFER_BYTES = 1 << 16;

    private static final long LOOK_MILLIS = 100;

    /** Looks in which nothing is logged before a line counts as stuck: a pause of this JVM stops it as well, and eats one. */
    private static final long LOOKS = 2 * LogClient.PATIENCE_MILLIS / LOOK_MILLIS;

    private static final Level[] FROM_LOWEST = {Level.TRACE, Level.DEBUG, Level.INFO, Level.WARN, Level.ERROR};

    private final SocketChannel channel;
    private final Set<LogReader> lines;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile long pid = Long.MIN_VALUE; // until it has said it
    private volatile long records;
    private String processName;
    private boolean backendFailed;

    LogReader(SocketChannel channel, Set<LogReader> lines) {
        super(null, null, "procession-log-line", 0, false);
        this.channel = channel;
        this.lines = lines;
        setDaemon(true);
    }

    @Override
    public void run() {
        try (channel;
                DataInputStream in =
                        new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel), BUFFER_BYTES))) {
            while (pid != LogRecords.NOBODY) {
                in.readInt();
                take((char) in.readUnsignedByte(), in);
                records++;
            }
        } catch (IOException _) {
            // the process has ended
        } finally {
            lines.remove(this);
            ended.countDown();
        }
    }

    private void take(char kind, DataInputStream in) throws IOException {
        switch (kind) {
            case LogRecords.HELLO -> {
                long told = in.readLong();
                processName = LogRecords.readText(in);
                pid = told;
            }
            case LogRecords.NAME -> processName = LogRecords.readText(in);
            case LogRecords.ASK -> answer(in.readInt(), LogRecords.readText(in));
            case LogRecords.EVENT -> pass(LogEvent.read(in));
            case LogRecords.LOST -> tellLost(in.readLong());
            default -> throw new IOException("unknown record " + kind);
        }
    }

    private void answer(int number, String name) throws IOException {
        ByteBuffer answer = ByteBuffer.allocate(LogRecords.ANSWER_BYTES);
        answer.putInt(number).putInt(lowestLevel(Backend.logger(name))).flip();
        while (answer.hasRemaining()) {
            channel.write(answer);
        }
    }

    private static int lowestLevel(Logger logger) {
        for (Level level : FROM_LOWEST) {
            if (logger.isEnabledForLevel(level)) {
                return level.toInt();
            }
        }
        return Integer.MAX_VALUE;
    }

    private void tellLost(long count) {
        LibraryLogger.of(LogReader.class)
                .warn("{}: {} events are lost, since this process took none for a while", processName, count);
    }

    private void pass(LogEvent event) {
        try {
            Logger logger = Backend.logger(event.logger());
            if (logger.isEnabledForLevel(event.level())) {
                Throwable throwable = event.decodeThrowable();
                boolean hasTrace = throwable == null || TraceInTime.of(throwable) != null;
                pass(hasTrace ? event : event.withText(TraceInTime.instead(throwable)), logger);
            }
        } catch (RuntimeException | Error e) { // of the user's backend
            if (!backendFailed) {
                backendFailed = true;
                System.err.println(
                        processName + ": events are lost, since the logger " + event.logger() + " throws " + e);
            }
        } finally {
            MDC.clear();
        }
    }

    private void pass(LogEvent event, Logger logger) {
        Map<String, String> context = new HashMap<>(event.context());
        context.put(PROCESS_NAME, processName);
        MDC.setContextMap(context);
        setName(processName + "/" + event.thread());
        if (logger instanceof LoggingEventAware aware) {
            aware.log(new PassedEvent(event, getName()));
            return;
        }
        Marker marker = event.marker() == null ? null : MarkerFactory.getMarker(event.marker());
        Throwable throwable = event.decodeThrowable();
        switch (event.level()) {
            case TRACE -> logger.trace(marker, event.message(), throwable);
            case DEBUG -> logger.debug(marker, event.message(), throwable);
            case INFO -> logger.info(marker, event.message(), throwable);
            case WARN -> logger.warn(marker, event.message(), throwable);
            case ERROR -> logger.error(marker, event.message(), throwable);
        }
    }

    /** Comes back when it has logged all, or is stuck, unless it is the line of another process. */
    void awaitEnd(long ofPid) {
        long seen = -1;
        int idle = 0;
        while (idle < LOOKS && (pid == ofPid || pid == Long.MIN_VALUE) && !awaitUninterrupted(LOOK_MILLIS)) {
            long now = records;
            idle = now == seen ? idle + 1 : 0;
            seen = now;
        }
    }

    /** Comes back when it has logged all, or when nothing comes. */
    void awaitEnd() {
        awaitEnd(pid);
    }

    private boolean awaitUninterrupted(long millis) {
        return Uninterruptibly.call(() -> ended.await(millis, TimeUnit.MILLISECONDS));
    }
}
