package io.github.procession.ipc.codec;

/**
 * Source of classes that neither the context class loader of a thread nor the library's own has; a service, so
 * that it is not loaded before such a class is met.
 */
public interface ClassSource {
    /**
     * Finds a class, without initializing it.
     *
     * @param name its binary name
     * @return the class
     * @throws ClassNotFoundException when there is none
     */
    Class<?> find(String name) throws ClassNotFoundException;

    /**
     * Notes that an object of a class goes out to another process, which may not have the class.
     *
     * @param loader the class loader that has it, not the one of the library
     */
    void classGoesOut(ClassLoader loader);

    /**
     * Whether another process could be given a class, because its class loader can give the class file.
     *
     * @param type the class, not of the library's class loader
     * @return false for a class that was made in memory
     */
    boolean hasClassFile(Class<?> type);
}
