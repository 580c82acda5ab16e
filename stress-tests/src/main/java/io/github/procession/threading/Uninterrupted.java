package io.github.procession.threading;

import java.util.concurrent.Callable;

/** Calls what may throw, from actors, which may not. */
final class Uninterrupted {
    private Uninterrupted() {}

    static <T> T call(Callable<T> body) {
        try {
            return body.call();
        } catch (Exception e) {
            throw new AssertionError(e); // jcstress reports it as a failed test
        }
    }
}
