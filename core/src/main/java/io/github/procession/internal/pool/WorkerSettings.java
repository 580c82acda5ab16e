package io.github.procession.internal.pool;

import io.github.procession.ipc.report.LibraryLogger;
import java.time.Duration;
import java.util.Objects;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a pool for its workers.
 *
 * @param processes how many there are
 * @param maxTasksPerChild tasks after which one is replaced; 0 for none
 * @param startTimeout how long one may take to be ready; null for any time
 * @param restartTimeout how long the pool goes on without a worker when none can be started
 * @param startOnDemand whether one is started when there is work for it, not before
 * @param breaksOnDeath whether the pool gives up when one dies
 * @param workerNames their names by their numbers, which begin with 1; null for the pool's own
 */
public record WorkerSettings(
        int processes,
        int maxTasksPerChild,
        @Nullable Duration startTimeout,
        Duration restartTimeout,
        boolean startOnDemand,
        boolean breaksOnDeath,
        @Nullable IntFunction<String> workerNames) {

    /** The name of a worker; one that the user's function cannot give has a name of the pool's own. */
    static String workerName(@Nullable IntFunction<String> names, String pool, int number) {
        if (names != null) {
            try {
                return Objects.requireNonNull(names.apply(number), "name of a worker");
            } catch (Throwable e) { // the user's function
                LibraryLogger.warnSurely(
                        PoolEngine.LOG, pool + ": the function for the names of workers threw for worker " + number, e);
            }
        }
        return pool + "-Worker-" + number;
    }

    String workerName(String pool, int number) {
        return workerName(workerNames, pool, number);
    }
}
