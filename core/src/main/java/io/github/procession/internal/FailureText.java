package io.github.procession.internal;

/** Texts of exceptions of users, whose methods may themselves throw anything. */
public final class FailureText {
    private FailureText() {}

    /**
     * Text of an exception.
     *
     * @param failure the exception, of any class
     * @return what {@code toString()} says, or the class of the exception if that throws
     */
    public static String of(Throwable failure) {
        try {
            return failure.toString();
        } catch (Throwable e) { // the user's method
            return failure.getClass().getName() + " (its toString() failed)";
        }
    }
}
