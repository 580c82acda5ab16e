package io.github.procession.cluster;

import java.time.Duration;
import java.util.List;

/**
 * Settings of a worker.
 *
 * @param slots how many tasks it has at once
 * @param runs names of the programs whose tasks it takes; empty for all
 * @param jvmOptions options of its children, before those of the pool
 * @param grace how long tasks may go on when the worker is told to end
 */
record WorkerOptions(int slots, List<String> runs, List<String> jvmOptions, Duration grace) {
    /** As the server's functions take it. */
    String runsText() {
        return runs.isEmpty() ? "*" : "," + String.join(",", runs) + ",";
    }
}
