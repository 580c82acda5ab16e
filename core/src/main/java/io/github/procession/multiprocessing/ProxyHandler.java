package io.github.procession.multiprocessing;

import io.github.procession.internal.Cleaners;
import io.github.procession.ipc.memory.Shareables;
import java.io.Serializable;
import java.lang.ref.Reference;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Handler of a proxy's calls: abstract methods of its interface run at the server, default methods here. In the server itself
 * a proxy has the object, and keeps it.
 */
final class ProxyHandler implements ProxiedObject, Serializable {
    private static final long serialVersionUID = 1;
    private static final Object[] NONE = {};

    private final transient ManagerLink link;
    private final transient ServedObject served;
    private final transient long object;
    private final transient String typeid;

    /** The object itself where it is in memory that this process shares with the server; looked for once. */
    private final transient AtomicReference<Object> shared = new AtomicReference<>();

    private ProxyHandler(ManagerLink link, ServedObject served, long object, String typeid) {
        this.link = link;
        this.served = served;
        this.object = object;
        this.typeid = typeid;
    }

    /** For an object of which the link has counted one more proxy. */
    private static ProxyHandler remote(ManagerLink link, long object, String typeid) {
        ProxyHandler handler = new ProxyHandler(link, null, object, typeid);
        Cleaners.CLEANER.register(handler, () -> link.drop(object));
        return handler;
    }

    /** The proxy of an object that was just created. */
    static Object created(ManagerLink link, long object, String typeid, Class<?> type) {
        return proxy(type, remote(link, object, typeid));
    }

    /** The proxy that the server itself has of one of its objects. */
    static Object local(ServedObject served) {
        return proxy(served.type(), new ProxyHandler(null, served, served.id(), served.typeid()));
    }

    private static Object proxy(Class<?> type, ProxyHandler handler) {
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
    }

    static InvocationHandler received(ProxyToken token) {
        ManagerServer here = ManagerServer.running(token.serverId());
        if (here != null) {
            ServedObject served = here.find(token.object());
            if (served == null) {
                throw new IllegalStateException("the object of this proxy no longer exists: it was dropped everywhere");
            }
            return new ProxyHandler(null, served, token.object(), token.typeid());
        }
        ManagerLink link = ManagerLink.of(
                token.serverId(),
                SocketAddresses.ofText(token.address()),
                SealedKey.open(token.sealedKey()),
                token.settings());
        link.hold(token.object());
        return remote(link, token.object(), token.typeid());
    }

    /**
     * Serialized form.
     *
     * @return a token
     */
    private Object writeReplace() {
        if (served != null) {
            return served.server().travels(served);
        }
        link.travels(object);
        return ProxyToken.of(link.serverId(), link.address(), object, typeid, link.key(), link.settings());
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
            if (proxy instanceof QueueProxy && inSharedMemory(JoinableQueue.class) instanceof JoinableQueue<?> queue) {
                return ServedQueue.call(queue, method, args);
            }
            Object result = call(RemoteMethods.key(method), args == null ? NONE : args);
            return RemoteMethods.isGuarded(proxy) ? Copies.unmodifiable(result) : result;
        } catch (Error | RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw declared(method, e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** Exception that a proxy may throw for a checked one, which its method need not declare. */
    private static Throwable declared(Method method, Throwable thrown) {
        for (Class<?> type : method.getExceptionTypes()) {
            if (type.isInstance(thrown)) {
                return thrown;
            }
        }
        if (thrown instanceof InterruptedException) {
            Thread.currentThread().interrupt();
            return new ManagerException(
                    "interrupted while the server worked on " + method.getName() + ", which it may have done", thrown);
        }
        return new UndeclaredThrowableException(
                thrown, "the object threw " + thrown + ", which " + method.getName() + " does not declare");
    }

    @Override
    public Object call(String method, Object... args) throws Throwable {
        return served != null ? served.invokeHere(method, args) : link.call(object, method, args);
    }

    private Object ofObject(Object proxy, Method method, Object[] args) throws Throwable {
        return switch (method.getName()) {
            case "equals" ->
                isSame(args[0]) || isByContent(proxy) && call("#value").equals(ProxiedObject.contentOf(args[0]));
            case "hashCode" -> isByContent(proxy) ? call("#value").hashCode() : Long.hashCode(object);
            default -> text(proxy);
        };
    }

    /** The object's text; a log or a debugger must not fail because the server is gone. */
    private Object text(Object proxy) {
        try {
            return call("#text");
        } catch (Throwable e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            String own = describe(proxy.getClass().getInterfaces()[0]);
            return own.substring(0, own.length() - 1) + "; its text cannot be had: " + e + ">";
        }
    }

    private static boolean isByContent(Object proxy) {
        return proxy instanceof Collection || proxy instanceof Map;
    }

    private boolean isSame(Object other) {
        return ProxiedObject.isProxy(other)
                && ProxiedObject.of(other) instanceof ProxyHandler same
                && same.serverId().equals(serverId())
                && same.object == object;
    }

    private String serverId() {
        return served != null ? served.server().id() : link.serverId();
    }

    @Override
    public String describe(Class<?> type) {
        return "<" + type.getSimpleName() + " object, typeid '" + typeid + "' at 0x" + Long.toHexString(object) + ">";
    }

    @Override
    public <T> @Nullable T inSharedMemory(Class<T> type) throws InterruptedException {
        if (served != null) {
            return type.isInstance(served.object()) ? type.cast(served.object()) : null;
        }
        Object known = shared.get();
        if (known == null) {
            known = this;
            if (link.isOfThisTree()) {
                try {
                    long address = (Long) call("#address");
                    if (address != 0) {
                        known = Shareables.resolve(type.getName(), address, type.getClassLoader());
                    }
                } catch (InterruptedException | RuntimeException e) {
                    throw e;
                } catch (Throwable e) {
                    throw new IllegalStateException(e);
                }
            }
            shared.compareAndSet(null, known);
        }
        return known == this ? null : type.cast(known);
    }

    @Override
    public Object object() {
        return served == null ? null : served.object();
    }
}
