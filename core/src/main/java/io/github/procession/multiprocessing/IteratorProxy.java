package io.github.procession.multiprocessing;

import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * An iterator at a manager's server. A method of a registered type returns one if this is its return type.
 *
 * @param <T> type of the elements
 */
public interface IteratorProxy<T extends @Nullable Object> extends Iterator<T>, BaseProxy {}
