package io.github.procession.cluster;

/** The line over which a session's calls reach the server: a connection of its own, or one through a worker. */
interface Line {
    /** Has the server do it and returns the reply; an interrupt is kept for later. */
    Object call(Request request);

    /**
     * Marks an item as done.
     *
     * @return false if the caller is to do so
     */
    default boolean acknowledge(String queue, String item) {
        return false;
    }

    /** Ends the way; a call may make it again. */
    void disconnect();
}
