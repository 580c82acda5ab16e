package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.support.Eventually;
import io.github.procession.support.MemoryPoints;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Waiters of a condition one of which has no memory at some point: signals reach the others. */
class ConditionWithoutMemoryTest {
    private static final int WAITERS = 3;
    private static final int SIGNAL_MILLIS = 1;

    private interface Wait {
        void on(Condition condition) throws InterruptedException;
    }

    /** Waits; the one who lacks memory counts as one who has been signalled. */
    private static void await(Lock lock, Condition condition, Wait wait, CountDownLatch ended) {
        try {
            lock.lock();
            try {
                wait.on(condition);
            } finally {
                lock.unlock();
            }
        } catch (InterruptedException | OutOfMemoryError _) {
            // without memory
        } finally {
            ended.countDown();
        }
    }

    /** Signals until all have ended. */
    private static void signal(Lock lock, Condition condition, CountDownLatch ended) throws InterruptedException {
        long last = System.nanoTime() + Eventually.LIMIT.toNanos();
        while (!ended.await(SIGNAL_MILLIS, TimeUnit.MILLISECONDS)) {
            assertTrue(System.nanoTime() < last, "a waiter sleeps for ever");
            lock.lock();
            try {
                condition.signal();
            } finally {
                lock.unlock();
            }
        }
    }

    private static void waitAndSignal(java.lang.Thread.Builder threads, Wait wait) throws Exception {
        Lock lock = new Lock();
        Condition condition = lock.newCondition();
        CountDownLatch ended = new CountDownLatch(WAITERS);
        MemoryPoints.begin();
        for (int i = 0; i < WAITERS; i++) {
            threads.start(() -> await(lock, condition, wait, ended));
        }
        signal(lock, condition, ended);
        MemoryPoints.end();
        assertTrue(lock.tryLock(), "the lock is held by nobody");
        lock.unlock();
    }

    static void virtual() throws Exception {
        waitAndSignal(java.lang.Thread.ofVirtual(), Condition::await);
    }

    static void platform() throws Exception {
        waitAndSignal(java.lang.Thread.ofPlatform().daemon(), Condition::await);
    }

    static void virtualUninterruptibly() throws Exception {
        waitAndSignal(java.lang.Thread.ofVirtual(), Condition::awaitUninterruptibly);
    }

    @Tag("full")
    @ParameterizedTest
    @ValueSource(strings = {"virtual", "platform", "virtualUninterruptibly"})
    void noWaiterSleepsForEver(String waiters) throws Exception {
        MemoryPoints.program(
                        getClass(),
                        waiters,
                        1,
                        "ConditionWatch",
                        "ConditionQueue",
                        "ConditionFiles",
                        "ConditionPlace",
                        "Parker",
                        "RobustMutex",
                        "VirtualWaiterGate")
                .run()
                .succeeded();
    }
}
