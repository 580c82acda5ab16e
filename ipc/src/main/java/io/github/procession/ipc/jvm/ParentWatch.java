package io.github.procession.ipc.jvm;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.locks.LockSupport;

/**
 * The thread of a child that obeys its parent and notices its death.
 *
 * <p>When the parent is lost the whole tree below ends: the loss is passed on to this process's own children at once,
 * whoever waits for the parent is woken, and after {@link #GRACE_NANOS} this process halts, whatever it does.
 */
final class ParentWatch extends Thread {
    private static final long GRACE_NANOS = 1_000_000_000;
    private static final int ORPHAN_STATUS = 1;

    private final InputStream commands;
    private final Thread main;
    private boolean lost; // guarded by this

    ParentWatch(InputStream commands, Thread main) {
        super(null, null, "procession-parent-watch", 0, false);
        this.commands = commands;
        this.main = main;
        setDaemon(true);
    }

    @Override
    public void run() {
        try {
            obey();
        } catch (IOException e) {
            // a pipe that cannot be read any more has no parent at its other end
        } finally {
            outlive();
        }
    }

    private void obey() throws IOException {
        while (true) {
            switch (commands.read()) {
                case Command.INTERRUPT:
                    main.interrupt();
                    break;
                case Command.ORPHAN, -1:
                    return;
                default:
                    throw new IOException("unknown command");
            }
        }
    }

    private void outlive() {
        long deadline = System.nanoTime() + GRACE_NANOS;
        try {
            synchronized (this) {
                lost = true;
                notifyAll();
            }
            ChildTable.orphanAll();
            for (long left = GRACE_NANOS; left > 0; left = deadline - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
        } finally {
            Runtime.getRuntime().halt(ORPHAN_STATUS);
        }
    }

    synchronized boolean parentLost() {
        return lost;
    }

    synchronized boolean awaitLoss(long nanos) throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        while (!lost) {
            if (nanos < 0) {
                wait();
            } else {
                long millis = (deadline - System.nanoTime() + 999_999) / 1_000_000;
                if (millis <= 0) {
                    break;
                }
                wait(millis);
            }
        }
        return lost;
    }
}
