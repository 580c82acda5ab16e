package io.github.procession.multiprocessing;

import io.github.procession.ipc.jvm.StartedChild;
import io.github.procession.ipc.jvm.Termination;
import io.github.procession.ipc.sync.Uninterruptibly;
import java.util.concurrent.CountDownLatch;

/** A child on another machine, as its program sees it: what the machine says of it, and what is sent there. */
final class RemoteChild implements StartedChild {
    private static final int SIGINT = 2;
    private static final int SIGKILL = 9;
    private static final int SIGTERM = 15;

    private final RemoteChildren all;
    private final long id;
    private final String name;
    private final boolean daemon;
    private final Termination end = new Termination();
    private final CountDownLatch known = new CountDownLatch(1); // where it runs, or that it does not
    private volatile long pid;
    private volatile int exitCode;
    private boolean interrupted; // before it began; guarded by this

    RemoteChild(RemoteChildren all, long id, String name, boolean daemon) {
        this.all = all;
        this.id = id;
        this.name = name;
        this.daemon = daemon;
    }

    boolean isDaemon() {
        return daemon;
    }

    /** Runs on a machine now. */
    void begun(long itsPid) {
        boolean late;
        synchronized (this) {
            pid = itsPid;
            late = interrupted;
        }
        known.countDown();
        if (late) {
            all.signal(id, SIGINT);
        }
    }

    void ended(int code) {
        exitCode = code;
        known.countDown();
        end.complete();
    }

    /** Ends with a line on the error stream that says why, as no process of its own can. */
    void failed(String why, int code) {
        System.err.println("Process " + name + ": " + why);
        ended(code);
    }

    /** A machine that is gone has killed it. */
    void lost(String why) {
        failed(why, -SIGKILL);
    }

    /** Waits until a machine has begun it; its process id there, or 0 if it ended without. */
    long awaitPid() {
        return Uninterruptibly.call(() -> {
            known.await();
            return pid;
        });
    }

    /** Process id on its machine; 0 while no machine has begun it. */
    @Override
    public long pid() {
        return pid;
    }

    @Override
    public Termination end() {
        return end;
    }

    @Override
    public int exitCode() {
        return exitCode;
    }

    @Override
    public void terminate() {
        end(SIGTERM);
    }

    @Override
    public void kill() {
        end(SIGKILL);
    }

    private void end(int signal) {
        if (!end.isComplete() && !all.signal(id, signal)) {
            all.remove(this, id, -signal);
        }
    }

    @Override
    public void interrupt() {
        synchronized (this) {
            if (pid == 0) {
                interrupted = true;
                return;
            }
        }
        if (!end.isComplete()) {
            all.signal(id, SIGINT);
        }
    }
}
