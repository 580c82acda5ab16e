package io.github.procession.ipc.sync;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A queue of this process's virtual threads that wait for something in shared memory. A virtual thread that waits looks at the memory
 * again and again; so only the first of the queue does, and the others sleep without cost until it leaves. Platform threads sleep
 * in the kernel and need no queue.
 *
 * <p>It fits where the first thread sees what any of the others waits for. Its lock is made when a virtual thread first has to
 * wait: there may be a million gates.
 */
final class VirtualWaiterGate {
    private volatile Semaphore turn;

    /** Takes the turn if the caller needs one; false when the time is over. */
    boolean enter(Deadline deadline) throws InterruptedException {
        return !Thread.currentThread().isVirtual() || turn().tryAcquire(deadline.left(), TimeUnit.NANOSECONDS);
    }

    void leave() {
        if (Thread.currentThread().isVirtual()) {
            turn.release();
        }
    }

    private Semaphore turn() {
        Semaphore made = turn;
        return made != null ? made : make();
    }

    private synchronized Semaphore make() {
        if (turn == null) {
            turn = new Semaphore(1, true);
        }
        return turn;
    }
}
