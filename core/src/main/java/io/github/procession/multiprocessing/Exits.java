package io.github.procession.multiprocessing;

import io.github.procession.ipc.jvm.UserThreads;

/** The ways in which a process ends other than by returning from main. */
final class Exits {
    /** Name that the {@code java} launcher gives to the thread which runs main. */
    private static final String LAUNCHER_THREAD = "main";

    private Exits() {}

    /**
     * Makes the current thread ready to end by this exception. A child's main thread needs nothing; in the root the
     * launcher's main thread would print a stack trace and end with 1; any other thread just ends.
     */
    static SystemExit prepare(SystemExit exit) {
        Thread thread = Thread.currentThread();
        boolean rootMain = ThisProcess.here().isRoot() && thread.getName().equals(LAUNCHER_THREAD);
        Thread.UncaughtExceptionHandler before = thread.getUncaughtExceptionHandler();
        if (!(before instanceof Handler)) {
            thread.setUncaughtExceptionHandler(new Handler(before, rootMain));
        }
        return exit;
    }

    /** Ends the process like a plain return from main, and like Python: waits for the other threads first. */
    private static void exit(int code) {
        UserThreads.awaitAll();
        System.exit(code);
    }

    private record Handler(Thread.UncaughtExceptionHandler before, boolean endsProcess)
            implements Thread.UncaughtExceptionHandler {
        @Override
        public void uncaughtException(Thread thread, Throwable failure) {
            if (!(failure instanceof SystemExit exit)) {
                before.uncaughtException(thread, failure);
            } else if (endsProcess) {
                exit.print();
                new Thread(null, () -> exit(exit.code()), "procession-exit", 0, false).start();
            }
        }
    }
}
