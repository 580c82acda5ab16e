package io.github.procession.serialization;

import java.util.List;
import java.util.Optional;

/**
 * Prediction of what becomes of a value on its way to another process: the result of a dry run, for tests and for questions.
 *
 * <pre>{@code
 * Explanation explanation = Multiprocessing.explain(order);
 * assertTrue(explanation.isSendable(), explanation::toString);
 * }</pre>
 *
 * @param parts the objects inside the value, one entry for each class and way, in the order in which they are met; strings
 *     are among them, boxed numbers and enum constants are not; up to the refused object if there is one
 * @param refusal where the value cannot be sent and why, as the message of a {@link NotSendableException}; empty if it can
 * @param warnings what may surprise in the copy, such as transient fields that are null there
 */
public record Explanation(List<Part> parts, Optional<String> refusal, List<String> warnings) {
    /** Way in which an object travels. */
    public enum Way {
        /** A copy, by its fields or by what makes it up. */
        VALUE("as a copy"),
        /** A lambda or method reference: by the name of its code and what it captured. */
        FUNCTION("as the name of its code, with what it captured"),
        /** By the methods that its class has for Java's serialization, such as {@code writeObject}. */
        SERIALIZATION_HOOKS("by its class's methods for Java's serialization"),
        /** By an {@link ObjectSerializer}. */
        OBJECT_SERIALIZER("by an ObjectSerializer"),
        /** By its address in shared memory: the receiver has the same object. */
        SHARED_HANDLE("as the same object in shared memory"),
        /** The value of the same static field. */
        IDENTITY_MARK("as the value of the same static field"),
        /** An object of another class: what {@code writeReplace} gives, or a collection in place of a view. */
        SUBSTITUTED("as an object of another class");

        private final String text;

        Way(String text) {
            this.text = text;
        }
    }

    /**
     * Objects of one class that travel in one way.
     *
     * @param className name of the class
     * @param way how they travel
     * @param count how many there are; an object that is met again counts once
     * @param path where the first one is, such as {@code order.customer.name}; empty for the value itself
     */
    public record Part(String className, Way way, int count, String path) {
        @Override
        public String toString() {
            return className + " " + way.text
                    + (count == 1 ? "" : ", " + count + " of them")
                    + (path.isEmpty() ? "" : (count == 1 ? ", at " : ", the first at ") + path);
        }
    }

    /** Copies the lists. */
    public Explanation {
        parts = List.copyOf(parts);
        warnings = List.copyOf(warnings);
    }

    /**
     * Whether the value can be sent.
     *
     * @return true if there is no refusal
     */
    public boolean isSendable() {
        return refusal.isEmpty();
    }

    /**
     * Way in which objects of a class travel.
     *
     * @param type the class
     * @return the way of the first one that was met; empty if there is none
     */
    public Optional<Way> way(Class<?> type) {
        return parts.stream()
                .filter(part -> part.className.equals(type.getName()))
                .map(Part::way)
                .findFirst();
    }

    /**
     * All of it, a line for each part, then the warnings and the refusal.
     *
     * @return several lines
     */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        parts.forEach(part -> text.append(part).append('\n'));
        warnings.forEach(warning -> text.append("warning: ").append(warning).append('\n'));
        return text.append(refusal.map(reason -> "refused: " + reason).orElse("can be sent"))
                .toString();
    }
}
