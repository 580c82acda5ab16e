package io.github.procession.internal.pool;

/** Maker of the exceptions for what can happen to any pool, and to one whose workers are on other machines. */
public interface RemoteFailures extends PoolFailures {
    /**
     * A machine that had a task is lost, and what became of the task is not known.
     *
     * @param machine its name and what is known of it
     */
    RuntimeException machineLost(String machine);

    /**
     * A machine has ended the worker of a task, as it was told to, and no more is known of its end.
     *
     * @param machine its name
     * @param signal what was sent
     */
    RuntimeException workerStopped(String machine, int signal);

    /** Whether a task failed as the worker or the machine that ran it is lost. */
    boolean isLoss(Throwable reason);

    /**
     * The result of a task could not be sent.
     *
     * @param reason why
     * @param result what it was, as text
     */
    RuntimeException notEncoded(Throwable reason, String result);
}
