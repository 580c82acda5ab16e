package io.github.procession.ipc.report;

import java.util.Arrays;
import java.util.Locale;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.helpers.NOPLogger;
import org.slf4j.spi.LocationAwareLogger;
import org.slf4j.spi.LoggingEventBuilder;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * The library's own log, of all its modules: events go to the backend that slf4j finds, or, when the user has asked for it, to
 * stderr in the form of Python's {@code log_to_stderr}. The backend is not loaded before it has to be asked; where there is
 * none, events go nowhere but those that {@link #warnSurely} gives to stderr, and slf4j prints nothing about that. No logger throws.
 */
public final class LibraryLogger extends LevelLogger {
    private static final long serialVersionUID = 1;
    /** System property with the lowest level that goes to stderr from the start. */
    public static final String PROPERTY = "procession.logToStderr";

    /** Name of the first process of a tree, unless it is renamed. */
    public static final String ROOT = "MainProcess";

    private static final String NAME = "io.github.procession.multiprocessing";

    private static final LibraryLogger OF_MODULE = new LibraryLogger(NAME);

    /** The lowest level that goes to stderr; null while events go to the backend. */
    private static volatile @Nullable Level stderrLevel = fromProperty();

    /** Null in a root that has never asked what it is: the name that it has then is the first one. */
    private static volatile @Nullable Supplier<String> processName;

    private transient volatile Logger backend;

    private LibraryLogger(String name) {
        super(name);
    }

    private static Level fromProperty() {
        String value = System.getProperty(PROPERTY);
        try {
            return value == null ? null : Level.valueOf(value.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    PROPERTY + " is " + value + ", but must be a level of slf4j: " + Arrays.toString(Level.values()),
                    e);
        }
    }

    /** Looks up what a first warning needs; without memory that fails, and for each later warning, too. */
    public static void lookUp() {
        int _ = Level.WARN.toInt();
    }

    /**
     * The logger of the module as a whole.
     *
     * @return the logger that users may have, too
     */
    public static LibraryLogger ofModule() {
        return OF_MODULE;
    }

    /**
     * The logger of one of its classes.
     *
     * @param type the class
     * @return a logger of its name
     */
    public static Logger of(Class<?> type) {
        return new LibraryLogger(type.getName());
    }

    /**
     * The logger of a class that its users need not know.
     *
     * @param simpleName of a class that they know
     * @return a logger of that name
     */
    public static Logger named(String simpleName) {
        return new LibraryLogger(NAME + "." + simpleName);
    }

    /**
     * Warns of what its user must learn of, as without it the program would wait for ever: on stderr where there is no backend.
     *
     * @param logger one of this class
     * @param text the warning
     */
    public static void warnSurely(Logger logger, String text) {
        warnSurely(logger, text, null);
    }

    /**
     * Warns of what the user's code has thrown where no caller learns of it: with its trace on stderr where there is no backend, as Python
     * prints what a callback or a thread raises.
     *
     * @param logger one of this class
     * @param text the warning
     * @param thrown what was thrown, or null
     */
    public static void warnSurely(Logger logger, String text, @Nullable Throwable thrown) {
        if (isSilent()) {
            printSurely(text, thrown);
        } else {
            logger.warn(text, thrown);
        }
    }

    /**
     * The same as an error.
     *
     * @param logger one of this class
     * @param text the message
     * @param thrown what was thrown
     */
    public static void errorSurely(Logger logger, String text, Throwable thrown) {
        if (isSilent()) {
            printSurely(text, thrown);
        } else {
            logger.error(text, thrown);
        }
    }

    private static boolean isSilent() {
        try {
            return stderrLevel == null && !hasProvider();
        } catch (OutOfMemoryError _) {
            return false; // the backend reports it, if it can
        }
    }

    private static void printSurely(String text, @Nullable Throwable thrown) {
        if (NoNews.isBehind(thrown)) {
            return;
        }
        try {
            String trace = thrown == null ? "" : TraceInTime.of(thrown);
            String line = "procession: warning: " + text;
            print(trace == null ? line + ": " + TraceInTime.instead(thrown) : line, trace == null ? "" : trace);
        } catch (Throwable _) {
            // such as a lack of memory: nothing is left to tell it to
        }
    }

    /**
     * The lowest level that goes to stderr.
     *
     * @return null while events go to the backend
     */
    public static Level stderrLevel() {
        return stderrLevel;
    }

    /**
     * Sets where events go.
     *
     * @param level the lowest level that goes to stderr; null for the backend
     */
    public static void setStderrLevel(Level level) {
        stderrLevel = level;
    }

    /**
     * Sets what gives the name of the calling thread's process, for events that go to stderr.
     *
     * @param name gives the name
     */
    public static void setProcessName(Supplier<String> name) {
        processName = name;
    }

    @Override
    protected boolean isEnabled(Level level) {
        Level lowest = stderrLevel;
        try {
            return lowest == null ? backend().isEnabledForLevel(level) : level.toInt() >= lowest.toInt();
        } catch (Throwable e) { // the backend is the user's, and logging must not fail its caller
            return true; // the call that follows reports it
        }
    }

    private Logger backend() {
        Logger found = backend;
        if (found == null) {
            found = hasProvider() ? LoggerFactory.getLogger(name) : NOPLogger.NOP_LOGGER;
            backend = found;
        }
        return found;
    }

    /** Looks where slf4j looks, which prints three lines when it finds nothing. */
    private static boolean hasProvider() {
        try {
            return System.getProperty("slf4j.provider") != null
                    || ServiceLoader.load(SLF4JServiceProvider.class, LoggerFactory.class.getClassLoader()).stream()
                            .findAny()
                            .isPresent();
        } catch (ServiceConfigurationError | LinkageError e) {
            return true; // then slf4j says what is wrong
        }
    }

    @Override
    protected String getFullyQualifiedCallerName() {
        return LibraryLogger.class.getName();
    }

    /** A logger that was sent is that of the process where it arrives. */
    @Override
    protected Object readResolve() {
        return name.equals(NAME) ? OF_MODULE : new LibraryLogger(name);
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level level, Marker marker, String pattern, Object[] arguments, Throwable throwable) {
        try {
            if (this != OF_MODULE && NoNews.isBehind(throwable)) { // that one is the users' too
                return;
            }
            log(level, marker, pattern, arguments == null ? new Object[0] : arguments, throwable);
        } catch (Throwable e) { // as above; also a user's exception that cannot be printed
            try {
                print(
                        level,
                        MessageFormatter.basicArrayFormat(pattern, arguments) + " (the log failed)",
                        FailureText.trace(e));
            } catch (Throwable _) {
                // nothing is left to tell it to
            }
        }
    }

    /** A backend asks an exception for its text while it keeps all others from logging; so it gets only one that has answered before. */
    private void log(Level level, Marker marker, String pattern, Object[] arguments, Throwable throwable) {
        String trace = throwable == null ? "" : TraceInTime.of(throwable);
        if (trace == null) {
            log(level, marker, pattern + ": " + TraceInTime.instead(throwable), arguments, null);
        } else if (stderrLevel != null) {
            print(level, MessageFormatter.basicArrayFormat(pattern, arguments), trace);
        } else if (backend() instanceof LocationAwareLogger aware) {
            aware.log(marker, getFullyQualifiedCallerName(), level.toInt(), pattern, arguments, throwable);
        } else {
            LoggingEventBuilder event = backend().atLevel(level).setCause(throwable);
            (marker == null ? event : event.addMarker(marker)).log(pattern, arguments);
        }
    }

    private static void print(Level level, String message, String trace) {
        Supplier<String> name = processName;
        print("[" + level + "/" + (name == null ? ROOT : name.get()) + "] " + message, trace);
    }

    private static void print(String line, String trace) {
        var err = System.err;
        if (err != null) {
            err.print(line + System.lineSeparator() + trace);
        }
    }
}
