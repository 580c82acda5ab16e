package io.github.procession.concurrent;

/** The condition under which {@link Futures#wait} returns: Python's argument {@code return_when}. */
public enum ReturnWhen {
    /** Until one future has ended or was cancelled. */
    FIRST_COMPLETED,
    /** Until one future has failed, or all have ended. One that was cancelled has not failed. */
    FIRST_EXCEPTION,
    /** Until all futures have ended or were cancelled. */
    ALL_COMPLETED
}
