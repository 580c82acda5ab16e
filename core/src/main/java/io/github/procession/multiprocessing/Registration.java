package io.github.procession.multiprocessing;

import java.io.Serializable;

/**
 * A type of a manager's objects.
 *
 * @param factory makes one; null if only the server has it
 * @param type the interface of its proxies
 */
record Registration(Factory factory, Class<?> type) implements Serializable {
    /** Makes an object of the arguments that a client gave. */
    @FunctionalInterface
    interface Factory extends Serializable {
        Object make(Object[] args) throws Exception;
    }
}
