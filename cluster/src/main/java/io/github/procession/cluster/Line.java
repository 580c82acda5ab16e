package io.github.procession.cluster;

/** The way of a session's calls to the server. */
interface Line {
    /** Has the server do it and returns the reply; an interrupt is kept for later. */
    Object call(Request request);

    /**
     * Says that an item is done.
     *
     * @return false if the caller is to do so
     */
    default boolean acknowledge(String queue, String item) {
        return false;
    }

    /** Ends the way; a call may make it again. */
    void disconnect();
}
