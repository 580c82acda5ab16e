/**
 * The engine of pools: which worker runs which task, how tasks go out and results come in, which workers live.
 *
 * <pre>{@code
 * a call of a pool --job--> JobQueue --task--> TaskDispatcher --> WorkerHandle.outbox --> TaskWriter ==WorkerLink==> a worker
 *      ^                       ^                    |  takes back: the word of claims                                    |
 *      |                       +--------------------+                                                                   |
 *   PoolJob <--values-- ProcessPoolEngine <-- ResultReceiver (one leader at a time) <=========WorkerLink=================+
 *                       WorkerSupervisor: starts workers, replaces them, gives up
 * }</pre>
 *
 * <p>The engine knows nothing of processes and of what users see. {@link WorkerLauncher}, {@link WorkerProcess} and
 * {@link WorkerLink} stand for the workers, {@link PoolFailures} for the exceptions, {@link TaskLimits} and
 * {@link WorkerState} for what goes in and out. {@link ThreadPoolEngine} does the same with threads of this JVM.
 *
 * <p><b>A task</b> is
 *
 * <ol>
 *   <li><i>queued</i>: its job has it, or it was given back;
 *   <li><i>assigned</i>: in the outbox of a worker, where it can be taken away;
 *   <li><i>being written</i>: encoded without the lock, then numbered; only its end or that of the worker takes it away;
 *   <li><i>sent</i>: in the line; the pool takes it back by moving the word of claims past its number;
 *   <li><i>claimed</i>: the worker has moved the word to its number, and runs it;
 *   <li><i>over</i>: its result was taken, or its worker has ended.
 * </ol>
 *
 * <p>Its job is told once, when it is <i>reported</i>: with its result, when it runs out of time, when its worker is lost. What
 * comes for a task that is reported is dropped. Cancelling a job reports its tasks without telling.
 *
 * <p><b>A worker</b> is starting, ready, retiring or closed, and ends from any of these; {@link WorkerHandle} says more.
 *
 * <p><b>If a worker dies</b>, what it has sent is read first. Then the word of claims, which no process changes any more, divides its
 * tasks: the one that it had claimed is lost, or run again; the others go back into the queue. A task that is being written then
 * gets no number at the dead worker ({@link WorkerChannel#number}), and so cannot count as claimed there. The channel's monitor
 * is what makes the end and the number exclude each other.
 *
 * <p><b>Locks.</b> The engine's lock comes first, the monitor of a {@link WorkerChannel} or of a job after it. No code of users
 * runs with either: a step collects what tells jobs, and does that when the lock is free. The lead of the receiver is taken
 * without the engine's lock. A pool has ended when no worker is left and all is done that steps have left.
 */
@NullMarked
package io.github.procession.internal.pool;

import org.jspecify.annotations.NullMarked;
