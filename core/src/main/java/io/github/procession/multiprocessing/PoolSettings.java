package io.github.procession.multiprocessing;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a pool's workers are like.
 *
 * @param processes how many there are
 * @param initializer a function and its arguments that each calls first, or nothing
 * @param maxTasksPerChild tasks after which one is replaced; 0 for none
 * @param memoryMark bytes of heap above which one is replaced after a task; 0 for none
 * @param heapPercent largest heap of one, of the machine's memory
 * @param jvmOptions options of the user
 * @param startTimeout how long one may take to be ready
 */
record PoolSettings(
        int processes,
        Object[] initializer,
        int maxTasksPerChild,
        long memoryMark,
        double heapPercent,
        List<String> jvmOptions,
        Duration startTimeout) {
    String[] jvmOptions(Path errorReport) {
        List<String> options = new ArrayList<>();
        options.add("-XX:MaxRAMPercentage=" + heapPercent);
        options.add("-XX:ErrorFile=" + errorReport);
        options.addAll(jvmOptions);
        return options.toArray(String[]::new);
    }
}
