package io.github.procession.ipc.jvm;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.ipc.report.KnownHolder;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

/** Waits of threads for locks are told with the thread that holds the lock, and their circles are found. */
class ThreadLocksTest {
    private static final long DEADLINE_NANOS = 60_000_000_000L;

    private static List<String> awaitLines(String... parts) throws InterruptedException {
        long end = System.nanoTime() + DEADLINE_NANOS;
        List<String> lines;
        do {
            lines = ThreadLocks.lines();
            List<String> found = lines;
            if (List.of(parts).stream().allMatch(part -> found.stream().anyMatch(line -> line.contains(part)))) {
                return lines;
            }
            Thread.sleep(10);
        } while (System.nanoTime() - end < 0);
        throw new AssertionError(List.of(parts) + " are not in " + lines);
    }

    private static String name(Thread thread) {
        return "#" + thread.threadId() + " \"" + thread.getName() + "\"";
    }

    @Test
    void threadThatEntersAMonitorIsToldWithItsHolder() throws Exception {
        Object monitor = new Object();
        Thread second = new Thread(() -> {
            synchronized (monitor) {
                monitor.notifyAll();
            }
        });
        synchronized (monitor) {
            second.start();
            awaitLines(name(second) + " waits for java.lang.Object@"
                    + Integer.toHexString(System.identityHashCode(monitor)) + ", held by "
                    + name(Thread.currentThread()));
        }
        second.join();
        assertTrue(ThreadLocks.lines().stream().noneMatch(line -> line.contains(name(second))));
    }

    @Test
    void twoThreadsThatWaitForEachOtherAreADeadlock() throws Exception {
        ReentrantLock one = new ReentrantLock();
        ReentrantLock two = new ReentrantLock();
        CountDownLatch both = new CountDownLatch(2);
        Thread first = new Thread(() -> take(one, two, both));
        Thread second = new Thread(() -> take(two, one, both));
        first.start();
        second.start();
        List<String> lines = awaitLines("Deadlock of threads " + name(first) + ", " + name(second));
        assertTrue(
                lines.stream()
                        .anyMatch(line ->
                                line.startsWith(name(first) + " waits for java.util.concurrent.locks.ReentrantLock$")
                                        && line.endsWith(", held by " + name(second))),
                lines::toString);
        first.interrupt();
        first.join();
        second.join();
    }

    private static void take(ReentrantLock one, ReentrantLock two, CountDownLatch both) {
        one.lock();
        try {
            both.countDown();
            both.await();
            two.lockInterruptibly();
            two.unlock();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            one.unlock();
        }
    }

    /** A lock that says who has acquired it. */
    private record Lent(long holder) implements KnownHolder {}

    @Test
    void circleOfALockThatAnyThreadMayReleaseIsAPossibleDeadlock() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        Thread waiter = new Thread(() -> {
            Lent own = new Lent(Thread.currentThread().threadId());
            while (over.getCount() > 0) {
                LockSupport.park(own);
            }
        });
        waiter.start();
        awaitLines(
                name(waiter) + " waits for " + Lent.class.getName() + "@",
                "Possible deadlock of threads " + name(waiter) + ", unless another thread releases");
        over.countDown();
        LockSupport.unpark(waiter);
        waiter.join();
    }
}
