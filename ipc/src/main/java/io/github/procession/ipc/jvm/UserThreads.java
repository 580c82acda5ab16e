package io.github.procession.ipc.jvm;

import io.github.procession.ipc.sync.Uninterruptibly;
import org.jspecify.annotations.Nullable;

/** The threads that keep a JVM, or a part of it, alive: all that are not daemons, except the current one. */
public final class UserThreads {
    private UserThreads() {}

    static boolean exist() {
        return next(root()) != null;
    }

    /**
     * Whether there are some in a group or the groups below it.
     *
     * @param group where to look
     * @return whether one is found
     */
    public static boolean exist(ThreadGroup group) {
        return next(group) != null;
    }

    /** Waits until none is left, counting those that appear meanwhile. An interrupt is kept for later. */
    public static void awaitAll() {
        awaitAll(root());
    }

    /**
     * Waits until none is left in a group and the groups below it, counting those that appear meanwhile. An interrupt is
     * kept for later.
     *
     * @param group where to look
     */
    public static void awaitAll(ThreadGroup group) {
        for (Thread thread = next(group); thread != null; thread = next(group)) {
            Thread waited = thread;
            Uninterruptibly.call(() -> {
                waited.join();
                return null;
            });
        }
    }

    private static ThreadGroup root() {
        ThreadGroup root = Thread.currentThread().getThreadGroup();
        while (root.getParent() != null) {
            root = root.getParent();
        }
        return root;
    }

    private static @Nullable Thread next(ThreadGroup group) {
        Thread[] threads = new Thread[group.activeCount() + 16];
        int count = group.enumerate(threads);
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
