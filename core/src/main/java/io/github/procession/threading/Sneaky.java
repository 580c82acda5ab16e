package io.github.procession.threading;

/** Throws what a target throws through {@code run()}, which declares nothing: its handler gets the exception itself. */
final class Sneaky {
    private Sneaky() {}

    /** To be used as {@code throw Sneaky.cast(e)}; the cast does nothing at run time. */
    @SuppressWarnings("unchecked")
    static <T extends Throwable> T cast(Throwable failure) throws T {
        throw (T) failure;
    }
}
