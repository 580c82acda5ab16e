package io.github.procession.ipc.sync;

/** Lets a stress test begin with waits that sleep in the kernel, where the first ones would still be portable. */
public final class KernelWait {
    private KernelWait() {}

    /** Comes back when the system call is linked. */
    public static void begin() {
        Futex.allow(true);
        if (!Futex.isReady()) {
            throw new IllegalStateException("no waits in the kernel on this machine");
        }
    }
}
