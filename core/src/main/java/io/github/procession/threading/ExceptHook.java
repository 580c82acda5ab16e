package io.github.procession.threading;

/** Handler of the exceptions that threads do not catch: Python's {@code threading.excepthook}. */
@FunctionalInterface
public interface ExceptHook {
    /**
     * Handles an uncaught exception, in the thread that ends by it.
     *
     * @param args what happened
     * @throws Exception anything: it is reported as the hook's own failure
     */
    void handle(ExceptHookArgs args) throws Exception;
}
