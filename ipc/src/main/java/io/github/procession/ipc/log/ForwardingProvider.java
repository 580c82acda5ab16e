package io.github.procession.ipc.log;

import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.helpers.BasicMDCAdapter;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * The slf4j of a child whose events are logged in another process. It is chosen by the system property
 * {@code slf4j.provider}, so slf4j does not look for others, and prints nothing about those that are there.
 */
public final class ForwardingProvider implements SLF4JServiceProvider {
    private final ForwardingLoggers loggers = new ForwardingLoggers();
    private final IMarkerFactory markers = new BasicMarkerFactory();
    private final MDCAdapter context = new BasicMDCAdapter();

    /** Made by slf4j. */
    public ForwardingProvider() {}

    @Override
    public ILoggerFactory getLoggerFactory() {
        return loggers;
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
        return "2.0.99"; // any of 2.0, as other providers say it
    }

    @Override
    public void initialize() {
        // the line is opened when the first event wants to know whether it counts
    }
}
