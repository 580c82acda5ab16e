package io.github.procession.function;

import java.io.Serializable;

/**
 * A function of no arguments that returns nothing and that can be sent to another process.
 *
 * <p>Being {@link Serializable}, a lambda expression or method reference given where this type is expected needs no cast
 * to travel; what it captures must be able to travel too.
 */
@FunctionalInterface
public interface Action0 extends Serializable {
    /**
     * Runs the function.
     *
     * @throws Exception whatever the function throws
     */
    void run() throws Exception;
}
