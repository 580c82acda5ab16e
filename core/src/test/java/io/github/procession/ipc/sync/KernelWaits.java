package io.github.procession.ipc.sync;

/** Waits in the kernel from the first one on: a young JVM's first waits are portable, and those need no wake-up. */
public final class KernelWaits {
    private KernelWaits() {}

    /** Comes back when the system call is linked; does nothing in a JVM without native access. */
    public static void begin() {
        Futex.allow(true);
        if (Futex.class.getModule().isNativeAccessEnabled() && !Futex.isReady()) {
            throw new IllegalStateException("no waits in the kernel on this machine");
        }
    }
}
