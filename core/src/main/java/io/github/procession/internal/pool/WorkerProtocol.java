package io.github.procession.internal.pool;

import io.github.procession.internal.call.CallForm;

/**
 * Protocol between a pool and its workers. Each direction keeps its order, so messages name no tasks: a worker
 * answers the tasks that it has claimed one after the other.
 *
 * <p><b>Pool to worker.</b> Each record is one task, an {@code Object[]}: number of the function, {@link CallForm}, the
 * encoded function if this worker has not had it yet, numbers of functions to forget, then the inputs. Records are
 * numbered from 1 on both sides by counting them. The end of the link means that there will be no more.
 *
 * <p><b>Claims.</b> One shared {@code long} holds the number of the last record that was claimed. Before a worker looks
 * into a record it moves the word to that record's number; a pool takes back everything behind the running task by
 * moving the word to the last number that it has sent. Both use compare-and-set, so each record is either run or taken
 * back, and after a worker's death the word tells which one ran.
 *
 * <p><b>Worker to pool.</b> {@link #READY} first. Then, for each task, an {@code Object[]} of values, or one primitive
 * array that is the only value, or {@link #FAILED} and then a {@code Throwable} for the failure. {@link #RETIRING} before a
 * worker ends by itself. So the pool knows what a message means before it decodes it, which runs code of users: the numbers
 * here are the only ints. In place of {@link #READY} comes what the initializer has thrown.
 */
public final class WorkerProtocol {
    public static final Integer READY = 1;
    public static final Integer RETIRING = 2;
    public static final Integer FAILED = 3;

    public static final int FUNCTION_ID = 0;
    public static final int FORM = 1;
    public static final int FUNCTION_BYTES = 2;
    public static final int FORGET = 3;
    public static final int FIRST_INPUT = 4;

    private WorkerProtocol() {}
}
