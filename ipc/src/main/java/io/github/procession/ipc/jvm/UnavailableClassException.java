package io.github.procession.ipc.jvm;

import org.jspecify.annotations.Nullable;

/** Failure to load a class that the parent process has: its class file does not come from there. */
public final class UnavailableClassException extends ClassNotFoundException {
    private static final long serialVersionUID = 1L;

    /** Name of the class. */
    private final String className;

    /** Reason, without the name of the class. */
    private final String reason;

    UnavailableClassException(String className, String reason, @Nullable Throwable cause) {
        super(className + ": " + reason, cause);
        this.className = className;
        this.reason = reason;
    }

    /**
     * The class that is missing.
     *
     * @return its name, with dots
     */
    public String className() {
        return className;
    }

    /**
     * The reason.
     *
     * @return words that go on after the name of the class
     */
    public String reason() {
        return reason;
    }
}
