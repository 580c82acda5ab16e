package io.github.procession.cluster;

import io.github.procession.ipc.memory.Elsewhere;
import io.github.procession.ipc.memory.ExitSequence;
import io.github.procession.ipc.report.LibraryLogger;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** The cluster of a program that does not connect by itself: its address is a system property or an environment variable. */
final class ProgramCluster {
    private static final Logger LOG = LibraryLogger.of(Cluster.class);
    private static final String PROPERTY = "procession.cluster";
    static final String VARIABLE = "PROCESSION_CLUSTER";

    /** After the children of this program have ended. */
    private static final int EXIT_STAGE = 12;

    private static final String LOCAL = "local";

    private static @Nullable Cluster cluster; // guarded by the class, as is the next
    private static boolean hooked;

    private ProgramCluster() {}

    private static synchronized void end() {
        if (cluster != null) {
            cluster.close();
        }
    }

    /** For tests: one that is connected already, or null for none. */
    static synchronized void use(@Nullable Cluster connected) {
        cluster = connected;
    }

    /** Lets those who look at the processes of this program know where else to look. */
    private static void note(String address) {
        try {
            Elsewhere.note("on the cluster " + address + ": java -jar procession-cluster.jar status " + address);
        } catch (IOException | RuntimeException e) { // a machine without shared memory does for such a program
            LOG.debug("tools will not see that this program is on a cluster", e);
        }
    }

    private static Cluster connect(String address) {
        try {
            return Cluster.connect(address);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(PROPERTY + ": " + e.getMessage(), e);
        }
    }

    static synchronized Cluster get() {
        if (ChildLine.isChild()) {
            throw new IllegalStateException("processes and pools on other machines are started by the program of a"
                    + " cluster, not by its tasks and processes: start this one by getContext(\"spawn\")");
        }
        if (cluster == null || cluster.session().lost() != null) {
            String address = System.getProperty(PROPERTY, System.getenv(VARIABLE));
            if (address == null) {
                throw new IllegalStateException("the start method cluster needs an address: set the system property "
                        + PROPERTY + " or the environment variable " + VARIABLE
                        + " to redis://host/name, or to local for a first try");
            }
            cluster = address.equals(LOCAL) ? Cluster.local() : connect(address);
            cluster.endsLater(); // processes that are no daemons are awaited before
            if (!hooked) {
                ExitSequence.add(EXIT_STAGE, ProgramCluster::end);
                hooked = true;
            }
            if (!address.equals(LOCAL)) {
                note(cluster.session().server().address().toString());
            }
        }
        return cluster;
    }
}
