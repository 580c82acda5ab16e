package io.github.procession.ipc.codec;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * The JDK's door for serialization libraries, {@code sun.reflect.ReflectionFactory} of module {@code jdk.unsupported}:
 * it opens the serialization methods of any Serializable class, those of the JDK included.
 *
 * <p>Its methods are called through handles because javac warns, without a way to switch that off, where the class is
 * named in source code.
 */
final class SerializationAccess {
    private static final MethodType BY_CLASS = MethodType.methodType(MethodHandle.class, Class.class);
    private static final Object FACTORY;
    private static final MethodHandles.Lookup LOOKUP = MethodHandles.publicLookup();
    private static final Class<?> FACTORY_CLASS;

    static {
        try {
            FACTORY_CLASS = Class.forName("sun.reflect.ReflectionFactory");
            FACTORY = FACTORY_CLASS.getMethod("getReflectionFactory").invoke(null);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final MethodHandle WRITE_REPLACE = find("writeReplaceForSerialization", BY_CLASS);
    private static final MethodHandle READ_RESOLVE = find("readResolveForSerialization", BY_CLASS);

    private SerializationAccess() {}

    private static MethodHandle find(String name, MethodType type) {
        try {
            return LOOKUP.findVirtual(FACTORY_CLASS, name, type).bindTo(FACTORY);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Calls the class's {@code writeReplace()} on its argument; null if it has none. */
    static MethodHandle writeReplace(Class<?> type) {
        return call(WRITE_REPLACE, type);
    }

    /** Calls the class's {@code readResolve()} on its argument; null if it has none. */
    static MethodHandle readResolve(Class<?> type) {
        return call(READ_RESOLVE, type);
    }

    private static MethodHandle call(MethodHandle method, Class<?> type) {
        try {
            return (MethodHandle) method.invokeExact(type);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("cannot look into " + type.getName(), e);
        }
    }
}
