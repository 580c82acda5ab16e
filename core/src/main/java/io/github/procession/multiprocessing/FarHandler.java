package io.github.procession.multiprocessing;

import io.github.procession.ipc.memory.Shareable;
import java.io.Serializable;
import java.lang.ref.Reference;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Handler of the calls of a proxy whose manager is outside of this machine. There is no server's process: the proxy has an
 * object that lives there, such as a {@link Lock}, and calls that.
 */
final class FarHandler implements ProxiedObject, Serializable {
    private static final long serialVersionUID = 1;
    private static final Object[] NONE = {};

    private final transient String typeid;
    private final transient Shareable object;

    private FarHandler(String typeid, Shareable object) {
        this.typeid = typeid;
        this.object = object;
    }

    static Object proxy(String typeid, Class<?> type, Shareable object) {
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, new FarHandler(typeid, object));
    }

    /** The lock of a proxy; null if it is no lock of such a manager. */
    static @Nullable SharedLock lockOf(Object proxy) {
        return ProxiedObject.isProxy(proxy)
                        && ProxiedObject.of(proxy) instanceof FarHandler far
                        && far.object instanceof SharedLock lock
                ? lock
                : null;
    }

    /**
     * Serialized form.
     *
     * @param typeid name of its type
     * @param object what travels by itself
     */
    private record Token(String typeid, Shareable object) implements Serializable {
        /**
         * Makes the handler of the proxy that this process has.
         *
         * @return the handler
         */
        private Object readResolve() {
            return new FarHandler(typeid, object);
        }
    }

    /**
     * Serialized form.
     *
     * @return a token
     */
    private Object writeReplace() {
        return new Token(typeid, object);
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] args) throws Throwable {
        try {
            if (method.getDeclaringClass() == Object.class) {
                return ofObject(proxy, method, args);
            }
            if (method.isDefault()) {
                return DefaultMethods.invoke(proxy, method, args);
            }
            RemoteMethods.requireArguments(method, args);
            Object result = call(method, args == null ? NONE : args);
            if (result instanceof Condition condition) {
                return proxy("Condition", ConditionProxy.class, condition);
            }
            return RemoteMethods.isGuarded(proxy) ? Copies.unmodifiable(result) : result;
        } finally {
            Reference.reachabilityFence(object);
        }
    }

    private Object call(Method method, Object[] args) throws Throwable {
        if (object instanceof FarContents<?> contents) {
            return contents.call(typeid, method, args);
        }
        if (object instanceof Semaphore semaphore && method.getName().equals("getPermits")) {
            return semaphore.getValue();
        }
        if (typeid.equals("Queue")
                && (method.getName().equals("taskDone") || method.getName().equals("join"))) {
            throw new UnsupportedOperationException("items of a Queue of a cluster are done when they are taken, or"
                    + " those of a process that dies would be lost with it: make it by joinableQueue");
        }
        return FarContents.invoke(object, method, args);
    }

    @Override
    public Object call(String method, Object... args) {
        return switch (method) {
            case "#value" -> {
                if (object instanceof FarContents<?> contents) {
                    yield contents.whole(typeid).value();
                }
                throw new UnsupportedOperationException("a " + typeid + " cannot be copied");
            }
            case "#text" ->
                object instanceof FarContents<?> contents
                        ? OwnTexts.of(object, () -> contents.whole(typeid).toString())
                        : object.toString();
            default -> throw new UnsupportedOperationException(method);
        };
    }

    private Object ofObject(Object proxy, Method method, Object[] args) throws Throwable {
        boolean byContent = proxy instanceof Collection || proxy instanceof Map;
        return switch (method.getName()) {
            case "equals" -> isSame(args[0]) || byContent && call("#value").equals(ProxiedObject.contentOf(args[0]));
            case "hashCode" -> byContent ? call("#value").hashCode() : System.identityHashCode(object);
            default -> call("#text");
        };
    }

    /** This process has one object for each that lives elsewhere. */
    private boolean isSame(Object other) {
        return ProxiedObject.isProxy(other)
                && ProxiedObject.of(other) instanceof FarHandler far
                && far.object == object;
    }

    @Override
    public String describe(Class<?> type) {
        return "<" + type.getSimpleName() + " object, typeid '" + typeid + "' at "
                + object.remoteHandle().name() + ">";
    }

    @Override
    public <T> @Nullable T inSharedMemory(Class<T> type) {
        return null;
    }

    @Override
    public @Nullable Object object() {
        return null;
    }
}
