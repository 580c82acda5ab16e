package io.github.procession.concurrent;

/** Interrupts in methods that cannot declare them, such as those of an iterator in a for-each loop: thrown as they are. */
final class Undeclared {
    private Undeclared() {}

    /** To be used as {@code throw Undeclared.interrupt(e)}. */
    @SuppressWarnings("unchecked") // the cast does nothing at run time
    static <T extends Throwable> T interrupt(InterruptedException interrupt) throws T {
        throw (T) interrupt;
    }
}
