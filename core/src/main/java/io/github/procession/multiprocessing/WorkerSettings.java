package io.github.procession.multiprocessing;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * What a pool's workers are like.
 *
 * @param processes how many there are
 * @param initializer a function and its arguments that each calls first, or nothing
 * @param maxTasksPerChild tasks after which one is replaced; 0 for none
 * @param memoryMark bytes of heap above which one is replaced after a task; 0 for none
 * @param method how they start; null for the way of the process as a whole
 * @param heapPercent largest heap of one, of the machine's memory; 0 if the user did not say
 * @param jvmOptions options of the user
 * @param startTimeout how long one may take to be ready; null for any time
 * @param restartTimeout how long the pool goes on without a worker when none can be started
 * @param startOnDemand whether one is started when there is work for it, not before
 * @param breaksOnDeath whether the pool gives up when one dies
 * @param workerNames their names by their numbers, which begin with 1; null for the pool's own
 * @param startedIn classes in whose static initializers the pool was made, or has a worker started; grows
 */
record WorkerSettings(
        int processes,
        Object[] initializer,
        int maxTasksPerChild,
        long memoryMark,
        StartMethod method,
        double heapPercent,
        List<String> jvmOptions,
        Duration startTimeout,
        Duration restartTimeout,
        boolean startOnDemand,
        boolean breaksOnDeath,
        IntFunction<String> workerNames,
        Set<String> startedIn) {
    private static final double HEAP_PERCENT_OF_ALL = 75;
    private static final double MOST_HEAP_PERCENT = 25;

    /** The name of a worker; one that the user's function cannot give has a name of the pool's own. */
    static String workerName(IntFunction<String> names, String pool, int number) {
        if (names != null) {
            try {
                return Objects.requireNonNull(names.apply(number), "name of a worker");
            } catch (Throwable e) { // the user's function
                PoolEngine.LOG.warn("{}: the function for the names of workers threw for worker {}", pool, number, e);
            }
        }
        return pool + "-Worker-" + number;
    }

    String workerName(String pool, int number) {
        return workerName(workerNames, pool, number);
    }

    /** Options of a worker; none of its own where that would keep it from taking a spare JVM. */
    String[] jvmOptions(Path errorReport) {
        List<String> options = new ArrayList<>();
        if (ThisProcess.startMethod(method) == StartMethod.FORKSERVER && heapPercent == 0 && jvmOptions.isEmpty()) {
            return new String[0];
        }
        double heap = heapPercent > 0 ? heapPercent : Math.min(MOST_HEAP_PERCENT, HEAP_PERCENT_OF_ALL / processes);
        options.add("-XX:MaxRAMPercentage=" + heap);
        options.add("-XX:ErrorFile=" + errorReport);
        options.addAll(jvmOptions);
        return options.toArray(String[]::new);
    }
}
