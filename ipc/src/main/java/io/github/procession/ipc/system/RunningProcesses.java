package io.github.procession.ipc.system;

import java.util.Optional;

/** The processes that run, as the JDK tells of them: the answer for systems that have no folder of processes. */
public final class RunningProcesses {
    private RunningProcesses() {}

    /**
     * A process that runs. A zombie, which has ended and waits for its parent to take notice of that, does not run, and for the JDK
     * it is alive.
     *
     * @param pid its number
     * @return empty if there is none
     */
    public static Optional<ProcessHandle> find(long pid) {
        return ProcessHandle.of(pid).filter(process -> process.isAlive() && !isZombie(process.info()));
    }

    /** The system has freed the memory of a zombie, and with it the command line, which it tells of all others of this user. */
    private static boolean isZombie(ProcessHandle.Info info) {
        return isSilent(info) && info.user().equals(Own.INFO.user()) && !isSilent(Own.INFO);
    }

    private static boolean isSilent(ProcessHandle.Info info) {
        return info.command().isEmpty()
                && info.commandLine().isEmpty()
                && info.arguments().isEmpty();
    }

    /** Holder of what the system tells of this process, which is asked for only where a process may be a zombie. */
    private static final class Own {
        static final ProcessHandle.Info INFO = ProcessHandle.current().info();
    }
}
