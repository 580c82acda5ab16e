package io.github.procession.internal.pool;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/**
 * The event that the JDK's flight recorder gets for the start of a pool's worker process, until that can take tasks.
 */
@Name("io.github.procession.PoolWorkerStart")
@Label("Pool Worker Start")
@Category("Procession")
@Description("The time from the start of a pool's worker process until it can take tasks")
@StackTrace(false)
final class WorkerStartEvent extends Event {
    @Label("Worker")
    String worker;

    @Label("Worker Process")
    long pid;

    void ready(WorkerHandle handle) {
        end();
        if (shouldCommit()) {
            worker = handle.name();
            pid = handle.pid();
            commit();
        }
    }
}
