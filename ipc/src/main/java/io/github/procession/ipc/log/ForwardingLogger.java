package io.github.procession.ipc.log;

import org.slf4j.MDC;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/**
 * Sends what is logged to the logger of the same name in another process, whose level counts: it is asked for once, when
 * the first event comes.
 */
final class ForwardingLogger extends LegacyAbstractLogger {
    private static final long serialVersionUID = 1;
    private static final int NOT_KNOWN = LogLine.NO_ANSWER;

    /** The lowest level that is logged, as {@link Level#toInt()} has it. */
    private transient volatile int threshold = NOT_KNOWN;

    ForwardingLogger(String name) {
        this.name = name;
    }

    private boolean isEnabled(Level level) {
        int lowest = threshold;
        if (lowest == NOT_KNOWN) {
            lowest = LogLine.get().ask(name);
            threshold = lowest;
        }
        return level.toInt() >= (lowest == NOT_KNOWN ? Level.INFO.toInt() : lowest);
    }

    @Override
    public boolean isTraceEnabled() {
        return isEnabled(Level.TRACE);
    }

    @Override
    public boolean isDebugEnabled() {
        return isEnabled(Level.DEBUG);
    }

    @Override
    public boolean isInfoEnabled() {
        return isEnabled(Level.INFO);
    }

    @Override
    public boolean isWarnEnabled() {
        return isEnabled(Level.WARN);
    }

    @Override
    public boolean isErrorEnabled() {
        return isEnabled(Level.ERROR);
    }

    @Override
    protected String getFullyQualifiedCallerName() {
        return null; // the place of the call is not sent
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level level, Marker marker, String pattern, Object[] arguments, Throwable throwable) {
        String message = MessageFormatter.basicArrayFormat(pattern, arguments);
        LogLine.get().send(LogEvent.now(level, name, message, marker, MDC.getCopyOfContextMap(), throwable));
    }
}
