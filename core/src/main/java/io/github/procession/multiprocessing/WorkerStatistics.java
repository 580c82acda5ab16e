package io.github.procession.multiprocessing;

import java.time.Duration;
import java.time.Instant;

/**
 * Statistics of one worker of a pool.
 *
 * @param name its name
 * @param pid its process id; for a worker thread that of this process
 * @param started when it was started
 * @param tasks tasks that it has finished, in whatever way
 * @param busy how long it had a task
 * @param running whether it has a task now
 */
public record WorkerStatistics(String name, long pid, Instant started, long tasks, Duration busy, boolean running) {}
