package io.github.procession.multiprocessing;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/** Object of a manager's server, as a process that has a proxy of it reaches it. */
interface ProxiedObject extends InvocationHandler {
    /** The object of a proxy; anything else is an {@link IllegalArgumentException}. */
    static ProxiedObject of(Object proxy) {
        if (isProxy(proxy)) {
            return (ProxiedObject) Proxy.getInvocationHandler(proxy);
        }
        throw new IllegalArgumentException("not a proxy of a manager: " + proxy);
    }

    static boolean isProxy(Object object) {
        return object != null
                && Proxy.isProxyClass(object.getClass())
                && Proxy.getInvocationHandler(object) instanceof ProxiedObject;
    }

    /** A copy of the object of a proxy; collections in it cannot be changed. */
    @SuppressWarnings("unchecked") // the caller knows what the object is
    static <T> T copy(Object proxy) {
        try {
            return (T) Copies.unmodifiable(of(proxy).call("#value"));
        } catch (Throwable e) {
            throw sneaky(e);
        }
    }

    /** What a collection is compared with: a copy of the object of a proxy, or anything else as it is. */
    static Object contentOf(Object other) throws Throwable {
        return isProxy(other) ? of(other).call("#value") : other;
    }

    /** Throws the exception of an object as it is: {@code throw ProxiedObject.sneaky(e)}. */
    @SuppressWarnings("unchecked") // the cast does nothing at run time
    static <T extends Throwable> RuntimeException sneaky(Throwable e) throws T {
        throw (T) e;
    }

    /** Calls a method of the object, and throws what it throws. */
    Object call(String method, Object... args) throws Throwable;

    /** Python's text form of the proxy itself, which has an interface of this type. */
    String describe(Class<?> type);

    /** The object itself if it is in memory that this process shares with the server, else null. */
    <T> T inSharedMemory(Class<T> type) throws InterruptedException;

    /** In the server: the object itself; elsewhere null. */
    Object object();
}
