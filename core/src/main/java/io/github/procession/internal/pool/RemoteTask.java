package io.github.procession.internal.pool;

/**
 * A task on its way to another machine.
 *
 * @param id its number within the pool
 * @param message what {@link RemoteCall#run} takes there
 * @param limits what it may cost
 */
public record RemoteTask(long id, byte[] message, TaskLimits limits) {}
