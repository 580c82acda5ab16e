package io.github.procession.multiprocessing;

import io.github.procession.ipc.jvm.SentClasses;
import org.jspecify.annotations.Nullable;

/**
 * Notice to workers that a class has changed here since they got it. Classes change in JShell and under a debugger, so most
 * programs have none of this.
 */
final class ClassVersions {
    /** The number of changes, which workers look at before each task; made with the first pool. */
    private static final class Counter {
        static final LongValue VERSION = Value.rawLong(0);
    }

    private ClassVersions() {}

    /** Version number that a worker checks; null when there is none. */
    static @Nullable LongValue shared() {
        return SentClasses.mayChange() ? Counter.VERSION : null;
    }

    /** The number for a worker that starts now. */
    static long current() {
        return SentClasses.mayChange() ? Counter.VERSION.get() : 0;
    }

    /** To be called before a task is handed out, by the thread that may have changed a class before. */
    static void publish() {
        if (SentClasses.mayChange()) {
            synchronized (Counter.class) {
                Counter.VERSION.set(SentClasses.version());
            }
        }
    }
}
