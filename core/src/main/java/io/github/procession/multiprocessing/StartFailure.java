package io.github.procession.multiprocessing;

/** Failure of a child to begin its task; the message is all that its user needs to see. */
final class StartFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private StartFailure(String message, Throwable cause) {
        super(message, cause);
    }

    /** From the message of an exception that begins with the name of a class and may go on with a reason. */
    static StartFailure missingClass(String message, Throwable cause) {
        int end = message.indexOf(": ");
        String name = end < 0 ? message : message.substring(0, end);
        String reason = end < 0 ? "the parent has no class file of it to send" : message.substring(end + 2);
        return new StartFailure(
                "class " + name.replace('/', '.')
                        + " of the target or its arguments cannot be loaded in the child process: "
                        + "it is not on the class path (" + System.getProperty("java.class.path") + "), and " + reason,
                cause);
    }

    /** The failure to decode arguments, with the missing class as its reason if that is what it was. */
    static Throwable explain(Throwable failure) {
        int depth = 0;
        for (Throwable cause = failure; cause != null && depth < 20; cause = cause.getCause()) {
            if (cause instanceof ClassNotFoundException || cause instanceof NoClassDefFoundError) {
                return missingClass(String.valueOf(cause.getMessage()), failure);
            }
            depth++;
        }
        return failure;
    }
}
