package io.github.procession.ipc.sync;

/** Locks that are held for a moment only, so that an interrupt can be kept for the next wait that may be long. */
final class Uninterruptibly {
    private Uninterruptibly() {}

    static RobustMutex.Outcome lock(RobustMutex mutex) {
        return lock(mutex, Deadline.FOREVER);
    }

    static RobustMutex.Outcome lock(RobustMutex mutex, Deadline deadline) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return mutex.lock(deadline);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
