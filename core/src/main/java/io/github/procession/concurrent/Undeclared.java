package io.github.procession.concurrent;

/**
 * The way to throw an interrupt, as it is, from a method that cannot declare it, such as that of an iterator in a
 * for-each loop.
 */
final class Undeclared {
    private Undeclared() {}

    /** To be used as {@code throw Undeclared.interrupt(e)}. */
    @SuppressWarnings("unchecked") // the cast does nothing at run time
    static <T extends Throwable> T interrupt(InterruptedException interrupt) throws T {
        throw (T) interrupt;
    }
}
