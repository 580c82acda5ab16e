package io.github.procession.ipc.sync;

/** Lets a stress test begin with waits that sleep in the kernel, where the first ones would still be portable. */
public final class KernelWait {
    /** A wait that loses its wake-up ends with its slice, after that time. */
    public static final long LATE_MILLIS = 15_000;

    private KernelWait() {}

    /** Comes back when the system call is linked. */
    public static void begin() {
        if (Parker.SLICE_MILLIS < LATE_MILLIS) {
            throw new IllegalStateException("slices of " + Parker.SLICE_MILLIS
                    + " ms would hide lost wake-ups: set -Dprocession.sliceMillis=17000 for the forked JVMs");
        }
        Futex.allow(true);
        if (!Futex.isReady()) {
            throw new IllegalStateException("no waits in the kernel on this machine");
        }
    }
}
