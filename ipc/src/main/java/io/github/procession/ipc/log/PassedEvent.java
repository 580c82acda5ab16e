package io.github.procession.ipc.log;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;
import org.slf4j.event.LoggingEvent;

/** An event of another process, in the form from which backends take its own time and thread. */
final class PassedEvent implements LoggingEvent {
    private final LogEvent event;
    private final String threadName;
    private final Throwable throwable;

    PassedEvent(LogEvent event, String threadName) {
        this.event = event;
        this.threadName = threadName;
        throwable = event.decodeThrowable();
    }

    @Override
    public Level getLevel() {
        return event.level();
    }

    @Override
    public String getLoggerName() {
        return event.logger();
    }

    @Override
    public String getMessage() {
        return event.message();
    }

    @Override
    public List<Object> getArguments() {
        return List.of();
    }

    @Override
    public Object @Nullable [] getArgumentArray() {
        return null;
    }

    @Override
    public List<Marker> getMarkers() {
        return event.marker() == null ? List.of() : List.of(MarkerFactory.getMarker(event.marker()));
    }

    @Override
    public List<KeyValuePair> getKeyValuePairs() {
        return List.of(); // they are in the message
    }

    @Override
    public Throwable getThrowable() {
        return throwable;
    }

    @Override
    public long getTimeStamp() {
        return event.millis();
    }

    @Override
    public String getThreadName() {
        return threadName;
    }
}
