package io.github.procession.ipc.memory;

import io.github.procession.ipc.report.FailureText;

/**
 * End of the main thread in a JVM that a signal or {@link System#exit} ends. A call of the library that this thread is in ends with
 * an exception then; nothing would be wrong, and yet a trace would be printed.
 */
final class EndOfMain {
    private static final String MAIN = "main";

    private EndOfMain() {}

    /** Has no trace printed for such an exception. A handler that the program has set stays. */
    static void silence() {
        if (Thread.getDefaultUncaughtExceptionHandler() == null) {
            Thread.setDefaultUncaughtExceptionHandler((thread, exception) -> {
                if (!thread.getName().equals(MAIN) || !EndOfProgram.isBehind(exception)) { // as the JVM does it
                    FailureText.print("Exception in thread \"" + thread.getName() + "\" ", exception, System.err);
                }
            });
        }
    }
}
