package io.github.procession.multiprocessing;

import io.github.procession.ipc.jvm.StartedChild;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** The event that the JDK's flight recorder gets for the life of a child process. */
@Name("io.github.procession.Process")
@Label("Process")
@Category("Procession")
@Description("The life of a child process, from its start to its end")
@StackTrace(false)
final class ProcessEvent extends Event {
    @Label("Process")
    String process;

    @Label("Process Id")
    long pid;

    @Label("Exit Code")
    @Description("Negative for a signal")
    int exitCode;

    /** Begins the event of a child that was just started, when a recording runs. */
    static void started(String name, StartedChild child) {
        ProcessEvent event = new ProcessEvent();
        if (event.isEnabled()) {
            event.begin();
            event.process = name;
            event.pid = child.pid();
            child.end().onComplete(() -> {
                event.end();
                event.exitCode = child.exitCode();
                event.commit();
            });
        }
    }
}
