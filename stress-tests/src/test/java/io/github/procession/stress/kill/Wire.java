package io.github.procession.stress.kill;

import io.github.procession.ipc.sync.Deadline;

/** One way for numbered items from any process to any process. */
interface Wire {
    /** How many there are of them in a run: an unbounded queue, a bounded queue, and a channel or pipe. */
    int COUNT = 3;

    /** Items that the bounded queue holds. */
    int BOUND = 10;

    /** Items in the unbounded queue that are many. */
    int CROWD = 20_000;

    /** Sends an item, waiting while there is no room. */
    void send(long number, int size) throws Exception;

    /** Receives an item; its number, or -1 when the time is over. */
    long receive(Deadline deadline) throws Exception;

    /** Whether producers should hold on, since consumers are far behind. */
    boolean isCrowded();
}
