package io.github.procession.threading;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The threads that Python's {@code enumerate} lists: the main thread, those made by this package, and others, once they
 * have asked for their own object.
 *
 * <p>A subclass overrides {@code run}, so nothing here is told that a thread has ended; whether it lives is asked, and
 * entries of the dead, which hold nothing alive, are swept now and then.
 */
final class LiveThreads {
    /** The name that the launcher gives to the main thread, and to its group. */
    private static final String MAIN = "main";

    private static final int LEAST_SWEEP = 64;
    private static final java.lang.Thread MAIN_THREAD = findMain();

    /** By identifier, that is, in the order of creation. */
    private static final Map<Long, WeakReference<java.lang.Thread>> KNOWN = new ConcurrentSkipListMap<>();

    private static final AtomicInteger UNTIL_SWEEP = new AtomicInteger(LEAST_SWEEP);
    private static final ThreadLocal<Boolean> IS_KNOWN = new ThreadLocal<>();

    private LiveThreads() {}

    private static java.lang.@Nullable Thread findMain() {
        ThreadGroup root = java.lang.Thread.currentThread().getThreadGroup();
        while (root.getParent() != null) {
            root = root.getParent();
        }
        java.lang.Thread[] threads = new java.lang.Thread[root.activeCount() + LEAST_SWEEP];
        int count = root.enumerate(threads);
        for (int i = 0; i < count; i++) {
            ThreadGroup group = threads[i].getThreadGroup();
            boolean inMainGroup = group != null && group.getName().equals(MAIN);
            if (inMainGroup && threads[i].getName().equals(MAIN)) {
                return threads[i];
            }
        }
        return null;
    }

    /** The main thread, or null when it had ended before this class was used. */
    static java.lang.Thread main() {
        return MAIN_THREAD;
    }

    static void add(java.lang.Thread thread) {
        KNOWN.put(thread.threadId(), new WeakReference<>(thread));
        if (UNTIL_SWEEP.decrementAndGet() == 0) {
            sweep();
        }
    }

    /** Notes the calling thread, which another part of the program has made. */
    static void addForeign(java.lang.Thread thread) {
        if (thread != MAIN_THREAD && IS_KNOWN.get() == null) {
            IS_KNOWN.set(true);
            add(thread);
        }
    }

    /** Removes the dead, and comes again after as many additions as there are live threads: that costs each little. */
    private static void sweep() {
        KNOWN.values().removeIf(each -> {
            java.lang.Thread thread = each.get();
            return thread == null || thread.getState() == java.lang.Thread.State.TERMINATED;
        });
        UNTIL_SWEEP.set(KNOWN.size() + LEAST_SWEEP);
    }

    static List<java.lang.Thread> list() {
        List<java.lang.Thread> live = new ArrayList<>();
        if (MAIN_THREAD != null && MAIN_THREAD.isAlive()) {
            live.add(MAIN_THREAD);
        }
        for (WeakReference<java.lang.Thread> each : KNOWN.values()) {
            java.lang.Thread thread = each.get();
            if (thread != null && thread.isAlive()) {
                live.add(thread);
            }
        }
        return live;
    }
}
