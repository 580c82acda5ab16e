package io.github.procession.multiprocessing;

import java.io.Serializable;
import java.util.Map;

/**
 * A type of a manager's objects.
 *
 * @param factory makes one; null if only the server has it
 * @param type the interface of its proxies
 */
record Registration(Factory factory, Class<?> type) implements Serializable {
    /** Types by name that a server's process looks up, so that they need not travel. */
    @FunctionalInterface
    interface Table extends Serializable {
        Map<String, Registration> types();
    }

    /** Maker of an object from the arguments that a client gave. */
    @FunctionalInterface
    interface Factory extends Serializable {
        Object make(Object[] args) throws Exception;
    }

    /** Throws unless a client gave as many arguments as the factory takes. */
    static void requireCount(String typeid, int taken, int given) {
        if (given != taken) {
            throw new IllegalArgumentException("typeid=" + typeid + " is made with " + taken
                    + (taken == 1 ? " argument" : " arguments") + ", not with " + given);
        }
    }
}
