package io.github.procession.threading;

import io.github.procession.ipc.report.FailureText;
import java.io.PrintStream;

/** Handling of an exception that a thread does not catch: by the hook, or by default when the hook fails. */
final class UncaughtExceptions {
    static final UncaughtExceptionHandler HANDLER = new UncaughtExceptionHandler();
    static final ExceptHook DEFAULT_HOOK = UncaughtExceptions::report;

    private static volatile ExceptHook hook = DEFAULT_HOOK;

    private UncaughtExceptions() {}

    /** The handler of all threads of this package; exiting by {@code SystemExit} puts another one in front of it. */
    static final class UncaughtExceptionHandler implements java.lang.Thread.UncaughtExceptionHandler {
        @Override
        public void uncaughtException(java.lang.Thread thread, Throwable failure) {
            try {
                hook.handle(new ExceptHookArgs(failure, thread));
            } catch (Throwable hookFailure) { // a hook that fails must not hide what has happened
                reportHook(thread, hookFailure);
            }
        }
    }

    static ExceptHook hook() {
        return hook;
    }

    static void setHook(ExceptHook newHook) {
        hook = newHook;
    }

    /** Python's report on stderr, unless the program has a handler for all threads, which Java's programs expect to be asked. */
    private static void report(ExceptHookArgs args) {
        java.lang.Thread.UncaughtExceptionHandler ofProcess = java.lang.Thread.getDefaultUncaughtExceptionHandler();
        if (ofProcess != null && args.thread() != null) {
            ofProcess.uncaughtException(args.thread(), args.excValue());
            return;
        }
        String who = args.thread() == null
                ? Long.toString(java.lang.Thread.currentThread().threadId())
                : args.thread().getName();
        print(errorOutput(args.thread()), "Exception in thread " + who + ":", args.excValue());
    }

    private static void reportHook(java.lang.Thread thread, Throwable hookFailure) {
        print(errorOutput(thread), "Exception in threading.excepthook:", hookFailure);
        java.lang.Thread.UncaughtExceptionHandler ofProcess = java.lang.Thread.getDefaultUncaughtExceptionHandler();
        if (ofProcess != null) {
            ofProcess.uncaughtException(thread, hookFailure);
        }
    }

    private static PrintStream errorOutput(java.lang.Thread thread) {
        PrintStream present = System.err;
        return present == null && thread instanceof Thread ours ? ours.errorOutput() : present;
    }

    private static void print(PrintStream output, String title, Throwable failure) {
        if (output == null) {
            return; // there never was a place for it
        }
        FailureText.print(title + System.lineSeparator(), failure, output);
    }
}
