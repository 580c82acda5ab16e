package io.github.procession.internal;

import io.github.procession.ipc.memory.RemoteHandle;
import org.jspecify.annotations.Nullable;

/**
 * Place outside of this machine where locks, queues and values live; {@link java.util.ServiceLoader} finds it. All its methods
 * may be called by any thread.
 */
public interface ObjectHome {
    /**
     * Draws a name for a new object, which lives no longer than the session of this process.
     *
     * @param parameter what it is made with
     * @param option a second parameter
     * @param companion name of its lock; null for none
     * @return the handle
     */
    RemoteHandle draw(long parameter, long option, @Nullable String companion);

    /**
     * Gives up an object that this process drew and never sent.
     *
     * @param handle its handle
     */
    void drop(RemoteHandle handle);

    /**
     * The object of a handle, for calls.
     *
     * @param type what it is: an interface of a manager's proxies, or {@link RemoteCell}
     * @param handle its handle
     * @param <P> what it is
     * @return the object
     * @throws IllegalStateException if this process does not reach it
     */
    <P> P open(Class<P> type, RemoteHandle handle);

    /**
     * Another home at the same place, whose objects end with it.
     *
     * @return a home to be closed, which ends with this process at the latest
     * @throws IllegalStateException if this process cannot have one
     */
    ObjectHome another();

    /** Ends the objects of a home that {@link #another} made: who calls one of them learns that it is gone. */
    void close();
}
