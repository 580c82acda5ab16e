package io.github.procession.multiprocessing;

import io.github.procession.function.SerializableUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Named values of a manager: Python's {@code manager.Namespace()}, whose {@code n.x = 1} is {@code n.set("x", 1)} here.
 *
 * <p>What is read is a copy, and collections in it refuse to be changed. The text form is Python's, sorted by name and without
 * names that begin with an underscore.
 */
@Guarded
public interface NamespaceProxy extends BaseProxy {
    /**
     * The value of a name: Python's {@code n.name}.
     *
     * @param name the name
     * @param <T> what the caller expects
     * @return a copy of the value, possibly null
     * @throws java.util.NoSuchElementException if there is no such name (Python: {@code AttributeError})
     */
    <T extends @Nullable Object> T get(String name);

    /**
     * Sets the value of a name: Python's {@code n.name = value}.
     *
     * @param name the name
     * @param value the value, possibly null
     */
    void set(String name, @Nullable Object value);

    /**
     * Removes a name: Python's {@code del n.name}.
     *
     * @param name the name
     * @throws java.util.NoSuchElementException if there is no such name (Python: {@code AttributeError})
     */
    void delete(String name);

    /**
     * Computes a value of the one that is there, at the server.
     *
     * @param name the name
     * @param function gets the present value
     * @param <T> type of the value
     * @return the new value
     * @throws java.util.NoSuchElementException if there is no such name
     */
    <T> T update(String name, SerializableUnaryOperator<T> function);
}
