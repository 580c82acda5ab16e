package io.github.procession.ipc.report;

import java.io.PrintStream;

/** Texts of exceptions of users, whose methods may themselves throw anything. */
public final class FailureText {
    private FailureText() {}

    /**
     * Text of an exception.
     *
     * @param failure the exception, of any class
     * @return what {@code toString()} says, or the class of the exception if that throws or says nothing
     */
    public static String of(Throwable failure) {
        try {
            String text = failure.toString();
            return text == null ? failure.getClass().getName() : text;
        } catch (Throwable e) { // the user's method
            return failure.getClass().getName() + " (its toString() failed)";
        }
    }

    /**
     * Message of an exception.
     *
     * @param failure the exception, of any class
     * @return what {@code getMessage()} says, or the {@linkplain #of text} of the exception if that throws
     */
    public static String message(Throwable failure) {
        try {
            return failure.getMessage();
        } catch (Throwable e) { // the user's method
            return of(failure);
        }
    }

    /**
     * Prints an exception with its stack trace, or what can be said of it if its own methods throw.
     *
     * @param failure the exception, of any class
     * @param out where it is printed
     */
    public static void print(Throwable failure, PrintStream out) {
        try {
            failure.printStackTrace(out);
        } catch (Throwable e) { // the user's method
            out.println(of(failure) + ", whose stack trace cannot be printed: "
                    + e.getClass().getName());
        }
    }
}
