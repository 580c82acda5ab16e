package io.github.procession.concurrent;

import java.io.Serializable;

/**
 * A function of no arguments that returns nothing, may throw anything, and can be sent to another process: what a lambda
 * expression without a value becomes when it is given to an executor. It is a {@link Runnable}, so that it stands before
 * Java's own {@code submit(Runnable)}, whose lambda expressions could not be sent.
 */
@FunctionalInterface
public interface Task extends Runnable, Serializable {
    /**
     * Does the work.
     *
     * @throws Exception whatever the work throws
     */
    void execute() throws Exception;

    /**
     * Does the work for one who expects a {@link Runnable}.
     *
     * @throws IllegalStateException if the work throws a checked exception, which is the cause
     */
    @Override
    default void run() {
        try {
            execute();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
