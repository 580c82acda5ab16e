package io.github.procession.multiprocessing;

import java.io.PrintStream;

/**
 * Request to end the process, obeyed when it leaves the main thread; thrown by {@link Multiprocessing#exit(Object)}, as
 * Python's exception of this name is by {@code sys.exit}.
 *
 * <p>It is an {@link Error} so that {@code catch (Exception e)} does not take it, as {@code except Exception} does not
 * in Python. {@code finally} blocks run.
 */
public final class SystemExit extends Error {
    private static final long serialVersionUID = 1L;

    /** The exit code. */
    private final int code;

    /** Whether something is to be printed. */
    private final boolean hasMessage;

    SystemExit(Object status) {
        super(String.valueOf(status), null, false, false);
        this.code = codeOf(status);
        this.hasMessage = !isCode(status);
    }

    private static boolean isCode(Object status) {
        return status == null || status instanceof Boolean || status instanceof Number number && isIntegral(number);
    }

    private static int codeOf(Object status) {
        return switch (status) {
            case null -> 0;
            case Boolean truth -> truth ? 1 : 0;
            case Number number when isIntegral(number) -> number.intValue();
            default -> 1;
        };
    }

    private static boolean isIntegral(Number number) {
        return number instanceof Integer || number instanceof Long || number instanceof Short || number instanceof Byte;
    }

    /**
     * The exit code that the process gets.
     *
     * @return the number given; 0 for null and false; 1 for true and for every other object
     */
    public int code() {
        return code;
    }

    /** Prints to stderr what the process has to say at its end: objects that are no exit codes are messages. */
    void print() {
        PrintStream err = System.err;
        if (hasMessage && err != null) {
            err.println(getMessage());
        }
    }
}
