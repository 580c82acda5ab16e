package io.github.procession.threading;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Arguments of an {@link ExceptHook}: Python's {@code threading.ExceptHookArgs}.
 *
 * @param excValue the exception
 * @param thread the thread that ends by it; null when it is not known
 */
public record ExceptHookArgs(Throwable excValue, java.lang.@Nullable Thread thread) {
    /**
     * Creates the arguments.
     *
     * @throws NullPointerException if there is no exception
     */
    public ExceptHookArgs {
        Objects.requireNonNull(excValue, "excValue");
    }

    /**
     * The class of the exception: Python's {@code exc_type}.
     *
     * @return the class
     */
    public Class<? extends Throwable> excType() {
        return excValue.getClass();
    }

    /**
     * Stack trace of the exception: Python's {@code exc_traceback}.
     *
     * @return the frames, innermost first
     */
    public StackTraceElement[] excTraceback() {
        return excValue.getStackTrace();
    }
}
