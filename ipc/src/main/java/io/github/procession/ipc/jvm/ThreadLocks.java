package io.github.procession.ipc.jvm;

import io.github.procession.ipc.report.KnownHolder;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * Waits of the threads of this JVM for locks between threads, with who holds them, and circles of them: this library's locks, the JDK's, and
 * monitors. Virtual threads are not among those who wait, as a JVM lists them nowhere.
 */
final class ThreadLocks {
    /**
     * A thread that waits.
     *
     * @param lock its class and hash, as in the thread's stack
     * @param isLent whether another thread than the holder may release the lock
     */
    private record Wait(String thread, String lock, long holder, String holderName, boolean isLent) {}

    /** By the ids of those who wait. */
    private final Map<Long, Wait> waits = new TreeMap<>();

    private ThreadLocks() {}

    /**
     * Looks at all threads.
     *
     * @return a line for each wait and each circle
     */
    static List<String> lines() {
        ThreadLocks locks = new ThreadLocks();
        locks.read();
        List<String> lines = new ArrayList<>();
        locks.waits
                .values()
                .forEach(wait -> lines.add(wait.thread + " waits for " + wait.lock + ", held by " + wait.holderName));
        locks.addCircles(lines);
        return lines;
    }

    private void read() {
        Map<Long, Thread> threads = new TreeMap<>();
        Thread.getAllStackTraces().keySet().forEach(thread -> threads.put(thread.threadId(), thread));
        long[] ids = threads.keySet().stream().mapToLong(id -> id).toArray();
        for (ThreadInfo info : ManagementFactory.getThreadMXBean().getThreadInfo(ids)) {
            if (info == null || info.getLockInfo() == null) {
                continue; // it has ended, or waits for no lock
            }
            long id = info.getThreadId();
            Object blocker = LockSupport.getBlocker(threads.get(id));
            boolean isLent = blocker instanceof KnownHolder
                    && info.getLockInfo().getIdentityHashCode() == System.identityHashCode(blocker);
            long holder = isLent ? ((KnownHolder) blocker).holder() : info.getLockOwnerId();
            if (holder > 0) {
                String name = name(holder, threads.get(holder));
                waits.put(
                        id,
                        new Wait(name(id, threads.get(id)), info.getLockInfo().toString(), holder, name, isLent));
            }
        }
    }

    /** As in the list of threads. */
    private static String name(long id, Thread thread) {
        return "#" + id + (thread == null ? "" : " \"" + thread.getName() + "\"");
    }

    private void addCircles(List<String> lines) {
        Set<Long> done = new HashSet<>();
        for (long start : waits.keySet()) {
            Set<Long> path = new LinkedHashSet<>();
            long at = start;
            while (waits.containsKey(at) && done.add(at)) {
                path.add(at);
                at = waits.get(at).holder;
            }
            if (path.contains(at)) {
                long first = at;
                List<Wait> circle = path.stream()
                        .dropWhile(id -> id != first)
                        .map(waits::get)
                        .toList();
                boolean isLent = circle.stream().anyMatch(Wait::isLent);
                lines.add((isLent ? "Possible deadlock" : "Deadlock") + " of threads "
                        + circle.stream().map(Wait::thread).collect(Collectors.joining(", "))
                        + (isLent ? ", unless another thread releases what one of them waits for" : ""));
            }
        }
    }
}
