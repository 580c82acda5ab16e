package io.github.procession.cluster;

import io.github.procession.serialization.DecodeException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Opening of a value that another one has replaced at the server. The call is done, whether its caller can be given the value or
 * not: who puts a value wants it there, and it may be the way out of one that nobody can open.
 */
final class Replaced {
    private static final String SET = "the new value is set, but the one before it cannot be opened here: ";

    private Replaced() {}

    /** Opens the reply of a call that has set a value. */
    static <T> @Nullable T open(@Nullable Object reply, Function<@Nullable Object, @Nullable T> open) {
        try {
            return open.apply(reply);
        } catch (DecodeException e) {
            throw new DecodeException(SET + e.getMessage(), e);
        } catch (EngineException e) { // it was sealed under another authkey
            throw new EngineException(SET + e.getMessage(), e);
        }
    }
}
