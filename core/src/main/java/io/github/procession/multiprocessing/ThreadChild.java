package io.github.procession.multiprocessing;

import io.github.procession.ipc.jvm.StartMessage;
import io.github.procession.ipc.jvm.StartedChild;
import io.github.procession.ipc.jvm.Termination;
import io.github.procession.ipc.jvm.UserThreads;
import io.github.procession.ipc.memory.Session;
import io.github.procession.ipc.memory.Shareables;
import io.github.procession.ipc.system.ServiceLoop;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A child that is a thread of this JVM, for debugging. What tells it from the JVM and its other threads is what a process
 * has of its own: a {@link ThisProcess}, copies of its arguments, objects for queues and connections, a group of threads.
 *
 * <p>It ends as a process does: its function has returned or thrown, no thread of its group is left that is not a daemon;
 * then its daemon children are terminated, its queues and connections closed. A thread cannot be killed: a signal is an
 * interrupt, and counts as what ended the child, however it ends.
 */
final class ThreadChild implements StartedChild {
    /*
     * Life:  start -> body -> threads that it left behind -> finish
     *
     *   start    The start message is decoded in the caller's thread, as the child: what arrives belongs to the child's scope. A
     *            failure is kept, and thrown as the child's.
     *   body     The task, in the main thread. Only here (`inBody`) does an interrupt of the process reach the main thread.
     *   left     Threads that are no daemons keep the process alive, as in a JVM. They may wait for the end of the main thread, so
     *            another thread waits for them. A worker of a pool waits for none.
     *   finish   Daemons among its children are terminated, its shared objects are let go, the exit code is set, and then
     *            `end` is complete: whoever sees the end sees the code.
     *
     * A thread cannot be killed. A signal is noted first, then all threads are interrupted; the exit code tells it in the end, when
     * the task has returned. What the body starts after the interrupts is interrupted by leaveBody(), which looks at the signal
     * after `inBody` became false. A child whose signal comes before its body does not run it.
     *
     * What follows the body is done again while there is no memory for it, from the beginning: others wait for the end.
     */

    /** Task of the process. */
    interface Body {
        void run() throws Throwable;
    }

    private static final int UNCAUGHT = 1;
    private static final int SIGTERM = 15;
    private static final int SIGKILL = 9;

    /** Bits that the operating system keeps of an exit status. */
    private static final int STATUS_MASK = 0xff;

    private static final int PID_BITS = 32;
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final long home = ThisProcess.pid() | (long) COUNT.incrementAndGet() << PID_BITS;
    private final ThreadChild parent = ThisProcess.here().thread();
    private final Shareables.Scope scope = new Shareables.Scope();
    private final Termination end = new Termination();
    private final ThisProcess process;
    private final ThreadGroup group;
    private final Thread main;
    private Body body;
    private boolean isWorker;
    private boolean inBody = true; // guarded by this
    private volatile int signal; // changed with the monitor of this
    private volatile int exitCode;

    /** A child that is still to be started. */
    ThreadChild(ChildIdentity identity) {
        ServiceLoop.lookUp();
        Shareables.divide(ThreadChild::scopeOfThread);
        process = new ThisProcess(this, identity);
        group = new Group(parent == null ? groupOfJvm() : parent.group, identity.name());
        main = new Thread(group, this::run, identity.name());
        main.setDaemon(identity.daemon());
    }

    /** Group of the threads of one process, as debuggers show it. */
    private static final class Group extends ThreadGroup {
        Group(ThreadGroup parent, String name) {
            super(parent, name);
        }
    }

    /** The calling thread's, unless it belongs to another child for which it works at the moment. */
    private static ThreadGroup groupOfJvm() {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        while (group instanceof Group) {
            group = group.getParent();
        }
        return group;
    }

    private static Shareables.Scope scopeOfThread() {
        ThreadChild child = ThisProcess.here().thread();
        return child == null ? null : child.scope;
    }

    /** Starts it with what a start message says, which is read before this returns. */
    void start(StartMessage message, ClassLoader loader) {
        Session.current().requireHeld(message.addresses());
        main.setContextClassLoader(loader);
        Thread caller = Thread.currentThread();
        ClassLoader loaderOfCaller = caller.getContextClassLoader();
        ThisProcess processOfCaller = process.enter(); // objects that arrive belong to the child
        caller.setContextClassLoader(loader);
        Body task;
        try {
            Object value = message.value();
            task = () -> ChildTask.run(message.header(), value);
        } catch (RuntimeException | Error unreadable) { // the child's trouble, as in a JVM of its own
            task = () -> {
                throw StartFailure.explain(unreadable);
            };
        } finally {
            caller.setContextClassLoader(loaderOfCaller);
            processOfCaller.enter();
        }
        body = task;
        main.start();
    }

    /** Starts it as a worker of a pool, which does not wait for threads that its tasks have left behind. */
    void startWorker(Body task) {
        isWorker = true;
        body = task;
        main.start();
    }

    private void run() {
        int status = UNCAUGHT;
        try {
            process.enter();
            status = runBody();
        } finally {
            leaveBody(status);
        }
    }

    private int runBody() {
        try {
            if (!isKilled()) {
                body.run();
            }
            return 0;
        } catch (Throwable failure) {
            return isKilled() ? UNCAUGHT : ChildTask.report(failure); // who is killed prints nothing
        }
    }

    private void leaveBody(int status) {
        body = null;
        synchronized (this) {
            inBody = false;
        }
        boolean _ = Thread.interrupted(); // of the body
        while (true) {
            try {
                interruptWhatIsLeft();
                finishOrAwaitThreads(status);
                return;
            } catch (OutOfMemoryError _) {
                ServiceLoop.pause();
            }
        }
    }

    /** Of a child that was killed: what its body has started since is not interrupted yet. */
    private void interruptWhatIsLeft() {
        if (isKilled()) {
            interruptThreads();
            RunningChildren.signal(process, false, StartedChild::terminate);
        }
    }

    private void finishOrAwaitThreads(int status) {
        if (isWorker || !UserThreads.exist(group)) {
            finish(status);
        } else { // threads may wait for the end of the main one
            Thread waiter = new Thread(group, () -> awaitThreads(status), main.getName() + "-end");
            waiter.setDaemon(main.isDaemon());
            waiter.start();
        }
    }

    private void awaitThreads(int status) {
        while (true) {
            try {
                UserThreads.awaitAll(group);
                finish(status);
                return;
            } catch (OutOfMemoryError _) {
                ServiceLoop.pause();
            }
        }
    }

    private void finish(int status) {
        RunningChildren.signal(process, true, StartedChild::terminate);
        scope.close();
        synchronized (this) {
            exitCode = isKilled() ? -signal : status & STATUS_MASK;
        }
        end.complete();
    }

    /** The process that started it, as it sees that. */
    Process parentProcess(String name) {
        return new Process(new ThreadParentProcess(parent, name));
    }

    /** See {@link ThisProcess#home()}. */
    long home() {
        return home;
    }

    Thread main() {
        return main;
    }

    /** Whether a signal was sent to it. */
    boolean isKilled() {
        return signal != 0;
    }

    @Override
    public long pid() {
        return ThisProcess.pid();
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
        send(SIGTERM);
        RunningChildren.signal(process, false, StartedChild::terminate);
    }

    @Override
    public void kill() {
        send(SIGKILL);
        RunningChildren.signal(process, false, StartedChild::kill);
    }

    private void send(int number) {
        synchronized (this) {
            signal = number;
        }
        main.interrupt(); // first, as there may be no memory to find the others, which its end then interrupts
        interruptThreads();
    }

    /** Threads and children that it waits for at its end. */
    private void interruptThreads() {
        Thread[] threads = new Thread[group.activeCount() + 16];
        int count = group.enumerate(threads, false);
        Arrays.stream(threads, 0, count)
                .filter(thread -> !thread.isDaemon() && thread != main)
                .forEach(Thread::interrupt);
    }

    @Override
    public synchronized void interrupt() {
        if (inBody) {
            main.interrupt();
        }
    }
}
