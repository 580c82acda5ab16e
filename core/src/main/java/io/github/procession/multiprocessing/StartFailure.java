package io.github.procession.multiprocessing;

import io.github.procession.ipc.jvm.UnavailableClassException;

/** Failure of a child to begin its task; the message is all that its user needs to see. */
final class StartFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private StartFailure(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * A class that cannot be loaded.
     *
     * @param missing the exception of the class loader
     * @param failure what it was thrown for, or itself
     */
    static StartFailure missingClass(ClassNotFoundException missing, Throwable failure) {
        ClassNotFoundException explained = UnavailableClassException.explained(missing);
        String name = explained instanceof UnavailableClassException e ? e.className() : missing.getMessage();
        String reason = explained instanceof UnavailableClassException e
                ? e.reason()
                : "the parent has no class file of it to send";
        return new StartFailure(
                "class " + name + " of the target or its arguments cannot be loaded in the child process: "
                        + "it is not on the class path (" + System.getProperty("java.class.path") + "), and " + reason,
                failure);
    }

    /** The failure to decode arguments, with the missing class as its reason if that is what it was. */
    static Throwable explain(Throwable failure) {
        int depth = 0;
        for (Throwable cause = failure; cause != null && depth < 20; cause = cause.getCause()) {
            if (cause instanceof ClassNotFoundException missing) { // the JVM's own errors have it as their cause
                return missingClass(missing, failure);
            }
            depth++;
        }
        return failure;
    }
}
