package io.github.procession.support;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.MDC;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.BasicMDCAdapter;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.spi.LocationAwareLogger;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * A backend of slf4j for programs of tests, chosen by the option {@link #OPTION}: it keeps what is logged. Loggers whose
 * name begins with "fine" log from TRACE on, others from INFO on. Those whose name begins with "located" look for the caller
 * on the stack, as {@code java.util.logging} does.
 */
public final class RecordingProvider implements SLF4JServiceProvider, ILoggerFactory {
    public static final String OPTION = "-Dslf4j.provider=" + RecordingProvider.class.getName();

    /** Everything that was logged in this JVM. */
    public static final List<Recorded> EVENTS = Collections.synchronizedList(new ArrayList<>());

    /** Runs when something is logged, before it is kept. */
    public static volatile Runnable before = () -> {};

    /** What a backend gets to know. */
    public record Recorded(
            Level level,
            String logger,
            String thread,
            Map<String, String> context,
            Marker marker,
            String message,
            Throwable throwable) {}

    /** What was logged by loggers of this name. */
    public static List<Recorded> of(String logger) {
        synchronized (EVENTS) {
            return EVENTS.stream().filter(event -> event.logger.equals(logger)).toList();
        }
    }

    private final IMarkerFactory markers = new BasicMarkerFactory();
    private final MDCAdapter context = new BasicMDCAdapter();

    @Override
    public ILoggerFactory getLoggerFactory() {
        return this;
    }

    @Override
    public IMarkerFactory getMarkerFactory() {
        return markers;
    }

    @Override
    public MDCAdapter getMDCAdapter() {
        return context;
    }

    @Override
    public String getRequestedApiVersion() {
        return "2.0.99";
    }

    @Override
    public void initialize() {}

    @Override
    public org.slf4j.Logger getLogger(String name) {
        return name.startsWith("located") ? new LocatingRecorder(name) : new Recorder(name);
    }

    private static class Recorder extends LegacyAbstractLogger {
        private static final long serialVersionUID = 1;

        private Recorder(String name) {
            this.name = name;
        }

        @Override
        public boolean isTraceEnabled() {
            return name.startsWith("fine");
        }

        @Override
        public boolean isDebugEnabled() {
            return name.startsWith("fine");
        }

        @Override
        public boolean isInfoEnabled() {
            return true;
        }

        @Override
        public boolean isWarnEnabled() {
            return true;
        }

        @Override
        public boolean isErrorEnabled() {
            return true;
        }

        @Override
        protected String getFullyQualifiedCallerName() {
            return null;
        }

        @Override
        protected void handleNormalizedLoggingCall(
                Level level, Marker marker, String pattern, Object[] arguments, Throwable throwable) {
            before.run();
            Map<String, String> copy = MDC.getCopyOfContextMap();
            EVENTS.add(new Recorded(
                    level,
                    name,
                    Thread.currentThread().getName(),
                    copy == null ? Map.of() : new TreeMap<>(copy),
                    marker,
                    MessageFormatter.basicArrayFormat(pattern, arguments),
                    throwable));
        }
    }

    private static final class LocatingRecorder extends Recorder implements LocationAwareLogger {
        private static final long serialVersionUID = 1;

        private LocatingRecorder(String name) {
            super(name);
        }

        /** The caller is behind the frames of the class that says it is the logger's. */
        @Override
        public void log(
                Marker marker, String logger, int level, String pattern, Object[] arguments, Throwable throwable) {
            StackTraceElement[] stack = new Throwable().getStackTrace();
            int caller = 0;
            while (!stack[caller].getClassName().equals(logger)) {
                caller++;
            }
            while (stack[caller].getClassName().equals(logger)) {
                caller++;
            }
            handleNormalizedLoggingCall(Level.intToLevel(level), marker, pattern, arguments, throwable);
        }
    }
}
