package io.github.procession.ipc.jvm;

import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.system.CaughtTypes;
import io.github.procession.ipc.system.RunningProcesses;
import io.github.procession.ipc.system.SystemFiles;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The thread of a child that obeys its parent and notices its death.
 *
 * <p>It begins to listen a little after the job has come. Many children have ended by then, and so need not take the
 * thread out of the pipe again, see {@link #leavePipe()}.
 *
 * <p>When the parent is lost the whole tree below ends: the loss is passed on to this process's own children at once,
 * a thread that waits for the parent is woken, and after {@link #GRACE_NANOS} this process halts, whatever it does.
 */
final class ParentWatch extends Thread {
    private static final boolean HAS_PROC = new File(SystemFiles.PROC + "/self/stat").exists();
    private static final long GRACE_NANOS = 500_000_000;

    private static final int ORPHAN_STATUS = 1;
    private static final long DEAF_NANOS = 20_000_000;
    private static final long POLL_NANOS = 100_000_000;
    private static final int STAT_BYTES = 1 << 10;
    private static final long LEAVE_MILLIS = 100;

    private final FileInputStream commands;
    private final Thread main;
    private long parentPid; // guarded by this, as are the next
    private long deafUntil;
    private boolean reading;
    private boolean leaving;
    private boolean lost;
    private volatile Runnable onInterrupt;

    ParentWatch(FileInputStream commands, Thread main) {
        super(null, null, "procession-parent-watch", 0, false);
        this.commands = commands;
        this.main = main;
        setDaemon(true);
    }

    /** Has the thread, which was started, begin its work. */
    synchronized void begin(long parentPid) {
        this.parentPid = parentPid;
        deafUntil = System.nanoTime() + DEAF_NANOS;
        notifyAll();
    }

    @Override
    public void run() {
        try {
            if (awaitTurn()) {
                CaughtTypes.lookUp(); // here no job waits for it
                obey(commands.getChannel());
            } else {
                pollParent();
            }
        } catch (IOException e) {
            // by leavePipe(), or a failure of the system, which says nothing of the parent
            pollParent();
        } finally {
            outlive();
        }
    }

    /** Waits until it is time to read the pipe; false when this process ends first. */
    private synchronized boolean awaitTurn() {
        try {
            while (parentPid == 0 && !leaving) {
                wait();
            }
            while (!leaving) {
                long left = deafUntil - System.nanoTime();
                if (left <= 0) {
                    reading = true;
                    return true;
                }
                wait(left / 1_000_000 + 1);
            }
        } catch (InterruptedException _) {
            // by a program that interrupts every thread it finds: the parent is looked after without the pipe, as in
            // the end
        }
        return false;
    }

    /** Does once what the thread will do, so that its classes are there: a channel's first read takes a millisecond. */
    static void rehearse() {
        try (FileInputStream empty = new FileInputStream("/dev/null")) {
            CaughtTypes.lookUp();
            ParentWatch watch = new ParentWatch(empty, null);
            watch.obey(empty.getChannel());
            Thread.currentThread().interrupt();
            watch.obey(empty.getChannel());
        } catch (IOException _) {
            // the channel was closed by the interrupt, as leavePipe() does it; or this system has no such file
        } finally {
            Thread.interrupted();
        }
    }

    private void obey(FileChannel pipe) throws IOException {
        ByteBuffer command = ByteBuffer.allocate(1);
        while (pipe.read(command) >= 0) {
            switch (command.get(0)) {
                case Command.INTERRUPT:
                    interruptMain();
                    break;
                case Command.ORPHAN:
                    return;
                case Command.DUMP:
                    ParentLink.writeDump();
                    break;
                default:
                    throw new IOException("unknown command");
            }
            command.clear();
        }
    }

    private void interruptMain() {
        Runnable action = onInterrupt;
        if (action == null) {
            main.interrupt();
        } else {
            action.run();
        }
    }

    /** Action on an interrupt by the parent, in place of interrupting the main thread; it must be short. */
    void onInterrupt(Runnable action) {
        onInterrupt = action;
    }

    /**
     * Makes this thread leave the pipe because the process ends. The JVM waits 0.3 s at its end for a thread that is
     * inside a system call, but not for one that is parked. Other shutdown hooks may still take their time, so the
     * parent is looked after in another way from then on.
     */
    void leavePipe() {
        synchronized (this) {
            leaving = true;
            notifyAll();
            if (!reading) {
                return;
            }
        }
        interrupt(); // closes the channel, which makes the read return
        synchronized (this) {
            try {
                if (reading) {
                    wait(LEAVE_MILLIS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // then the end takes longer, and nothing else
            }
        }
    }

    private void pollParent() {
        long pid;
        synchronized (this) {
            pid = parentPid;
            reading = false;
            notifyAll();
        }
        Thread.interrupted(); // else parking would not wait
        while (!isDead(pid)) {
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /**
     * Whether a process has ended; one that only waits to be reaped has. A process whose state cannot be read, as when this
     * one has no descriptor left, is taken for alive as long as there is one of that number.
     */
    static boolean isDead(long pid) {
        if (!HAS_PROC) {
            return RunningProcesses.hasEnded(pid);
        }
        byte[] stat = new byte[STAT_BYTES];
        File file = new File(new StringBuilder(SystemFiles.PROC)
                .append('/')
                .append(pid)
                .append("/stat")
                .toString());
        try (FileInputStream in = new FileInputStream(file)) {
            int last = in.read(stat) - 1;
            while (last >= 0 && stat[last] != ')') {
                last--; // the name before it may hold anything
            }
            return last < 0 || stat[last + 2] == 'Z' || stat[last + 2] == 'X';
        } catch (IOException _) {
            return !file.exists(); // a look that needs no descriptor
        }
    }

    private void outlive() {
        Deadline deadline = Deadline.after(GRACE_NANOS, TimeUnit.NANOSECONDS);
        try {
            synchronized (this) {
                lost = true;
                reading = false;
                notifyAll();
            }
            ChildTable.orphanAll();
            for (long left; (left = deadline.left()) > 0; ) {
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
        Deadline deadline = nanos < 0 ? Deadline.FOREVER : Deadline.after(nanos, TimeUnit.NANOSECONDS);
        for (long left; !lost && (left = deadline.left()) > 0; ) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return lost;
    }
}
