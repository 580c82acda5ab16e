package io.github.procession.internal.pool;

import java.util.Collection;
import java.util.List;
import java.util.Set;

/** The tasks of one pool on other machines: what its engine asks of them. All methods may be called by any thread. */
public interface RemoteTasks {
    /** Receiver of what becomes of tasks; a task that it does not know is ignored. Called by any thread. */
    interface Results {
        /**
         * Hands the telling of what became of a task over to the caller who waits for it, which spares a change of threads; does not wait.
         *
         * @param telling calls one of the other methods
         * @return false if no caller waits: any other thread shall do it
         */
        default boolean handOver(long id, Runnable telling) {
            return false;
        }

        /** A task has an outcome, as {@link RemoteCall#run} returns it. */
        void ended(long id, byte[] outcome);

        /** A task has none, as the machine that had it is lost. */
        void lost(long id, String machine);

        /** A task has none for another reason. */
        void failed(long id, Throwable reason);

        /** A process runs on a machine, under that process id there. */
        default void begun(long id, long pid) {}

        /** The program has closed the way to the machines: there are no more outcomes, and nothing is wrong. */
        void closed();

        /** There are no more outcomes. */
        void broken(Throwable reason);
    }

    /** Hands tasks over; returns when they are safe there. */
    void submit(List<RemoteTask> tasks);

    /**
     * Takes tasks back.
     *
     * @param ids their numbers
     * @param begunToo whether those that a worker has begun are interrupted
     * @return numbers of the tasks for which there will be no outcome
     */
    Set<Long> withdraw(Collection<Long> ids, boolean begunToo);

    /**
     * Sends a signal to a process.
     *
     * @param id its number
     * @param signal number of the signal
     * @return false if no machine has begun it, and none will: there is no outcome. True if there is one, or will be
     */
    boolean signal(long id, int signal);

    /** Whether a machine has taken one of the tasks. */
    boolean hasBegun(Collection<Long> ids);

    /** State of the machines that have taken tasks of this pool. */
    List<WorkerState> states();

    /**
     * Has machines send a signal to the workers that have tasks of this pool. No task is handed out any more, and each that one of them has
     * ends with an outcome, or is {@linkplain Results#lost lost}.
     */
    void stopWorkers(int signal);

    /** Ends the pool; tasks that run are ended. */
    void end();
}
