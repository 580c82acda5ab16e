package io.github.procession.ipc.log;

import io.github.procession.ipc.report.LevelLogger;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.MessageFormatter;

/**
 * Logger that sends its events to the logger of the same name in another process, whose level counts: it is asked for once, when
 * the first event comes.
 */
final class ForwardingLogger extends LevelLogger {
    private static final long serialVersionUID = 1;
    private static final int NOT_KNOWN = LogClient.NO_ANSWER;

    /** The lowest level that is logged, as {@link Level#toInt()} has it. */
    private transient volatile int threshold = NOT_KNOWN;

    ForwardingLogger(String name) {
        super(name);
    }

    @Override
    protected boolean isEnabled(Level level) {
        int lowest = threshold;
        if (lowest == NOT_KNOWN) {
            lowest = LogClient.get().ask(name);
            threshold = lowest;
        }
        return level.toInt() >= (lowest == NOT_KNOWN ? Level.INFO.toInt() : lowest);
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
        return null; // the place of the call is not sent
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level level, Marker marker, String pattern, Object[] arguments, Throwable throwable) {
        String message = MessageFormatter.basicArrayFormat(pattern, arguments);
        LogClient.get().send(LogEvent.now(level, name, message, marker, MDC.getCopyOfContextMap(), throwable));
    }
}
