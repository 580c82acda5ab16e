package io.github.procession.stress.crash;

import io.github.procession.ipc.memory.Cell;
import io.github.procession.ipc.memory.Session;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * One operation whose crash points are visited. The parent prepares, a child acts and dies after its k-th store, the
 * parent checks that everything is as it was before the operation or as it is after it, and goes on working.
 *
 * <p>Parent and child each have an object of their own of the scenario's class.
 */
abstract class Scenario {
    /** Guards against survivors that wait for ever for what a dead process held. */
    static final int SURVIVOR_SECONDS = 60;

    private static final long POLL_NANOS = 200_000;

    /** Name for the report. */
    abstract String name();

    /** Parent: makes what the child works on; returns what the child is told, usually addresses of cells. */
    abstract long[] prepare() throws Exception;

    /** Parent: makes the child hold what it works on, before it is launched. */
    void grant(int child, long[] numbers) throws Exception {
        session().grant(child, numbers);
    }

    /** Parent: says in the process table which process the child is. */
    void bind(int child, long pid) {
        session().bindProcess(child, pid);
    }

    /** Whether each visit needs a new session, since the operation leaves the old one larger. */
    boolean wantsNewSession() {
        return false;
    }

    /** Options of the child's JVM. */
    List<String> options() {
        return List.of();
    }

    /** Child: becomes a member of the session. */
    void join(Path directory, int token) {
        Session.inherit(directory, token);
    }

    /** Child: opens what it works on; no crash points yet. */
    void open(long[] numbers) throws Exception {}

    /** Child: the operation. */
    abstract void act() throws Exception;

    /** Parent: what it does while the child acts. */
    void accompany(Process child) throws Exception {}

    /** Parent: everything is as before or as after; the dead child is not reaped yet. */
    abstract void check(boolean completed) throws Exception;

    /** Parent: drops what {@link #prepare} made; the dead child is reaped. */
    abstract void release() throws Exception;

    static Session session() {
        return Session.current();
    }

    /** The cell of something that was granted to this child. */
    static Cell granted(long address) {
        return session().hold(address);
    }

    /** Waits until the child got somewhere, or died on the way. */
    static void until(BooleanSupplier condition, Process child) {
        while (!condition.getAsBoolean() && child.isAlive()) {
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /** Runs something that must not wait for the dead. */
    static <T> T soon(Callable<T> action) throws Exception {
        FutureTask<T> task = new FutureTask<>(action);
        Thread thread = Thread.ofPlatform().daemon().start(task);
        try {
            return task.get(SURVIVOR_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            AssertionError stuck = new AssertionError("a survivor waits for more than " + SURVIVOR_SECONDS + " s");
            stuck.setStackTrace(thread.getStackTrace());
            throw stuck;
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        }
    }
}
