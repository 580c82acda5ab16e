package io.github.procession.multiprocessing;

import io.github.procession.internal.pool.PoolHome;
import io.github.procession.internal.pool.RemoteCall;
import io.github.procession.internal.pool.RemoteProcess;
import io.github.procession.internal.pool.RemoteSettings;
import io.github.procession.internal.pool.RemoteTask;
import io.github.procession.internal.pool.RemoteTasks;
import io.github.procession.internal.pool.TaskLimits;
import io.github.procession.ipc.jvm.Child;
import io.github.procession.ipc.memory.ExitSequence;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * The processes that this program has on other machines, where each is a task of one pool. Each runs once: a machine
 * that dies ends its processes, and nothing begins them again. A program that lost its session has a new pool for the
 * next ones.
 */
final class RemoteChildren implements RemoteTasks.Results {
    /** Before the stages that end the children of this machine and the session at the server. */
    private static final int EXIT_STAGE = 7;

    private static final TaskLimits ONCE = new TaskLimits(null, null, 0);
    private static final int UNCAUGHT = 1;
    private static final int SIGTERM = 15;
    private static final long SIGNAL_CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private static RemoteChildren current; // guarded by the class, as the next
    private static boolean hooked;

    private final Map<Long, RemoteChild> running = new ConcurrentHashMap<>();
    private final AtomicLong last = new AtomicLong();
    private RemoteTasks tasks; // before the first process
    private volatile Throwable broken;

    private RemoteChildren() {}

    private static synchronized RemoteChildren get() {
        if (current == null || current.broken != null) {
            PoolHome home = ClusterModule.service(ServiceLoader.load(PoolHome.class, PoolHome.class.getClassLoader()));
            RemoteChildren made = new RemoteChildren();
            made.tasks = home.open("processes", RemoteSettings.forProcesses(), made);
            if (!hooked) {
                ExitSequence.add(EXIT_STAGE, RemoteChildren::awaitAll);
                hooked = true;
            }
            current = made;
        }
        return current;
    }

    static RemoteChild start(RemoteProcess process, boolean daemon) {
        return get().begin(process, daemon);
    }

    private RemoteChild begin(RemoteProcess process, boolean daemon) {
        long id = last.incrementAndGet();
        RemoteChild child = new RemoteChild(this, id, process.name(), daemon);
        running.put(id, child);
        try {
            tasks.submit(List.of(new RemoteTask(id, process.toBytes(), ONCE)));
        } catch (RuntimeException e) {
            running.remove(id);
            takeBack(id, e);
            throw e;
        }
        if (broken != null && running.remove(id) != null) { // after all that were there were told
            child.lost(lossText(broken));
        }
        return child;
    }

    /** A process whose start failed must not run, though it may have arrived. */
    private void takeBack(long id, RuntimeException reason) {
        try {
            tasks.withdraw(List.of(id), true);
        } catch (RuntimeException e) {
            reason.addSuppressed(e);
        }
    }

    /** False if the process has not begun, and will not. */
    boolean signal(long id, int signal) {
        return tasks.signal(id, signal);
    }

    /** Ends a process that has not begun. */
    void remove(RemoteChild child, long id, int exitCode) {
        if (running.remove(id) != null) {
            child.ended(exitCode);
        }
    }

    @Override
    public void begun(long id, long pid) {
        RemoteChild child = running.get(id);
        if (child != null) {
            child.begun(pid);
        }
    }

    @Override
    public void ended(long id, byte[] outcome) {
        RemoteChild child = running.remove(id);
        if (child == null) {
            return;
        }
        try {
            child.ended(RemoteCall.exitCode(outcome));
        } catch (RuntimeException e) {
            child.failed(e.getMessage(), UNCAUGHT);
        }
    }

    @Override
    public void lost(long id, String machine) {
        RemoteChild child = running.remove(id);
        if (child != null) {
            child.lost("its machine is lost: " + machine);
        }
    }

    @Override
    public void failed(long id, Throwable reason) {
        RemoteChild child = running.remove(id);
        if (child != null) {
            child.failed("its end is not known: " + reason.getMessage(), UNCAUGHT);
        }
    }

    @Override
    public void closed() {
        endAll(new IllegalStateException("this program has closed it"), child -> child.ended(-SIGTERM));
    }

    @Override
    public void broken(Throwable reason) {
        endAll(reason, child -> child.lost(lossText(reason)));
    }

    private void endAll(Throwable reason, Consumer<RemoteChild> end) {
        broken = reason;
        for (Long id : running.keySet()) {
            RemoteChild child = running.remove(id);
            if (child != null) {
                end.accept(child);
            }
        }
    }

    private static String lossText(Throwable reason) {
        return "it is ended with the session of its program: " + reason.getMessage();
    }

    /** At the end of the program: waits for those that are no daemons, as long as no signal ends it. The session ends the others. */
    private static void awaitAll() {
        RemoteChildren all;
        synchronized (RemoteChildren.class) {
            all = current;
        }
        try {
            for (RemoteChild child : all.running.values()) {
                while (!child.isDaemon()
                        && !Child.signalEndsThis()
                        && !child.end().await(SIGNAL_CHECK_NANOS)) {
                    // looks for a signal again
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // ends at once
        }
    }
}
