/**
 * Processes, and what they share and say to each other: Python's {@code multiprocessing}.
 *
 * <p>The types in groups, each with the one to read first:
 *
 * <ul>
 *   <li><b>Processes.</b> {@link io.github.procession.multiprocessing.Process} runs a function in a JVM of its own;
 *       {@code ProcessTarget} describes one step by step; {@code Context} holds a start method;
 *       {@code OutputConsumer} gets the lines that children print; {@code SystemExit} ends a process with an exit code.
 *       {@link io.github.procession.multiprocessing.Multiprocessing} has the functions of Python's module.
 *   <li><b>Messages.</b> {@link io.github.procession.multiprocessing.Queue}, {@code JoinableQueue}, {@code SimpleQueue};
 *       {@code Pipe} and its two ends of type {@code Connection}; {@code Connections}, {@code Sentinel} and
 *       {@code Waitable}, to wait for several at once; {@code Listener} and {@code Client}, between processes that share
 *       no memory.
 *   <li><b>Synchronization.</b> {@link io.github.procession.multiprocessing.Lock}, {@code RLock}, {@code Semaphore},
 *       {@code BoundedSemaphore}, {@code Condition}, {@code Event}, {@code Barrier}.
 *   <li><b>Memory.</b> {@link io.github.procession.multiprocessing.Value} and its eight types, {@code Array} and its
 *       eight, {@code Shared}, an object that is sent once to each process, {@code SharedMemory}, {@code ShareableList} and
 *       {@code SharedMemoryManager}.
 *   <li><b>Pools.</b> {@link io.github.procession.multiprocessing.Pool}, its builder, and {@code PoolOperations}, the
 *       calls of pools; {@code AsyncResult} and {@code PoolIterator}, their results; {@code ThreadPool}, the same with
 *       threads; {@code Progress}, {@code ProgressListener}, {@code WorkerStatistics}.
 *   <li><b>Managers.</b> {@link io.github.procession.multiprocessing.SyncManager} and {@code BaseManager}, servers of
 *       objects, and the proxies of these objects, from {@code BaseProxy} down.
 *   <li><b>Exceptions.</b> {@link io.github.procession.multiprocessing.ProcessError} and its kin;
 *       {@code WorkerLostException}, {@code BrokenPoolException} and {@code TaskTimeoutException} of pools;
 *       {@code MaybeEncodingError} for results that cannot travel.
 * </ul>
 *
 * <p>Classes that are not public: a {@code Process} object is a face of a {@code ProcessDelegate}, which is a child, this
 * process or the parent; {@code ChildMain} is the main class of children; {@code ThisProcess} is the identity of the
 * calling thread's process. The document {@code docs/walk.md} follows one call of {@code Pool.map} through all of this.
 */
@NullMarked
package io.github.procession.multiprocessing;

import org.jspecify.annotations.NullMarked;
