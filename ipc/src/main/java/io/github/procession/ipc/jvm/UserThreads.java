package io.github.procession.ipc.jvm;

/** The threads that keep a JVM alive: all that are not daemons, except the current one. */
public final class UserThreads {
    private UserThreads() {}

    static boolean exist() {
        return next() != null;
    }

    /** Waits until none is left, counting those that appear meanwhile. An interrupt is kept for later. */
    public static void awaitAll() {
        for (Thread thread = next(); thread != null; thread = next()) {
            Thread waited = thread;
            Uninterruptibly.call(() -> {
                waited.join();
                return null;
            });
        }
    }

    private static Thread next() {
        ThreadGroup root = Thread.currentThread().getThreadGroup();
        while (root.getParent() != null) {
            root = root.getParent();
        }
        Thread[] threads = new Thread[root.activeCount() + 16];
        int count = root.enumerate(threads);
        for (int i = 0; i < count; i++) {
            Thread thread = threads[i];
            // once main has returned the JVM itself waits in a thread of this name, for the current one too
            boolean waitsForUs =
                    thread == Thread.currentThread() || thread.getName().equals("DestroyJavaVM");
            if (!thread.isDaemon() && !waitsForUs) {
                return thread;
            }
        }
        return null;
    }
}
