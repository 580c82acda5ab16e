package io.github.procession.multiprocessing;

import io.github.procession.ipc.jvm.StartedChild;
import io.github.procession.ipc.system.ServiceLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The children of this JVM, and of the processes in its threads, that have been started and have not ended. */
final class RunningChildren {
    private record Entry(ThisProcess creator, Process process, boolean daemon) {}

    private static final Map<StartedChild, Entry> RUNNING = new ConcurrentHashMap<>();

    private RunningChildren() {}

    /** Adds a child that has just been started, until it ends. With no memory it waits for some: the child runs already. */
    static void add(StartedChild child, ThisProcess creator, Process process) {
        while (true) {
            try {
                RUNNING.put(child, new Entry(creator, process, process.isDaemon()));
                child.end().onComplete(() -> RUNNING.remove(child));
                return;
            } catch (OutOfMemoryError _) {
                ServiceLoop.pause();
            }
        }
    }

    /** The children of a process, in no order. */
    static List<Process> of(ThisProcess creator) {
        List<Process> running = new ArrayList<>();
        RUNNING.forEach((child, entry) -> {
            if (entry.creator == creator
                    && !child.end().isComplete()) { // an ended one leaves the map a moment after join()
                running.add(entry.process);
            }
        });
        return running;
    }

    /** Sends a signal to all children. */
    static void signalAll(Consumer<StartedChild> signal) {
        RUNNING.keySet().forEach(signal);
    }

    /** Sends a signal to the children of a process, or to its daemons among them. */
    static void signal(ThisProcess creator, boolean daemonsOnly, Consumer<StartedChild> signal) {
        RUNNING.forEach((child, entry) -> {
            if (entry.creator == creator && (entry.daemon || !daemonsOnly)) {
                signal.accept(child);
            }
        });
    }
}
