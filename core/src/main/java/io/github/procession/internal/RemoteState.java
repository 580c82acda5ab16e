package io.github.procession.internal;

/** The number that the text of a lock or condition shows, of one that is kept outside of this machine. */
public interface RemoteState {
    /** State of a lock that nobody holds. */
    int FREE = 0;

    /** State of a lock that another thread of this process holds. */
    int OF_ANOTHER_THREAD = -1;

    /** State of a lock that another process holds. */
    int OF_ANOTHER_PROCESS = -2;

    /**
     * Reads the state.
     *
     * @return of a condition how many wait for it; of a lock how often the calling thread holds it, or one of the constants
     */
    int state();
}
