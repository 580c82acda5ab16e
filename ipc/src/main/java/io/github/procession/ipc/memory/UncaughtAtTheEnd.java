package io.github.procession.ipc.memory;

import io.github.procession.ipc.report.FailureText;

/**
 * Handler of exceptions that nobody catches in a JVM that ends. A call of the library that a thread is in ends with an exception
 * then; nothing would be wrong, and yet a trace would be printed.
 */
final class UncaughtAtTheEnd {
    private UncaughtAtTheEnd() {}

    /** Has no trace printed for such an exception. A handler that the program has set stays. */
    static void silence() {
        if (Thread.getDefaultUncaughtExceptionHandler() == null) {
            Thread.setDefaultUncaughtExceptionHandler((thread, exception) -> {
                if (!EndOfProgram.isBehind(exception)) { // as the JVM does it
                    FailureText.print("Exception in thread \"" + thread.getName() + "\" ", exception, System.err);
                }
            });
        }
    }
}
