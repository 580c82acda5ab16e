package io.github.procession.ipc.sync;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Lets one virtual thread of this process at a time wait for something in shared memory, since each that does looks at
 * it again and again. The others wait here without costing anything, in the order in which they came. Platform threads
 * sleep in the kernel and need no turn.
 *
 * <p>It fits where the thread that has the turn sees what any of the others waits for. It makes nothing before the first virtual
 * thread has to wait: there may be a million locks.
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
