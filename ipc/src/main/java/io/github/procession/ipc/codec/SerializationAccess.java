package io.github.procession.ipc.codec;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import org.jspecify.annotations.Nullable;

/**
 * Access to the JDK's entrance for serialization libraries, {@code sun.reflect.ReflectionFactory} of module
 * {@code jdk.unsupported}: it opens the serialization methods and constructors of any Serializable class, those of the
 * JDK included.
 *
 * <p>Its methods are called through handles because javac warns, without a way to switch that off, where the class is
 * named in source code.
 */
final class SerializationAccess {
    private static final Object FACTORY = factory();
    private static final MethodType HANDLE_BY_CLASS = MethodType.methodType(MethodHandle.class, Class.class);
    private static final MethodType CONSTRUCTOR_BY_CLASS = MethodType.methodType(Constructor.class, Class.class);

    private static final MethodHandle WRITE_REPLACE = find("writeReplaceForSerialization", HANDLE_BY_CLASS);
    private static final MethodHandle READ_RESOLVE = find("readResolveForSerialization", HANDLE_BY_CLASS);
    private static final MethodHandle WRITE_OBJECT = find("writeObjectForSerialization", HANDLE_BY_CLASS);
    private static final MethodHandle READ_OBJECT = find("readObjectForSerialization", HANDLE_BY_CLASS);
    private static final MethodHandle DEFAULT_WRITE = find("defaultWriteObjectForSerialization", HANDLE_BY_CLASS);
    private static final MethodHandle DEFAULT_READ = find("defaultReadObjectForSerialization", HANDLE_BY_CLASS);
    private static final MethodHandle SERIALIZATION_CONSTRUCTOR =
            find("newConstructorForSerialization", CONSTRUCTOR_BY_CLASS);
    private static final MethodHandle EXTERNALIZATION_CONSTRUCTOR =
            find("newConstructorForExternalization", CONSTRUCTOR_BY_CLASS);
    private static final MethodHandle BARE_CONSTRUCTOR = find(
            "newConstructorForSerialization", MethodType.methodType(Constructor.class, Class.class, Constructor.class));

    private SerializationAccess() {}

    /** Null in a JVM without the module. */
    private static @Nullable Object factory() {
        try {
            return Class.forName("sun.reflect.ReflectionFactory")
                    .getMethod("getReflectionFactory")
                    .invoke(null);
        } catch (ClassNotFoundException _) {
            return null;
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static @Nullable MethodHandle find(String name, MethodType type) {
        if (FACTORY == null) {
            return null;
        }
        try {
            return MethodHandles.publicLookup()
                    .findVirtual(FACTORY.getClass(), name, type)
                    .bindTo(FACTORY);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static void requireFactory() {
        if (FACTORY == null) {
            throw new IllegalStateException(
                    "this JVM runs without the module jdk.unsupported, which rebuilds exceptions and other"
                            + " Serializable objects; start it with --add-modules=jdk.unsupported (jshell --execution"
                            + " local -J--add-modules=jdk.unsupported)");
        }
    }

    /** Calls the class's {@code writeReplace()} on its argument; null if it has none. */
    static MethodHandle writeReplace(Class<?> type) {
        return handle(WRITE_REPLACE, type);
    }

    /** Calls the class's {@code readResolve()} on its argument; null if it has none. */
    static MethodHandle readResolve(Class<?> type) {
        return handle(READ_RESOLVE, type);
    }

    /** Calls the class's {@code writeObject(ObjectOutputStream)} on its first argument; null if it has none. */
    static MethodHandle writeObject(Class<?> type) {
        return handle(WRITE_OBJECT, type);
    }

    /** Calls the class's {@code readObject(ObjectInputStream)} on its first argument; null if it has none. */
    static MethodHandle readObject(Class<?> type) {
        return handle(READ_OBJECT, type);
    }

    /** Puts the class's own serializable fields of its first argument into a stream; null if it has none. */
    static MethodHandle defaultWrite(Class<?> type) {
        return handle(DEFAULT_WRITE, type);
    }

    /** Sets the class's own serializable fields of its first argument, final ones included; null if it has none. */
    static MethodHandle defaultRead(Class<?> type) {
        return handle(DEFAULT_READ, type);
    }

    /** Makes an object as deserialization does: by the constructor of the first superclass that is not Serializable. */
    static Constructor<?> serializationConstructor(Class<?> type) {
        return constructor(SERIALIZATION_CONSTRUCTOR, type);
    }

    /** The public constructor without parameters of an Externalizable class; null if it has none. */
    static Constructor<?> externalizationConstructor(Class<?> type) {
        return constructor(EXTERNALIZATION_CONSTRUCTOR, type);
    }

    /** Makes an object on which no constructor but that of {@code Object} has run. */
    static Constructor<?> bareConstructor(Class<?> type) {
        requireFactory();
        try {
            return (Constructor<?>) BARE_CONSTRUCTOR.invoke(type, Object.class.getConstructor());
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("cannot instantiate " + type.getName(), e);
        }
    }

    private static MethodHandle handle(MethodHandle method, Class<?> type) {
        requireFactory();
        try {
            return (MethodHandle) method.invokeExact(type);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("cannot look into " + type.getName(), e);
        }
    }

    private static Constructor<?> constructor(MethodHandle method, Class<?> type) {
        requireFactory();
        try {
            return (Constructor<?>) method.invoke(type);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("cannot look into " + type.getName(), e);
        }
    }
}
