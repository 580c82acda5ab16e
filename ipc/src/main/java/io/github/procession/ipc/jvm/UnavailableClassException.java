package io.github.procession.ipc.jvm;

import java.io.File;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Failure to load a class that the parent process has, with the reason why there is no class file of it here. */
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
     * Looks for the reason why a class is not on the class path.
     *
     * @param missing what the class loader has thrown
     * @return an exception that names the files of the class path that are not there, as when a build has deleted a jar, or the same
     *     one if all are there or the reason is known
     */
    public static ClassNotFoundException explained(ClassNotFoundException missing) {
        if (missing instanceof UnavailableClassException) {
            return missing;
        }
        String[] entries = System.getProperty("java.class.path", "").split(File.pathSeparator);
        String[] gone = Arrays.stream(entries)
                .filter(entry -> !entry.isEmpty() && !new File(entry).exists())
                .toArray(String[]::new);
        return gone.length == 0
                ? missing
                : new UnavailableClassException(
                        missing.getMessage(),
                        "the class path names files that are not there: " + String.join(", ", gone),
                        missing);
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
