package io.github.procession.multiprocessing;

/**
 * A proxy of an object that was registered without an interface: all its public methods can be called by name, as with
 * Python's {@code AutoProxy}.
 */
public interface DynamicProxy extends BaseProxy {
    /**
     * Calls a public method: Python's {@code _callmethod(name, args)}.
     *
     * @param method its name
     * @param args its arguments
     * @param <T> what the caller expects
     * @return what it returns
     * @throws UnsupportedOperationException if there is no such method that takes these arguments
     * @throws Exception whatever the method throws
     */
    <T> T call(String method, Object... args) throws Exception;
}
