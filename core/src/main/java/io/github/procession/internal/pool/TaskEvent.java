package io.github.procession.internal.pool;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import org.jspecify.annotations.Nullable;

/**
 * The event that the JDK's flight recorder gets for a task of a pool: from when a worker has it to its end. Tasks of
 * less than a millisecond are left out unless a recording asks for them.
 */
@Name("io.github.procession.PoolTask")
@Label("Pool Task")
@Category("Procession")
@Description("A task of a pool, from when a worker has it to its end")
@StackTrace(false)
@Threshold("1 ms")
final class TaskEvent extends Event {
    @Label("Worker")
    String worker;

    @Label("Worker Process")
    long pid;

    @Label("Calls")
    @Description("How many calls of the function the task has")
    int calls;

    @Label("Outcome")
    @Description("done, failed, lost or dropped")
    String outcome;

    /** An event that has begun, or null when no recording runs. */
    static @Nullable TaskEvent started() {
        TaskEvent event = new TaskEvent();
        if (!event.isEnabled()) {
            return null;
        }
        event.begin();
        return event;
    }

    void ended(String worker, long pid, int calls, String outcome) {
        end();
        if (shouldCommit()) {
            this.worker = worker;
            this.pid = pid;
            this.calls = calls;
            this.outcome = outcome;
            commit();
        }
    }
}
