package io.github.procession.multiprocessing;

import io.github.procession.internal.ObjectHome;
import io.github.procession.ipc.memory.RemoteHandle;
import io.github.procession.ipc.memory.RemoteObjects;
import io.github.procession.ipc.memory.Session;
import io.github.procession.ipc.memory.Shareables;
import org.jspecify.annotations.Nullable;

/**
 * Lookup of the lock of a shared value when the value arrives. The lock is a shared object of its own, so that it can be sent
 * alone and can guard several values; it travels as the value's companion and cannot be gone before the value is.
 */
final class CompanionLock {
    private CompanionLock() {}

    /**
     * The lock of a value that this process has begun to hold.
     *
     * @param owner address of the value; let go of again when its lock cannot be had
     * @param lock address of the lock, 0 for none
     */
    static @Nullable RLock of(long owner, long lock) {
        if (lock == 0) {
            return null;
        }
        try {
            return (RLock) Shareables.resolve(RLock.class.getName(), lock, RLock.class.getClassLoader());
        } catch (RuntimeException e) {
            Session.current().drop(owner);
            throw e;
        }
    }

    /**
     * The lock of a value that lives elsewhere, where it lives too.
     *
     * @param owner handle of the value
     */
    static @Nullable RLock of(RemoteHandle owner) {
        return owner.companion() == null
                ? null
                : (RLock) RemoteObjects.resolve(
                        RLock.class, new RemoteHandle(owner.namespace(), owner.companion(), 0, 1, null));
    }

    /** The home of a value with this lock: where the lock is; null for shared memory. */
    static @Nullable ObjectHome homeOf(RLock lock) {
        return lock.remote == null ? null : lock.remote.home();
    }

    /** The name of a lock that lives elsewhere, for the handle of its value, which may be sent. */
    static @Nullable String nameToSend(@Nullable RLock lock) {
        return lock == null ? null : lock.remoteHandle().name();
    }
}
