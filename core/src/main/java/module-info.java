/**
 * Python's {@code multiprocessing} for the JVM: processes, queues, pipes and locks.
 */
module io.github.procession {
    requires io.github.procession.ipc;
    requires org.slf4j;
}
