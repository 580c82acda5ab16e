package io.github.procession.internal.pool;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** The event that the JDK's flight recorder gets for the life of a pool's worker process. */
@Name("io.github.procession.PoolWorker")
@Label("Pool Worker")
@Category("Procession")
@Description("The life of a pool's worker process, from its start to its end")
@StackTrace(false)
final class WorkerEvent extends Event {
    @Label("Worker")
    String worker;

    @Label("Worker Process")
    long pid;

    @Label("Tasks")
    long tasks;

    @Label("Exit Code")
    @Description("Negative for a signal")
    int exitCode;

    void ended(WorkerHandle handle, long finished, int code) {
        end();
        if (shouldCommit()) {
            worker = handle.name();
            pid = handle.pid();
            tasks = finished;
            exitCode = code;
            commit();
        }
    }
}
