package io.github.procession.multiprocessing;

/** Object that {@code Multiprocessing.wait} can wait for among others: the end of a process, data in a connection. */
public interface Waitable {
    /**
     * Whether there is nothing left to wait for.
     *
     * @return true when it is ready at this moment
     */
    boolean isReady();
}
