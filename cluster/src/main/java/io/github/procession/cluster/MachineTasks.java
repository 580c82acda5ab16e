package io.github.procession.cluster;

import org.jspecify.annotations.Nullable;

/**
 * The tasks of one pool on this machine, whatever runs them. Methods other than {@link #run} are called in any order.
 */
interface MachineTasks {
    /** Receiver of the ends of tasks. */
    interface Ends {
        /** How: as {@link Outcomes} says; null for nothing to say. */
        void ended(MachineTasks tasks, String id, @Nullable String how, byte[] outcome);
    }

    /** Name of the pool. */
    String name();

    /** Has a child do a task; whatever becomes of it is told. */
    void run(String id, byte[] payload);

    /** Gives a task up that is not wanted any more. */
    void cancel(String id);

    /** Sends a signal to a process. */
    void signal(String id, int signal);

    /** Sends a signal to all children, and runs nothing more. */
    void stop(int signal);

    /** Whether it runs nothing more, as its children do not start. */
    boolean gaveUp();

    /** End of a task that is killed as this worker ends. */
    Outcomes.End whenKilled();

    boolean isIdleSince(long nanos);

    /** Kills its children. */
    void end();
}
