package io.github.procession.ipc.sync;

/** Waiting that ignores interrupts: an interrupt is remembered and set again afterwards, for the next wait that may be long. */
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
