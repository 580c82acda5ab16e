package io.github.procession.internal.pool;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Limits of a task: how long it may run, and how often.
 *
 * @param timeout how long it may run; null for any time
 * @param grace how long it has to end when it is interrupted, before its worker is killed; null for any time
 * @param retries how often it is run again after its worker died
 */
public record TaskLimits(
        @Nullable Duration timeout, @Nullable Duration grace, int retries) {}
