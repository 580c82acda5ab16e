package io.github.procession.ipc.jvm;

import io.github.procession.ipc.memory.EndOfProgram;
import io.github.procession.ipc.memory.ExitSequence;
import io.github.procession.ipc.memory.Session;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Starts of JVMs by this process. The end of the program waits for those that have begun, so that it finds all children, and
 * refuses the others: one that it had overtaken would look for files of a folder that is gone, and outlive the program.
 */
final class Starts {
    /** Before calls are cancelled, spares and children ended. */
    private static final int EXIT_STAGE = 4;

    private static final long LIMIT_SECONDS = 2;

    /** Shared by all that start something, alone for the end. */
    private static final ReentrantReadWriteLock LOCK = new ReentrantReadWriteLock();

    private static boolean hooked; // guarded by the class

    private Starts() {}

    /**
     * Begins a start.
     *
     * @return to be unlocked when the one who ends the children can find the new one, or there is none
     * @throws IllegalStateException if the program is ending
     */
    static Lock begin() {
        hook();
        Lock start = LOCK.readLock();
        start.lock();
        boolean begun = false;
        try {
            Session.requireNotEnded();
            if (ExitSequence.isEnding()) {
                throw EndOfProgram.refuse("no process can be started");
            }
            begun = true;
            return start;
        } finally {
            if (!begun) {
                start.unlock();
            }
        }
    }

    /** Waits for the starts that have begun, two seconds at most. */
    static void await() {
        try {
            if (LOCK.writeLock().tryLock(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                LOCK.writeLock().unlock();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static synchronized void hook() {
        if (!hooked) {
            ExitSequence.add(EXIT_STAGE, LOCK.writeLock(), () -> {});
            ChildTable.hook();
            hooked = true;
        }
    }
}
