package io.github.procession.ipc.sync;

/** Locks that are held for a moment only, so that an interrupt can be kept for the next wait that may be long. */
final class Uninterruptibly {
    private Uninterruptibly() {}

    static RobustMutex.Outcome lock(RobustMutex mutex) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return mutex.lock();
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
