package io.github.procession.multiprocessing;

/**
 * Methods that all proxies of the library's own types have: Python's {@code multiprocessing.managers.BaseProxy}. An interface of yours
 * may extend it. A method of a registered type whose return type extends it gives a proxy of what it returns, as Python's
 * {@code method_to_typeid} says.
 *
 * <p>Abstract methods of a proxy's interface run at the server; default methods run where they are called. Proxies may be sent
 * anywhere, also to other managers' objects. They are equal if they stand for the same object; those of maps, lists and sets
 * are equal to any with the same content, as their interfaces say. Their text is that of the object.
 */
public interface BaseProxy {
    /**
     * A copy of the object: Python's {@code _getvalue()}. Collections in it cannot be changed.
     *
     * @param <T> what the caller expects
     * @return the copy
     * @throws ManagerException if the server is lost
     */
    default <T> T getValue() {
        return ProxiedObject.copy(this);
    }
}
