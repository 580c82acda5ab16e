package io.github.procession.ipc.jvm;

import io.github.procession.ipc.sync.Awaited;
import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.sync.ShownWait;
import io.github.procession.ipc.system.ArrayRing;
import io.github.procession.ipc.system.ServiceLoop;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The end of a child, which comes once: threads wait for it, and actions run after it. */
public final class Termination {
    private final CountDownLatch completed = new CountDownLatch(1);
    private final ArrayRing<Runnable> listeners = new ArrayRing<>(2); // guarded by itself

    /** An end that is still to come. */
    public Termination() {}

    /**
     * Whether the child has ended.
     *
     * @return true from then on
     */
    public boolean isComplete() {
        return completed.getCount() == 0;
    }

    /**
     * Marks the child as ended: wakes all waiting threads and calls all listeners. It needs no memory, and a listener that has none is
     * called again.
     */
    public void complete() {
        completed.countDown();
        callListeners();
    }

    private void callListeners() {
        Runnable listener = next();
        if (listener != null) {
            try {
                runWithMemory(listener);
            } finally {
                callListeners();
            }
        }
    }

    private @Nullable Runnable next() {
        synchronized (listeners) {
            return listeners.poll();
        }
    }

    private static void runWithMemory(Runnable listener) {
        while (true) {
            try {
                listener.run();
                return;
            } catch (OutOfMemoryError _) {
                ServiceLoop.pause();
            }
        }
    }

    /**
     * Waits until the child has ended, but not for ever.
     *
     * @param nanos how long to wait; nothing when not positive
     * @return whether the child has ended
     * @throws InterruptedException when this thread is interrupted
     */
    public boolean await(long nanos) throws InterruptedException {
        return completed.await(nanos, TimeUnit.NANOSECONDS);
    }

    /**
     * Waits until the child has ended, as tools see it.
     *
     * @param nanos how long to wait; nothing when not positive
     * @param token of the child's process; 0 if it has none of its own
     * @return whether the child has ended
     * @throws InterruptedException when this thread is interrupted
     */
    public boolean await(long nanos, int token) throws InterruptedException {
        Deadline deadline = Deadline.after(nanos, TimeUnit.NANOSECONDS);
        try (ShownWait wait = ShownWait.of(Awaited.PROCESS_END, token)) {
            while (!completed.await(wait.part(deadline.left()), TimeUnit.NANOSECONDS)) {
                if (deadline.left() <= 0) {
                    return false;
                }
            }
            return true;
        }
    }

    /**
     * Adds an action for the end of the child; it must be short. It runs at once when the child has ended already.
     *
     * @param listener the action
     */
    public void onComplete(Runnable listener) {
        synchronized (listeners) {
            if (!isComplete()) {
                listeners.add(listener);
                return;
            }
        }
        listener.run();
    }

    /**
     * Removes an action that has not run yet.
     *
     * @param listener the action
     */
    public void removeOnComplete(Runnable listener) {
        synchronized (listeners) {
            listeners.remove(listener);
        }
    }
}
