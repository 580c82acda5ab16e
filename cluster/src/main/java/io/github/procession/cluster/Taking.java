package io.github.procession.cluster;

import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A call that takes something out at the server. What its caller does not get, as it cannot be opened or is not confirmed, goes back. */
final class Taking {
    private Taking() {}

    /**
     * Calls, and opens the reply.
     *
     * @param giveBack undoes the call; it gets the bytes that the call replied
     */
    static <T> @Nullable T take(
            Supplier<@Nullable Object> call, Function<@Nullable Object, T> open, Consumer<byte[]> giveBack) {
        Object reply;
        try {
            reply = call.get();
        } catch (UnconfirmedException e) {
            giveBack(e.reply(), giveBack, e);
            throw e;
        }
        try {
            return open.apply(reply);
        } catch (RuntimeException | Error e) { // such as a class that is not here, or a lack of memory
            giveBack(reply, giveBack, e);
            throw e;
        }
    }

    private static void giveBack(@Nullable Object reply, Consumer<byte[]> giveBack, Throwable reason) {
        if (!(reply instanceof byte[] taken)) {
            return; // there was none
        }
        try {
            giveBack.accept(taken);
        } catch (UnconfirmedException _) {
            // it is back
        } catch (RuntimeException e) { // the session is lost
            reason.addSuppressed(e);
        }
    }
}
