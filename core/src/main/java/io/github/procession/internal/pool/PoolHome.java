package io.github.procession.internal.pool;

/** Place outside of this machine where pools have their workers; {@link java.util.ServiceLoader} finds it. */
public interface PoolHome {
    /**
     * Opens a pool there.
     *
     * @param name of the pool
     * @param settings what its workers are like
     * @param results receiver of what becomes of its tasks
     * @return the way there
     */
    RemoteTasks open(String name, RemoteSettings settings, RemoteTasks.Results results);
}
