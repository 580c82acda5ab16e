/** Python's {@code multiprocessing} for the JVM: processes, queues, pipes and locks. */
// module: io.github.procession.cluster is built after this module, so the compiler cannot see it yet.
@SuppressWarnings("module")
module io.github.procession {
    requires transitive io.github.procession.ipc; // for its package serialization
    requires static org.jspecify; // says where null may be
    requires static java.management; // thread dumps, which have the numbers of native threads
    requires transitive org.slf4j; // for the logger of the module
    requires static jdk.jfr; // events of processes and pools
    requires static java.compiler; // names of parameters of a program that java File.java runs

    uses io.github.procession.internal.ObjectHome; // locks, queues and values on a cluster
    uses io.github.procession.internal.pool.PoolHome; // pools on other machines

    exports io.github.procession.concurrent;
    exports io.github.procession.function;
    exports io.github.procession.multiprocessing;
    exports io.github.procession.queue;
    exports io.github.procession.subprocess;
    exports io.github.procession.threading;
    exports io.github.procession.internal to
            io.github.procession.cluster;
    exports io.github.procession.internal.pool to
            io.github.procession.cluster;

    // a user's subclass of Process travels with its own fields; those of Process are transient
    opens io.github.procession.multiprocessing to
            io.github.procession.ipc;
    // functions of the executors travel to workers
    opens io.github.procession.concurrent to
            io.github.procession.ipc;
}
