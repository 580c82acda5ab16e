package io.github.procession.threading;

import io.github.procession.internal.call.Targets;
import java.io.Serializable;

/** Virtual threads that call targets. */
final class VirtualThreads {
    private VirtualThreads() {}

    static java.lang.Thread create(Serializable target, Object[] arguments, String name) {
        return java.lang.Thread.ofVirtual()
                .name(ThreadNames.orNext(name, target))
                .uncaughtExceptionHandler(UncaughtExceptions.HANDLER)
                .unstarted(() -> call(target, arguments));
    }

    private static void call(Serializable target, Object[] arguments) {
        try {
            Targets.call(target, arguments);
        } catch (Exception e) {
            throw Sneaky.cast(e);
        }
    }
}
