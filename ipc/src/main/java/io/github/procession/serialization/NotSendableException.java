package io.github.procession.serialization;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Refusal of a value where it is sent, because it or something it holds cannot be sent to another process. Nothing has
 * been sent.
 *
 * <p>The message begins with the path from the value to the part that cannot travel, as in
 * {@code order.customer.socket: java.net.Socket cannot be sent to another process: it is an open stream, channel or socket;
 * send the data or the path instead}. {@link #path} and {@link #reason} give the two halves of it.
 */
public final class NotSendableException extends IllegalArgumentException {
    private static final long serialVersionUID = 2L;

    /** Steps of the path. */
    private final ArrayList<String> path;
    /** Reason that the message gives behind the path. */
    private final String reason;

    /** Index of the element of the sent array that leads to the part; -1 for none. */
    private final int element;

    /**
     * Creates the exception.
     *
     * @param reason what cannot be sent, why, and what to do instead
     */
    public NotSendableException(String reason) {
        this(List.of(), -1, reason, null);
    }

    /**
     * Creates the exception with the failure that revealed it.
     *
     * @param reason what cannot be sent, why, and what to do instead
     * @param cause the failure, such as an exception of the value's own {@code writeObject}
     */
    public NotSendableException(String reason, Throwable cause) {
        this(List.of(), -1, reason, cause);
    }

    /**
     * Creates the exception for a part of a value.
     *
     * @param path the steps to the part, see {@link #path}
     * @param element index of the element that the first step leads to, if the value is an array; else -1
     * @param reason what cannot be sent, why, and what to do instead
     * @param cause the failure that revealed it, or null
     */
    public NotSendableException(List<String> path, int element, String reason, @Nullable Throwable cause) {
        super(path.isEmpty() ? reason : text(path) + ": " + reason, cause);
        this.path = new ArrayList<>(path);
        this.element = element;
        this.reason = reason;
    }

    /**
     * Path from the value to the part that cannot be sent, in steps such as {@code .customer}, {@code [3]}, or
     * {@code captured argument 1 of lambda in Shop.main}. In the first step the value has the name of its class, as in
     * {@code order.customer}. Long paths are shortened in the middle.
     *
     * @return the steps; none if it is the value itself
     */
    public List<String> path() {
        return List.copyOf(path);
    }

    /**
     * The message without the path.
     *
     * @return what cannot be sent, why, and what to do instead
     */
    public String reason() {
        return reason;
    }

    /**
     * Index of the array's element that cannot be sent, or that leads there.
     *
     * @return its index; -1 if the value is no array of objects
     */
    public int element() {
        return element;
    }

    /**
     * The same refusal, in the words of the code that put the value together: its first step gets another name.
     *
     * @param place stands for the first step, such as {@code argument 2 of Shop.order}
     * @return an exception that differs only in its path
     */
    public NotSendableException from(String place) {
        List<String> named = new ArrayList<>(path);
        if (named.isEmpty()) {
            named.add(place);
        } else {
            named.set(0, place);
        }
        NotSendableException copy = new NotSendableException(named, element, reason, getCause());
        copy.setStackTrace(getStackTrace());
        return copy;
    }

    /**
     * The steps of a path as one text, as they stand in the message: those that are expressions follow each other without a
     * break, others are set off.
     *
     * @param path the steps, see {@link #path}
     * @return the text, empty for no steps
     */
    public static String text(List<String> path) {
        StringBuilder text = new StringBuilder();
        boolean behindPhrase = false;
        for (String step : path) {
            boolean isPhrase = step.indexOf(' ') >= 0 && !isAccess(step);
            if (text.isEmpty()) {
                text.append(step);
            } else if (!isAccess(step)) {
                text.append(" > ").append(step);
            } else if (behindPhrase) {
                text.append(", ").append(step.startsWith(".") ? step.substring(1) : step);
            } else {
                text.append(step);
            }
            behindPhrase = isPhrase;
        }
        return text.toString();
    }

    private static boolean isAccess(String step) {
        return step.startsWith(".") || step.startsWith("[");
    }
}
