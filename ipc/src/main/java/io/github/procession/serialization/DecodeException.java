package io.github.procession.serialization;

import java.util.ArrayList;
import java.util.List;

/**
 * Failure to rebuild a value where its message is received: a class is missing here, the value's own code for reading
 * failed, or the bytes are damaged. Later messages are not affected.
 */
public final class DecodeException extends IllegalStateException {
    private static final long serialVersionUID = 2L;

    /** Names of the classes. */
    private final ArrayList<String> path;

    /**
     * Creates the exception.
     *
     * @param message what could not be read
     */
    public DecodeException(String message) {
        this(message, null);
    }

    /**
     * Creates the exception with the failure behind it.
     *
     * @param message what could not be read
     * @param cause the failure
     */
    public DecodeException(String message, Throwable cause) {
        super(message, cause);
        path = new ArrayList<>();
    }

    /**
     * Creates the exception for a part of a value.
     *
     * @param path names of classes, see {@link #path}
     * @param reason what could not be read
     * @param cause the failure
     */
    public DecodeException(List<String> path, String reason, Throwable cause) {
        super(
                "cannot rebuild a received value: " + (path.isEmpty() ? "" : String.join(" > ", path) + ": ") + reason,
                cause);
        this.path = new ArrayList<>(path);
    }

    /**
     * Path to the failure: the class of the value, of an object that it holds, and so on to the object that could not be
     * read, or to the one that was read before the failure. Long paths are shortened in the middle.
     *
     * @return names of classes; none if the failure is not inside an object
     */
    public List<String> path() {
        return List.copyOf(path);
    }
}
