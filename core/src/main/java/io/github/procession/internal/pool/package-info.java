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
 * <p><b>Pools on other machines</b> have an engine of their own, {@link RemotePoolEngine}, which knows no workers:
 *
 * <pre>{@code
 * a call of a pool --job--> JobQueue --task--> RemotePoolEngine --RemoteTask--> RemoteTasks, a server --> workers of machines
 *   PoolJob <--values-- RemotePoolEngine <--outcome-- RemoteTasks.Results <----------------------------------------+
 * }</pre>
 *
 * <p>{@link PoolHome} makes such pools, {@link RemoteSettings} says what they are, {@link RemoteCall} encodes their calls
 * and outcomes, {@link RemoteFailures} makes their exceptions. There a task is queued, handed over or over; which machine
 * has it, and what happens when that is lost, is the server's affair. A pool that cannot be made has a {@link RefusedEngine}.
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
 * <p><b>A worker</b> is starting, until it says that it is ready; ready, until it says that it retires, after its last task;
 * closed, when the engine wants no more of it; and ends from any of these when its process does. {@link WorkerHandle} says more.
 *
 * <p><b>If a worker dies</b>, what it has sent is read first. Then the word of claims, which no process changes any more, divides its
 * tasks: the one that it had claimed is lost, or run again; the others go back into the queue. A task that is being written then
 * gets no number at the dead worker ({@link WorkerChannel#number}), and so cannot count as claimed there. The channel's monitor
 * is what makes the end and the number exclude each other.
 *
 * <p><b>Locks.</b> The monitor of a {@link WorkerChannel} or of a job comes after the engine's lock. No code of users
 * runs with either: a step collects what tells jobs, and does that when the lock is free. Before the engine's lock come the lead
 * of the receiver, and the lock under which {@link RemotePoolEngine} draws, encodes and hands over tasks: code of users
 * that encodes and decodes runs under these two. A pool has ended when no worker is left and all is done that steps have left.
 */
@NullMarked
package io.github.procession.internal.pool;

import org.jspecify.annotations.NullMarked;
