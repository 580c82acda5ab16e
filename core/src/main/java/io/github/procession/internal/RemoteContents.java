package io.github.procession.internal;

import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a map or a list of a manager holds, outside of this machine. Each call is done in one step, after a thread that has
 * locked it, if there is one; reads do not wait for that. Values that are read are copies.
 */
public interface RemoteContents {
    /** Waits until no other thread of any process has it locked, and locks it; one may do so again. */
    void lock();

    /** Ends a lock. If its holder dies the lock ends, too. */
    void unlock();

    /** Removes all. */
    void clear();

    /**
     * Counts.
     *
     * @return how many entries or elements there are
     */
    int size();

    /** Entries in the order in which their keys were put. */
    interface OfMap extends RemoteContents {
        /**
         * Reads the value of a key.
         *
         * @param key the key
         * @return the value alone in an array; null if there is no such key
         */
        Object @Nullable [] get(Object key);

        /**
         * Sets the value of a key.
         *
         * @param key the key
         * @param value its value
         * @param ifAbsent whether to do so only if there is no such key
         * @return the value before alone in an array; null if there was no such key
         */
        Object @Nullable [] put(Object key, Object value, boolean ifAbsent);

        /**
         * Removes a key.
         *
         * @param key the key
         * @return its value alone in an array; null if there was no such key
         */
        Object @Nullable [] remove(Object key);

        /**
         * Sets the values of keys.
         *
         * @param entries keys and values
         */
        void putAll(Map<?, ?> entries);

        /**
         * Sets all that there is.
         *
         * @param entries keys and values
         */
        void replaceAll(Map<?, ?> entries);

        /**
         * Reads all.
         *
         * @return a copy
         */
        Map<Object, Object> copy();
    }

    /** Elements in an order. */
    interface OfList extends RemoteContents {
        /**
         * Reads an element.
         *
         * @param index of the element, from 0 on, or -1 for the last one and so on
         * @return the element alone in an array; null if there is no such element
         */
        Object @Nullable [] get(int index);

        /**
         * Sets an element.
         *
         * @param index of the element, from 0 on, or -1 for the last one and so on
         * @param value the new element
         * @return the element before alone in an array; null if there is no such element
         */
        Object @Nullable [] set(int index, Object value);

        /**
         * Adds elements at the end.
         *
         * @param values the elements
         */
        void addAll(Collection<?> values);

        /**
         * Adds an element at the beginning.
         *
         * @param value the element
         */
        void addFirst(Object value);

        /**
         * Removes the first or last element.
         *
         * @param last whether the last one
         * @return the element alone in an array; null if there is none
         */
        Object @Nullable [] remove(boolean last);

        /**
         * Sets all that there is.
         *
         * @param values the elements
         */
        void replaceAll(Collection<?> values);

        /**
         * Reads all.
         *
         * @return a copy
         */
        Collection<Object> copy();
    }
}
