package io.github.procession.ipc.codec;

import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** Lookup of the classes that a message names. */
final class ClassLoaders {
    private static final ClassLoader OWN = ClassLoaders.class.getClassLoader();

    /** Why an object or lambda of a class without a class file is refused. */
    static String madeInMemory(Class<?> type) {
        return "its class was made in memory, and its class loader "
                + type.getClassLoader().getClass().getName()
                + " gives no class file for it in getResourceAsStream, so no other process can find it; send an object"
                + " of an ordinary class instead, or give it a writeReplace method that returns one";
    }

    /** Why a message that names a class cannot be read here. */
    static String missing(String name, ClassNotFoundException reason) {
        String text = String.valueOf(reason.getMessage());
        return "there is no class " + name + " in this process"
                + (text.startsWith(name) ? text.substring(name.length()) : ": " + text);
    }

    /** For most classes nothing is done but this look at a class loader, so it is done once for each of the others. */
    private static final ClassValue<Boolean> GONE_OUT = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            Source.INSTANCE.classGoesOut(type.getClassLoader());
            return true;
        }
    };

    private static final ClassValue<Boolean> HAS_FILE = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            ClassLoader loader = type.getClassLoader();
            if (loader == null || loader == ClassLoader.getPlatformClassLoader()) {
                return true;
            }
            return loader == OWN
                    ? loader.getResource(type.getName().replace('.', '/') + ".class") != null
                    : Source.INSTANCE.hasClassFile(type);
        }
    };

    /** Holder of the source of classes, loaded with the first class that is found nowhere else. */
    private static final class Source {
        static final ClassSource INSTANCE =
                ServiceLoader.load(ClassSource.class, OWN).findFirst().orElseThrow();
    }

    private ClassLoaders() {}

    /** The context class loader of this thread, else the one of this library. */
    static ClassLoader current() {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        return loader != null ? loader : OWN;
    }

    /**
     * A class by its binary name, not initialized: from the given loader, else from the one of this library, else from
     * where such a class has come from before.
     */
    static Class<?> find(String name, ClassLoader loader) throws ClassNotFoundException {
        checkAllowed(name, loader);
        Class<?> found = findLasting(name, loader);
        return found != null ? found : Source.INSTANCE.find(name);
    }

    /** A class that the name stands for as long as the loader lives; null when neither of the two loaders has it. */
    static @Nullable Class<?> findLasting(String name, ClassLoader loader) {
        checkAllowed(name, loader);
        try {
            return Class.forName(name, false, loader);
        } catch (ClassNotFoundException _) {
            if (loader == OWN) {
                return null;
            }
        }
        try {
            return Class.forName(name, false, OWN);
        } catch (ClassNotFoundException _) {
            return null;
        }
    }

    private static void checkAllowed(String name, ClassLoader loader) {
        if (loader instanceof AllowedClasses allowed) {
            allowed.check(name);
        }
    }

    /** To be called when a message names a class. */
    static void classGoesOut(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        if (loader != OWN && loader != null) {
            GONE_OUT.get(type);
        }
    }

    /** Whether other processes can find a class or, of a lambda's class, the one around it. */
    static boolean hasClassFile(Class<?> type) {
        Class<?> element = type;
        while (element.isArray()) {
            element = element.getComponentType();
        }
        return element.isPrimitive() || HAS_FILE.get(element.isHidden() ? element.getNestHost() : element);
    }
}
