package io.github.procession.cluster;

import java.time.Duration;
import java.util.List;

/**
 * Settings of a worker.
 *
 * @param slots how many tasks of pools it has at once
 * @param processes how many processes it has at once, beside those tasks
 * @param runs names of the programs whose tasks it takes; empty for all
 * @param jvmOptions options of its children, before those of the pool
 * @param grace how long tasks may go on when the worker is told to end
 */
record WorkerOptions(int slots, int processes, List<String> runs, List<String> jvmOptions, Duration grace) {
    /** How many processes unless set: a process waits for others, so a lack of places may be a deadlock. */
    static final int PROCESSES = 64;

    private static final String ALL = "*";

    /** As the server's functions take it. */
    String runsText() {
        return runs.isEmpty() ? ALL : "," + String.join(",", runs) + ",";
    }

    /** Whether a run is one of those in such a text. */
    static boolean takes(String runsText, String run) {
        return runsText.equals(ALL) || runsText.contains("," + run + ",");
    }
}
