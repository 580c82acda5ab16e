package io.github.procession.ipc.memory;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;

/**
 * Cleaner that runs an action for each object that is no longer reachable, as {@link java.lang.ref.Cleaner} does, in a daemon thread that ends
 * when no object is left: the thread of a Cleaner in a static field holds the class loader of its actions for ever.
 */
public final class DropCleaner {
    private static final long LINGER_MILLIS = 1_000;

    /** The only one. */
    public static final DropCleaner INSTANCE = new DropCleaner();

    private final ReferenceQueue<Object> dropped = new ReferenceQueue<>();

    // guarded by this
    private Registration last;
    private Thread thread;
    private boolean over;

    private DropCleaner() {}

    /**
     * Has an action run when an object is no longer reachable, once.
     *
     * @param owner the object
     * @param action what to do; it must not refer to the object
     */
    public synchronized void register(Object owner, Runnable action) {
        if (over) {
            return; // what the action would let go has been given up as a whole
        }
        Registration added = new Registration(owner, dropped, action);
        added.before = last;
        if (last != null) {
            last.after = added;
        }
        last = added;
        if (thread == null) {
            Thread cleaner = new Thread(null, this::work, "procession-cleaner", 0, false);
            cleaner.setDaemon(true);
            try {
                cleaner.start();
                thread = cleaner;
            } catch (OutOfMemoryError _) {
                // the system has no thread for it: the next object tries again
            }
        }
    }

    /** Runs the actions of all objects now and takes no more. */
    public void shutdown() {
        Registration each;
        synchronized (this) {
            over = true;
            each = last;
            last = null;
            if (thread != null) {
                thread.interrupt();
            }
        }
        while (each != null) {
            Registration before = each.before;
            each.run();
            each = before;
        }
    }

    private synchronized boolean remove(Registration done) {
        if (over) {
            return false;
        }
        if (done.before != null) {
            done.before.after = done.after;
        }
        if (done.after != null) {
            done.after.before = done.before;
        } else {
            last = done.before;
        }
        return true;
    }

    private synchronized boolean isEmpty() {
        return last == null;
    }

    private synchronized boolean mayEnd() {
        if (last == null || over) {
            thread = null;
            return true;
        }
        return false;
    }

    private void work() {
        while (true) {
            try {
                Reference<?> reference = dropped.remove(isEmpty() ? LINGER_MILLIS : 0);
                if (reference instanceof Registration registration) {
                    if (remove(registration)) {
                        registration.run();
                    }
                    continue;
                }
            } catch (InterruptedException _) {
                // by shutdown
            }
            if (mayEnd()) {
                return;
            }
        }
    }

    private static final class Registration extends PhantomReference<Object> {
        private final Runnable action;
        private Registration before;
        private Registration after;

        Registration(Object owner, ReferenceQueue<Object> dropped, Runnable action) {
            super(owner, dropped);
            this.action = action;
        }

        void run() {
            clear();
            try {
                action.run();
            } catch (Throwable _) {
                // as a Cleaner does: the next action must run whatever this one threw
            }
        }
    }
}
