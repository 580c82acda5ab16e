package io.github.procession.threading;

/**
 * The way to throw any exception of a target through {@code run()}, which declares none, so that the handler gets the
 * exception itself.
 */
final class Sneaky {
    private Sneaky() {}

    /** To be used as {@code throw Sneaky.cast(e)}; the cast does nothing at run time. */
    @SuppressWarnings("unchecked")
    static <T extends Throwable> T cast(Throwable failure) throws T {
        throw (T) failure;
    }
}
