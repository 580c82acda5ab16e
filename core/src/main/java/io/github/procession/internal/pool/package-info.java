/**
 * Engine of pools: which worker runs which task, how tasks go out and results come in, which workers live.
 *
 * <pre>{@code
 * a call of a pool --job--> JobQueue --task--> TaskDispatcher --> WorkerHandle.outbox --> TaskWriter ==WorkerLink==> a worker
 *      ^                       ^                    |  takes back: the claims word                                       |
 *      |                       +--------------------+                                                                   |
 *   PoolJob <--values-- ProcessPoolEngine <-- ResultReceiver (one leader at a time) <=========WorkerLink=================+
 *                       WorkerSupervisor: starts workers, replaces them, gives up
 * }</pre>
 *
 * <p><b>Seams.</b> The engine knows nothing of processes and of what users see. What it needs of others are interfaces:
 *
 * <ul>
 *   <li>to the <i>workers</i>: {@link WorkerLauncher}, {@link WorkerProcess}, {@link WorkerLink}; for threads of this JVM, whose
 *       engine is {@link ThreadPoolEngine}, {@link ThreadWorkers};
 *   <li>to the <i>calls</i>: a {@link PoolJob} gives {@linkplain PoolTask tasks} with their {@link TaskLimits}, and is told what
 *       becomes of them; {@link PoolFailures} makes the exceptions that users catch, {@link WorkerState} the account that they
 *       read;
 *   <li>to <i>time and threads</i>: {@link Surroundings}, the JVM's own but for tests.
 * </ul>
 *
 * <p>Inside, the parts report to {@link ProcessPoolEngine} through {@link ResultReceiver.Callbacks},
 * {@link WorkerSupervisor.Callbacks} and {@link TaskWriter.ErrorHandler}. Tests put fake workers, calls and time behind the seams
 * and drive the engine through thousands of orders a second.
 *
 * <p><b>Pools on other machines</b> have an engine of their own, {@link RemotePoolEngine}, which knows no workers:
 *
 * <pre>{@code
 * a call of a pool --job--> JobQueue --task--> RemotePoolEngine --RemoteTask--> RemoteTasks, a server --> workers of machines
 *   PoolJob <--values-- RemotePoolEngine <--outcome-- RemoteTasks.Results <----------------------------------------+
 * }</pre>
 *
 * <p>{@link PoolHome} makes such pools, {@link RemoteSettings} says what they are, {@link RemoteCall} encodes their calls
 * and outcomes, {@link RemoteFailures} makes their exceptions. There a task is queued, handed over to the server, or over.
 * The server decides which machine has it, and what follows when that machine is lost. A pool that cannot be made has a {@link RefusedEngine}.
 *
 * <p><b>A task</b> is
 *
 * <ol>
 *   <li><i>queued</i>: its job has it, or it was given back;
 *   <li><i>assigned</i>: in the outbox of a worker, where it can be taken away;
 *   <li><i>being written</i>: encoded without the lock, then numbered; only its end or that of the worker takes it away;
 *   <li><i>sent</i>: in the link; the pool takes it back by moving the claims word past its number;
 *   <li><i>claimed</i>: the worker has moved the word to its number, and runs it;
 *   <li><i>over</i>: its result was taken, or its worker has ended.
 * </ol>
 *
 * <p>Its job is told once, when it is <i>reported</i>: with its result, when it runs out of time, when its worker is lost. What
 * comes for a task that is reported is dropped. Cancelling a job reports its tasks without telling. So a task may be reported
 * before it is over, as while its worker is made to stop, but never twice.
 *
 * <p><b>A worker</b> is starting, until it says that it is ready; ready, until it says that it retires, after its last task;
 * closed, when the engine wants no more of it; and ends from any of these when its process does. {@link WorkerHandle} says more.
 *
 * <p><b>If a worker dies</b>, what it has sent is read first. Then the claims word, which no process changes any more, divides its
 * tasks: the one that it had claimed is lost, or run again; the others go back into the queue. A task that is being written then
 * gets no number at the dead worker ({@link WorkerChannel#number}), and so cannot count as claimed there: the channel's monitor
 * makes the end of the worker and the numbering exclude each other. {@link ProcessPoolEngine} goes through the deaths one by one.
 *
 * <p><b>Words.</b> A <i>link</i> is the connection to one worker, the <i>channel</i> the pool's end of it, a <i>record</i> one
 * message to the worker. The <i>claims word</i> is shared memory. A worker that is <i>closed</i> gets no more tasks, one that
 * <i>retires</i> has said so itself, one that has <i>ended</i> is dead and its death was handled. A pool that is closed takes no
 * more jobs; it has ended when no worker is left and all that steps have collected was done.
 *
 * <p><b>Locks.</b> The monitor of a {@link WorkerChannel} or of a job comes after the engine's lock. No code of users
 * runs with either: a step collects what tells jobs, and does that when the lock is free. Before the engine's lock come the lead
 * of the receiver, and the lock under which {@link RemotePoolEngine} draws, encodes and hands over tasks: code of users
 * that encodes and decodes runs under these two.
 */
@NullMarked
package io.github.procession.internal.pool;

import org.jspecify.annotations.NullMarked;
