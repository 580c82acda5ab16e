package io.github.procession.cluster;

import io.github.procession.ipc.report.LibraryLogger;
import io.github.procession.multiprocessing.Queue;
import java.util.function.Consumer;
import org.slf4j.Logger;

/** Requests of the children of one pool on this machine, which one thread takes. Tasks can put anything among them. */
final class ChildRequests {
    private static final Logger LOG = LibraryLogger.of(Cluster.class);
    private static final long PAUSE_NANOS = 10_000_000;

    private final Queue<Object[]> queue = new Queue<>();
    private final String what;
    private final Consumer<Object[]> taker;
    private volatile boolean ended;

    /**
     * Requests that nobody takes yet.
     *
     * @param what the kind of request, for messages
     * @param taker carries out a request; an exception means that it is none
     */
    ChildRequests(String what, Consumer<Object[]> taker) {
        this.what = what;
        this.taker = taker;
    }

    void start(String threadName) {
        Thread.ofPlatform().daemon().name(threadName).start(this::serve);
    }

    /** The way to here, for children. */
    Queue<Object[]> queue() {
        return queue;
    }

    void end() {
        ended = true;
        try {
            queue.put(new Object[0]); // wakes the thread
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve() {
        try {
            while (!ended) {
                try {
                    Object[] request = queue.get();
                    if (!ended) {
                        taker.accept(request);
                    }
                } catch (RuntimeException | Error e) { // the other children still ask
                    LOG.warn("a request of a child is no {}", what, e);
                    Pause.sleep(PAUSE_NANOS);
                }
            }
        } catch (InterruptedException _) {
            // nobody interrupts it
        } finally {
            queue.close();
        }
    }
}
