package io.github.procession.ipc.codec;

/** Access of this library to the private members of classes. */
final class Access {
    private static final Module OWN = Access.class.getModule();

    private Access() {}

    /** Whether the module of a class keeps its private members from us, as all modules of the JDK do. */
    static boolean isClosed(Class<?> type) {
        Module module = type.getModule();
        return module.isNamed() && !module.isOpen(type.getPackageName(), OWN);
    }
}
