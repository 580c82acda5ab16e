package io.github.procession.multiprocessing;

import io.github.procession.internal.RemoteContents;
import io.github.procession.ipc.memory.RemoteHandle;
import io.github.procession.ipc.memory.Shareable;
import java.lang.ref.Reference;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Set;

/**
 * A map or list of a manager that is outside of this machine, with the methods of its proxies. A method that cannot be done there in
 * one step runs here, under a lock that all changes of the object wait for, on the object that a manager's server would have; then
 * its outcome is stored in one step. So it runs once, and is done wholly or, if it throws or its process dies, not at all.
 */
abstract sealed class FarContents<C extends RemoteContents> implements Shareable permits FarMap, FarList {
    /** A step that is done under the lock. */
    interface Step {
        Object run() throws Throwable;
    }

    private final Remote<C> remote;
    private final Set<String> reads;

    /**
     * Contents of a home.
     *
     * @param remote its home
     * @param reads names of the methods that change nothing, of those that run here
     */
    FarContents(Remote<C> remote, Set<String> reads) {
        this.remote = remote;
        this.reads = reads;
    }

    /** Makes a new object the one of this process for its name. */
    final void intern() {
        Homes.intern(this, remote);
    }

    /** Calls of one step each. */
    final C calls() {
        return remote.calls();
    }

    /** A copy as the object of a manager's server. */
    abstract Referent whole(String typeid);

    /** Stores what that object has now. */
    abstract void store(Referent served);

    /** Calls a method of a proxy's interface. */
    abstract Object call(String typeid, Method method, Object[] args) throws Throwable;

    final Object ofAll(String typeid, Method method, Object[] args) throws Throwable {
        if (reads.contains(method.getName())) {
            return invoke(whole(typeid), method, args);
        }
        return locked(() -> {
            Referent served = whole(typeid);
            Object result = invoke(served, method, args);
            store(served);
            return result;
        });
    }

    final Object locked(Step step) throws Throwable {
        calls().lock();
        try {
            return step.run();
        } finally {
            calls().unlock();
            Reference.reachabilityFence(this);
        }
    }

    static Object invoke(Object target, Method method, Object[] args) throws Throwable {
        try {
            return RemoteMethods.target(target.getClass(), method).invoke(target, args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    @Override
    public final long address() {
        return 0;
    }

    @Override
    public final RemoteHandle remoteHandle() {
        return remote.handleToSend();
    }
}
