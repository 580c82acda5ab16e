package io.github.procession.multiprocessing;

import io.github.procession.ipc.system.PerClass;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Calls of default methods of a proxy's interface, which need not be public. */
final class DefaultMethods {
    /** The methods of each interface that is not public, for which the JDK's own way asks for access. */
    private static final PerClass<Map<Method, MethodHandle>> HANDLES = new PerClass<>(_ -> new ConcurrentHashMap<>());

    private DefaultMethods() {}

    static Object invoke(Object proxy, Method method, Object[] args) throws Throwable {
        Class<?> type = method.getDeclaringClass();
        if (Modifier.isPublic(type.getModifiers())) {
            return InvocationHandler.invokeDefault(proxy, method, args);
        }
        MethodHandle handle = HANDLES.get(type).get(method);
        if (handle == null) {
            handle = find(type, method);
            HANDLES.get(type).put(method, handle);
        }
        MethodHandle bound = handle.bindTo(proxy);
        return args == null ? bound.invokeWithArguments() : bound.invokeWithArguments(args);
    }

    private static MethodHandle find(Class<?> type, Method method) {
        try {
            return MethodHandles.privateLookupIn(type, MethodHandles.lookup())
                    .unreflectSpecial(method, type)
                    .asFixedArity();
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(
                    "the default method " + method.getName() + " of " + type.getName()
                            + " cannot be called: make the interface public, or open its package to this library",
                    e);
        }
    }
}
