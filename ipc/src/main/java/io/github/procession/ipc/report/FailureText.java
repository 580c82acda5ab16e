package io.github.procession.ipc.report;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

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
     * Stack trace of an exception. Nothing is locked meanwhile: {@link Throwable#printStackTrace()} asks the exception for its text,
     * which may take for ever, while it keeps all others from the stream.
     *
     * @param failure the exception, of any class
     * @return what {@code printStackTrace} prints, or what can be said of the exception if its own methods throw
     */
    public static String trace(Throwable failure) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream trace = new PrintStream(bytes, false, StandardCharsets.UTF_8)) {
            failure.printStackTrace(trace);
        } catch (Throwable e) { // the user's method
            return of(failure) + ", whose stack trace cannot be printed: "
                    + e.getClass().getName() + System.lineSeparator();
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /**
     * Prints an exception with its stack trace, in one piece.
     *
     * @param title what stands in front of it
     * @param failure the exception, of any class
     * @param out where it is printed
     */
    public static void print(String title, Throwable failure, PrintStream out) {
        out.print(title + trace(failure));
    }
}
