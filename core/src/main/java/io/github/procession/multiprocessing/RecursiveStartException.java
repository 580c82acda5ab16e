package io.github.procession.multiprocessing;

import io.github.procession.serialization.DecodeException;

/** The refusal of a start in a static initializer that has itself started this process. */
final class RecursiveStartException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    private static final int MOST_CAUSES = 100;

    RecursiveStartException(String message) {
        super(message);
    }

    private RecursiveStartException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * A failure, or in place of an {@link ExceptionInInitializerError}, which has no message, one that begins with the refusal
     * behind it; the same for a function that cannot be decoded because of it.
     */
    static Throwable first(Throwable failure) {
        if (failure instanceof ExceptionInInitializerError || failure instanceof DecodeException) {
            Throwable cause = failure.getCause();
            for (int i = 0; cause != null && i < MOST_CAUSES; i++) {
                if (cause instanceof RecursiveStartException) {
                    return new RecursiveStartException(cause.getMessage(), failure);
                }
                cause = cause.getCause();
            }
        }
        return failure;
    }
}
