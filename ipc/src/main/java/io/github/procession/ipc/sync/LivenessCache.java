package io.github.procession.ipc.sync;

import io.github.procession.ipc.memory.ProcessTable;

/**
 * Liveness of the processes in some places, remembered for a moment: asking the
 * operating system about every party in every round of a barrier would take longer than a round. The caller lets one
 * thread at a time ask.
 */
final class LivenessCache {
    private static final long MOMENT_NANOS = 10_000_000;

    private final ProcessTable processes;
    private final int[] seen;
    private final long[] seenNanos;

    LivenessCache(ProcessTable processes, int places) {
        this.processes = processes;
        this.seen = new int[places];
        this.seenNanos = new long[places];
    }

    boolean isDead(int place, int token) {
        long now = System.nanoTime();
        if (token == seen[place] && now - seenNanos[place] < MOMENT_NANOS) {
            return false;
        }
        if (processes.isDead(token)) {
            return true;
        }
        seen[place] = token;
        seenNanos[place] = now;
        return false;
    }
}
