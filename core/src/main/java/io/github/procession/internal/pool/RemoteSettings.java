package io.github.procession.internal.pool;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a pool whose workers are on other machines.
 *
 * @param processes how many tasks run at once, on all machines together
 * @param initializer the function that each worker calls first and its arguments, encoded; null for none
 * @param maxTasksPerChild tasks after which a worker is replaced; 0 for none
 * @param memoryMark bytes of heap above which one is replaced after a task; 0 for none
 * @param heapPercent largest heap of one, of its machine's memory; 0 if the user did not say
 * @param jvmOptions options of the user
 * @param breaksOnDeath whether the pool gives up when a worker or a machine that runs a task dies
 * @param authKey key of the program's connections, which its workers have too; null where each task brings its own
 * @param ofProcesses whether its tasks are processes, each a {@link RemoteProcess}
 */
public record RemoteSettings(
        int processes,
        byte @Nullable [] initializer,
        int maxTasksPerChild,
        long memoryMark,
        double heapPercent,
        List<String> jvmOptions,
        boolean breaksOnDeath,
        byte @Nullable [] authKey,
        boolean ofProcesses) {
    /**
     * Settings of all processes of a program: as many at once as it starts.
     *
     * @return the settings
     */
    public static RemoteSettings forProcesses() {
        return new RemoteSettings(Integer.MAX_VALUE, null, 0, 0, 0, List.of(), false, null, true);
    }
}
