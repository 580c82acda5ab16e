package io.github.procession.ipc.jvm;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Description of a child to start.
 *
 * @param main name of the class whose {@code main} the child runs; it opens the {@link ParentLink}
 * @param neighbour a class of the same module, from the same place, as the main class: the child finds both
 * @param name names the threads that look after the child
 * @param daemon whether the child is terminated, not awaited, when this JVM ends
 * @param executable the {@code java} launcher, or null for the one of this JVM
 * @param options JVM options for the child; they win over those that it gets anyway
 * @param spare whether a spare JVM that is booted already may take the job, and a new one be booted for the next
 * @param taskClass name of the class whose code the child runs first; an archive of classes has it too
 * @param loaders class loaders of what the child will run; it gets classes of those that it does not have from here
 */
public record Launch(
        String main,
        Class<?> neighbour,
        String name,
        boolean daemon,
        @Nullable Path executable,
        List<String> options,
        boolean spare,
        String taskClass,
        List<ClassLoader> loaders) {
    /** Option of a child that ignores SIGINT. */
    public static final String IGNORE_SIGINT = "-Dprocession.ignoreSigint=true";

    /** Copies the lists. */
    public Launch {
        options = List.copyOf(options);
        loaders = List.copyOf(loaders);
    }

    /** The name and the main class: options may hold secrets. */
    @Override
    public String toString() {
        return "Launch[" + name + ", " + main + "]";
    }
}
