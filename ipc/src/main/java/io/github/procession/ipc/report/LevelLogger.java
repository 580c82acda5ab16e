package io.github.procession.ipc.report;

import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;

/** Base of loggers that decides with one method for all levels whether they are logged. */
public abstract class LevelLogger extends LegacyAbstractLogger {
    private static final long serialVersionUID = 1;

    /**
     * For subclasses.
     *
     * @param name name of the logger
     */
    protected LevelLogger(String name) {
        this.name = name;
    }

    /**
     * Whether events of a level are logged.
     *
     * @param level the level
     * @return true if they are
     */
    protected abstract boolean isEnabled(Level level);

    @Override
    public final boolean isTraceEnabled() {
        return isEnabled(Level.TRACE);
    }

    @Override
    public final boolean isDebugEnabled() {
        return isEnabled(Level.DEBUG);
    }

    @Override
    public final boolean isInfoEnabled() {
        return isEnabled(Level.INFO);
    }

    @Override
    public final boolean isWarnEnabled() {
        return isEnabled(Level.WARN);
    }

    @Override
    public final boolean isErrorEnabled() {
        return isEnabled(Level.ERROR);
    }
}
