package io.github.procession.cluster;

/** The cluster of a program that does not connect by itself: its address is a system property or an environment variable. */
final class ProgramCluster {
    private static final String PROPERTY = "procession.cluster";
    static final String VARIABLE = "PROCESSION_CLUSTER";
    private static final String LOCAL = "local";

    private static Cluster cluster; // guarded by the class

    private ProgramCluster() {}

    static synchronized Cluster get() {
        if (cluster == null || cluster.session().lost() != null) {
            String address = System.getProperty(PROPERTY, System.getenv(VARIABLE));
            if (address == null) {
                throw new IllegalStateException("the start method cluster needs an address: set the system property "
                        + PROPERTY + " or the environment variable " + VARIABLE
                        + " to redis://host/name, or to local for a first try");
            }
            cluster = address.equals(LOCAL) ? Cluster.local() : Cluster.connect(address);
        }
        return cluster;
    }
}
