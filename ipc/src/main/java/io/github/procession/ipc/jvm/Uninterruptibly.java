package io.github.procession.ipc.jvm;

/** Waiting in threads that must finish their work: an interrupt is remembered and set again afterwards. */
final class Uninterruptibly {
    /** Something that waits and can be asked again. */
    @FunctionalInterface
    interface Wait<T> {
        T call() throws InterruptedException;
    }

    private Uninterruptibly() {}

    static <T> T call(Wait<T> wait) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return wait.call();
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
