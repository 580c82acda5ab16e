package io.github.procession.ipc.sync;

import io.github.procession.ipc.system.SystemFiles;

/** Waits in the kernel from the first one on: a young JVM's first waits are portable, and those need no wake-up. */
public final class KernelWaits {
    private KernelWaits() {}

    /** Whether threads of this JVM can sleep in the kernel by now; that they cannot does not begin anything. */
    public static boolean haveBegun() {
        return Futex.isLinked();
    }

    /** Comes back when the system call is linked; does nothing in a JVM that has portable waits only. */
    public static void begin() {
        Futex.allow(true);
        boolean isPossible = Futex.class.getModule().isNativeAccessEnabled() && !SystemFiles.PORTABLE;
        if (isPossible && !Futex.isReady()) {
            throw new IllegalStateException("no waits in the kernel on this machine");
        }
    }
}
