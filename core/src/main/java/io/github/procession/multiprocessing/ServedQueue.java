package io.github.procession.multiprocessing;

import io.github.procession.ipc.report.LibraryLogger;
import io.github.procession.ipc.system.ServiceLoop;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.function.Consumer;

/**
 * A queue of a manager's server. One that is in shared memory is used there by the processes of the tree; others, and those on
 * other machines, call the server.
 *
 * @param queue one of this package or one between threads
 */
record ServedQueue(Object queue) implements Referent {
    private static final Consumer<Throwable> LATER =
            e -> LibraryLogger.of(ServedQueue.class).warn("an item is given back as soon as there is memory", e);

    /** The object of a factory as the server has it. */
    static Object wrap(Class<?> type, Object referent) {
        return type == QueueProxy.class && !ProxiedObject.isProxy(referent) ? new ServedQueue(referent) : referent;
    }

    static Object unwrap(Object referent) {
        return referent instanceof ServedQueue served ? served.queue : referent;
    }

    /** Calls a method of the queue under the name that the proxy has for it. */
    static Object call(Object queue, Method method, Object[] args) throws Throwable {
        try {
            return RemoteMethods.target(queue.getClass(), method).invoke(queue, args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    @Override
    public Object value() {
        throw new UnsupportedOperationException("a queue cannot be copied");
    }

    @Override
    public long address() {
        return queue instanceof JoinableQueue<?> shared ? shared.address() : 0;
    }

    /** An item on its way to a taker, from whom it may come back. All that this needs is made here: later there may be no memory. */
    static final class Taken {
        private final ServedQueue queue;
        private final Object item;
        private final ServiceLoop.Step put = this::put;
        private final Runnable returning = () -> ServiceLoop.run(put, LATER);
        private final ServiceLoop.Step start = this::start;

        Taken(ServedQueue queue, Object item) {
            this.queue = queue;
            this.item = item;
        }

        /** Puts the item back as soon as there is room for it. */
        void giveBack() {
            ServiceLoop.run(start, LATER);
        }

        private boolean start() {
            Thread.ofPlatform().daemon().name("procession-give-back").start(returning);
            return false;
        }

        private boolean put() throws InterruptedException {
            try {
                queue.putAgain(item);
            } catch (RuntimeException e) { // the queue takes no more items
                LibraryLogger.of(ServedQueue.class).warn("an item that did not reach a process is lost", e);
            }
            return false;
        }
    }

    @SuppressWarnings("unchecked") // it was taken from this queue
    private void putAgain(Object item) throws InterruptedException {
        switch (queue) {
            case JoinableQueue<?> joinable -> {
                ((JoinableQueue<Object>) joinable).put(item);
                joinable.taskDone(); // the item counts once
            }
            case Queue<?> plain -> ((Queue<Object>) plain).put(item);
            case io.github.procession.queue.Queue<?> ofThreads -> {
                ((io.github.procession.queue.Queue<Object>) ofThreads).put(item);
                ofThreads.taskDone();
            }
            default ->
                LibraryLogger.of(ServedQueue.class)
                        .warn("an item that did not reach a process is lost, for its queue is a {}", queue.getClass());
        }
    }

    @Override
    public String toString() {
        return queue.toString();
    }
}
