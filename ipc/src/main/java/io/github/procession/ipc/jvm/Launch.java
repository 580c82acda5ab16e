package io.github.procession.ipc.jvm;

import java.nio.file.Path;
import java.util.List;

/**
 * What to start.
 *
 * @param main the class whose {@code main} the child runs; it opens the {@link ParentLink}
 * @param name names the threads that look after the child
 * @param daemon whether the child is terminated, not awaited, when this JVM ends
 * @param executable the {@code java} launcher, or null for the one of this JVM
 * @param options JVM options for the child; they win over those that it gets anyway
 */
public record Launch(Class<?> main, String name, boolean daemon, Path executable, List<String> options) {
    /** Copies the options. */
    public Launch {
        options = List.copyOf(options);
    }
}
