package io.github.procession.ipc.codec;

/** Where classes that a message names are looked up. */
final class ClassLoaders {
    private static final ClassLoader OWN = ClassLoaders.class.getClassLoader();

    private ClassLoaders() {}

    /** The context class loader of this thread, else the one of this library. */
    static ClassLoader current() {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        return loader != null ? loader : OWN;
    }

    /** A class by its binary name, not initialized: from the given loader, else from the one of this library. */
    static Class<?> find(String name, ClassLoader loader) throws ClassNotFoundException {
        try {
            return Class.forName(name, false, loader);
        } catch (ClassNotFoundException e) {
            if (loader == OWN) {
                throw e;
            }
            try {
                return Class.forName(name, false, OWN);
            } catch (ClassNotFoundException e2) {
                e.addSuppressed(e2);
                throw e;
            }
        }
    }
}
