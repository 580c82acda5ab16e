/** Python's {@code multiprocessing} for the JVM: processes, queues, pipes and locks. */
module io.github.procession {
    requires io.github.procession.ipc;
    requires org.slf4j;

    exports io.github.procession.function;
    exports io.github.procession.multiprocessing;
    exports io.github.procession.queue;
    exports io.github.procession.subprocess;

    // a user's subclass of Process travels with its own fields; those of Process are transient
    opens io.github.procession.multiprocessing to
            io.github.procession.ipc;
}
