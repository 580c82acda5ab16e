package io.github.procession.ipc.memory;

import io.github.procession.ipc.report.NoNews;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Cause of the exceptions by which calls of the library end because this program ends. By it they are known, whatever their class
 * and message. It has no stack: that of the exception says where. Such exceptions are neither logged nor printed.
 */
public final class EndOfProgram extends Exception implements NoNews {
    private static final long serialVersionUID = 1;
    private static final String TEXT = "the program is ending";

    /** Not set in a copy that has travelled. */
    private final transient boolean ofThisProcess;

    /**
     * The end of this program.
     *
     * @param cause by which it is noticed, or null
     */
    public EndOfProgram(@Nullable Throwable cause) {
        this(TEXT, cause);
    }

    private EndOfProgram(String text, @Nullable Throwable cause) {
        super(text, cause, false, false);
        ofThisProcess = true;
        if (ExitSequence.isShuttingDown()) { // else the library ends in a JVM that goes on
            UncaughtAtTheEnd.silence();
        }
    }

    @Override
    public boolean isOfThisProcess() {
        return ofThisProcess;
    }

    /** The end of the library's part in a JVM, which may go on. */
    static EndOfProgram byShutdown(@Nullable Throwable cause) {
        return new EndOfProgram("Multiprocessing.shutdown() was called", cause);
    }

    /**
     * An exception for a call that comes too late.
     *
     * @param refusal what is refused
     * @return an exception to be thrown, with the reason in its message
     */
    public static IllegalStateException refuse(String refusal) {
        return new IllegalStateException(refusal + ": " + TEXT, new EndOfProgram(null));
    }

    /**
     * An exception for those who wait for a call that does not end any more.
     *
     * @return an exception to be thrown
     */
    public static CancellationException cancel() {
        CancellationException cancelled = new CancellationException(TEXT);
        cancelled.initCause(new EndOfProgram(null));
        return cancelled;
    }

    /**
     * Cause of an exception that is made of a failure.
     *
     * @param failure of something that the end of this program takes away, or null
     * @return the end of this program if that has begun, else the failure
     */
    public static @Nullable Throwable or(@Nullable Throwable failure) {
        return ExitSequence.isEnding() ? new EndOfProgram(failure) : failure;
    }

    /**
     * Whether the end of the program is the reason of an exception.
     *
     * @param exception an exception, or null
     * @return true if the end of the program is among its causes
     */
    public static boolean isBehind(@Nullable Throwable exception) {
        return NoNews.isBehind(exception);
    }
}
