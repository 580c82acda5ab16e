package io.github.procession.multiprocessing;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/** An object of a manager's server, with what its proxies may call. */
final class ServedObject {
    private final ManagerServer server;
    private final long id;
    private final String typeid;
    private final Class<?> type;
    private final Object referent;
    private final Map<String, Method> methods;
    private final ReentrantLock guard;

    // guarded by the server
    private final Set<CallerSession> holders = new HashSet<>();
    private boolean travelled;

    ServedObject(ManagerServer server, long id, String typeid, Class<?> type, Object referent) {
        this.server = server;
        this.id = id;
        this.typeid = typeid;
        this.type = type;
        this.referent = referent;
        this.methods = RemoteMethods.of(type);
        this.guard = type.isAnnotationPresent(Guarded.class) ? new ReentrantLock() : null;
    }

    ManagerServer server() {
        return server;
    }

    long id() {
        return id;
    }

    String typeid() {
        return typeid;
    }

    Class<?> type() {
        return type;
    }

    Object referent() {
        return referent;
    }

    /** Object whose methods are called. */
    Object object() {
        return ServedQueue.unwrap(referent);
    }

    Set<CallerSession> holders() {
        return holders;
    }

    void setTravelled() {
        travelled = true;
    }

    boolean hasTravelled() {
        return travelled;
    }

    /** Whether a call takes so little time that others can wait for it. */
    boolean isQuick(String method) {
        if (guard == null) {
            return false;
        }
        Method declared = methods.get(method);
        return declared != null && RemoteMethods.takesNoFunction(declared);
    }

    /** The lock under which all calls run; null if they run at once. */
    ReentrantLock guard() {
        return guard;
    }

    /** Whether what a call returns must not be lost on its way. */
    boolean delivers(String method) {
        return referent instanceof ServedQueue && method.startsWith("get");
    }

    /** Calls a method in the server's own process. */
    Object invokeHere(String method, Object[] args) throws Throwable {
        if (guard == null) {
            return invoke(method, args);
        }
        guard.lock();
        try {
            return invoke(method, args);
        } finally {
            guard.unlock();
        }
    }

    /** Calls a method, under the lock if there is one. */
    Object invoke(String method, Object[] args) throws Throwable {
        switch (method) {
            case "#value" -> {
                return referent instanceof Referent own ? own.value() : referent;
            }
            case "#text" -> {
                return OwnTexts.of(this, () -> String.valueOf(referent));
            }
            case "#address" -> {
                return referent instanceof Referent own ? own.address() : 0L;
            }
            default -> {}
        }
        Method target;
        Class<?> returned;
        Object[] arguments = args;
        if (type == DynamicProxy.class) {
            arguments = (Object[]) args[1];
            Overloads.Choice choice = Overloads.named(object(), (String) args[0], arguments);
            target = choice.method();
            arguments = choice.arguments();
            returned = null;
        } else {
            Method declared = methods.get(method);
            if (declared == null) {
                throw new UnsupportedOperationException(
                        "the method " + method + " is not exposed: it is not an abstract one of " + type.getName());
            }
            target = RemoteMethods.target(object().getClass(), declared);
            returned = declared.getReturnType();
        }
        try {
            Object result = target.invoke(object(), arguments);
            if (result != null
                    && returned != null
                    && returned.isInterface()
                    && BaseProxy.class.isAssignableFrom(returned)
                    && !ProxiedObject.isProxy(result)) {
                return ProxyHandler.local(server.serve(returned.getSimpleName(), returned, result));
            }
            return result;
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
