package io.github.procession.internal.pool;

import java.time.Duration;
import java.time.Instant;

/**
 * Account of a worker: what it has done so far.
 *
 * @param name its name
 * @param pid its process id; for a thread that of this process
 * @param started when it was started
 * @param tasks tasks that it has finished, in whatever way
 * @param busy how long it had a task
 * @param running whether it has a task now
 */
public record WorkerState(String name, long pid, Instant started, long tasks, Duration busy, boolean running) {}
