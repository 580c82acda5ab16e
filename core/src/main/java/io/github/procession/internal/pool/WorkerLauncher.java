package io.github.procession.internal.pool;

/** Launcher of worker processes. */
public interface WorkerLauncher {
    /**
     * Starts a worker, which says over its link when it is ready.
     *
     * @param name of the worker
     * @return its process
     * @throws RuntimeException if the system does not start it, or what it is given cannot be sent
     */
    WorkerProcess start(String name);

    /**
     * Prepares the workers for a call; without the engine's lock, in the thread that makes the call.
     *
     * @param startsWorkers whether the call may start workers
     * @throws IllegalStateException if this thread may start none
     */
    void beforeCall(boolean startsWorkers);

    /** Notes where a call that starts workers comes from; in the thread that makes it, with the engine's lock. */
    void beforeStart();

    /** Notes that workers of the pool got ready; called when the pool is closed. */
    void served();
}
