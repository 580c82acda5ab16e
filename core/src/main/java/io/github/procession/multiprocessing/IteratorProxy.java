package io.github.procession.multiprocessing;

import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * An iterator at a manager's server: what methods of registered types give whose return type it is.
 *
 * @param <T> type of the elements
 */
public interface IteratorProxy<T extends @Nullable Object> extends Iterator<T>, BaseProxy {}
