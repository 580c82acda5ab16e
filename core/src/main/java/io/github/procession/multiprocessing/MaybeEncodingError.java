package io.github.procession.multiprocessing;

import io.github.procession.ipc.report.FailureText;

/** Failure of a task whose result cannot be sent back; Python's {@code multiprocessing.pool.MaybeEncodingError}. */
public final class MaybeEncodingError extends ProcessError {
    private static final long serialVersionUID = 1L;

    private static final int LONGEST_CHARS = 1000;

    /** Reason why the value could not be sent. */
    private final String reason;
    /** Text form of the value. */
    private final String value;

    MaybeEncodingError(Throwable reason, String value) {
        super("cannot send the result " + value + ": " + FailureText.message(reason));
        this.reason = FailureText.of(reason);
        this.value = value;
        initCause(reason);
    }

    static MaybeEncodingError of(Throwable reason, Object value) {
        String text;
        try {
            String own = String.valueOf(value);
            text = own != null ? own : value.getClass().getName() + " (its toString() gives null)";
        } catch (Throwable e) { // the user's method, which may throw anything
            text = value.getClass().getName() + " (its toString() failed: " + FailureText.of(e) + ")";
        }
        return new MaybeEncodingError(
                reason, text.length() <= LONGEST_CHARS ? text : text.substring(0, LONGEST_CHARS) + "...");
    }

    /**
     * Why the value cannot be sent: Python's {@code exc}.
     *
     * @return text form of the exception
     */
    public String reason() {
        return reason;
    }

    /**
     * The value that cannot be sent.
     *
     * @return its text form, shortened
     */
    public String value() {
        return value;
    }
}
