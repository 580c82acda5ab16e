package io.github.procession.function;

/**
 * Question without arguments, which {@code awaitFor} of a condition asks in the calling thread. What it throws,
 * {@code awaitFor} throws: for a lambda expression that throws no checked exception the compiler takes
 * {@link RuntimeException}, and no {@code throws} clause is needed.
 *
 * @param <X> type of the checked exception that it may throw
 */
@FunctionalInterface
public interface Predicate0<X extends Exception> {
    /**
     * Asks the question.
     *
     * @return whether what is waited for is so
     * @throws X what the question throws
     */
    boolean test() throws X;
}
