package io.github.procession.ipc.log;

import io.github.procession.ipc.memory.Session;
import java.io.IOException;
import java.util.List;

/**
 * The switch by which children log here instead of with a backend of their own. What a child of a child logs goes the same way: to the
 * process that began it.
 */
public final class LogForwarding {
    private static final String SWITCH = "procession.logForwarding";

    /** In a child that sends what it logs: where to. A child gets it as a system property. */
    public static final String ADDRESS = "procession.logAddress";

    private static final String PROVIDER = "slf4j.provider";
    private static final String VERBOSITY = "slf4j.internal.verbosity";

    private static volatile boolean on = Boolean.getBoolean(SWITCH) || System.getProperty(ADDRESS) != null;
    private static volatile LogServer server;

    private LogForwarding() {}

    /**
     * Turns it on or off for children that are started from now on.
     *
     * @param newOn whether they log here
     */
    public static void set(boolean newOn) {
        on = newOn;
    }

    /**
     * The options that make a child do it.
     *
     * @return JVM options; none when it is off
     * @throws IOException when there can be no socket
     */
    public static List<String> options() throws IOException {
        if (!on) {
            return List.of();
        }
        String address = System.getProperty(ADDRESS);
        return List.of(
                option(PROVIDER, ForwardingProvider.class.getName()),
                // else slf4j prints in each child that it has been told which provider to use
                option(VERBOSITY, System.getProperty(VERBOSITY, "WARN")),
                option(ADDRESS, address != null ? address : server().address()));
    }

    private static String option(String property, String value) {
        return "-D" + property + "=" + value;
    }

    /**
     * Whether an option of this JVM is one of those, which its children get only if they are to log here too.
     *
     * @param option of the command line
     * @return true for the choice of the provider; others begin with {@code -Dprocession.log}
     */
    public static boolean isOwn(String option) {
        return option.equals(option(PROVIDER, ForwardingProvider.class.getName()));
    }

    private static LogServer server() throws IOException {
        synchronized (LogForwarding.class) {
            if (server == null) {
                server = LogServer.open(Session.current().directory());
            }
            return server;
        }
    }

    /**
     * Comes back when all that a process has logged before its end has been logged here, or the backend here is stuck.
     *
     * @param pid of a process that has ended
     */
    public static void awaitLog(long pid) {
        LogServer open = server;
        if (open != null) {
            open.awaitEnd(pid);
        }
    }

    /**
     * Sets the name of this process where its events are logged.
     *
     * @param name from now on
     */
    public static void setProcessName(String name) {
        LogClient.get().setProcessName(name);
    }
}
