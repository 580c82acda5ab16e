package io.github.procession.concurrent;

import java.util.Set;

/**
 * Result of {@link Futures#wait}: Python's {@code DoneAndNotDoneFutures}. The sets are of the caller's order, and cannot
 * be changed.
 *
 * @param done futures that have ended or were cancelled
 * @param notDone the others
 * @param <F> type of the futures
 */
public record DoneAndNotDone<F extends Future<?>>(Set<F> done, Set<F> notDone) {}
