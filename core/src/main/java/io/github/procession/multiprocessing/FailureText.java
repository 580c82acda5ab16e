package io.github.procession.multiprocessing;

/** Texts of exceptions of users, whose methods may themselves throw anything. */
final class FailureText {
    private FailureText() {}

    /** Text of {@code toString()}, or the class of the exception if that throws. */
    static String of(Throwable failure) {
        try {
            return failure.toString();
        } catch (Throwable e) { // the user's method
            return failure.getClass().getName() + " (its toString() failed)";
        }
    }
}
