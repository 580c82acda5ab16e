package io.github.procession.ipc.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.sync.RobustMutex;
import io.github.procession.ipc.sync.WaitMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Who has to wait for items or for room, and who has not. */
@ParameterizedClass
@MethodSource("io.github.procession.ipc.sync.WaitMode#possible")
class QueueWaitTest {
    private static final int SECONDS = 180;

    @Parameter
    WaitMode mode;

    private final QueueFixture fixture = new QueueFixture(2);
    private final RingQueue queue = fixture.queue;
    private final RingQueue other = fixture.otherView();

    @BeforeEach
    void chooseWait() {
        mode.use();
    }

    @AfterEach
    void removeFolder() {
        WaitMode.FUTEX.use();
        other.close();
        fixture.close();
    }

    private static <T> FutureTask<T> start(Callable<T> action) {
        FutureTask<T> task = new FutureTask<>(action);
        Thread.ofPlatform().daemon().start(task);
        return task;
    }

    private void awaitWord(long offset) {
        while (queue.items().region().getIntVolatile(offset) == 0) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aFullQueueTurnsAwayWhoDoesNotWait() throws Exception {
        assertTrue(QueueFixture.put(queue, 0, 1));
        assertTrue(QueueFixture.put(other, 1, 1));
        assertFalse(QueueFixture.put(queue, 2, 1));
        assertFalse(queue.put(Records.numbered(2, 1), Deadline.after(Duration.ofSeconds(-1))));
        long start = System.nanoTime();
        assertFalse(queue.put(Records.numbered(2, 1), Deadline.after(Duration.ofMillis(50))));
        assertTrue(System.nanoTime() - start >= 50_000_000);
        QueueFixture.assertTakes(other, 0, 2);
        assertEquals(-1, QueueFixture.take(queue, Deadline.after(Duration.ofMillis(5))));
        assertEquals(-1, QueueFixture.take(queue, Deadline.after(Duration.ofSeconds(-1))));
        assertFalse(queue.poll(Deadline.after(Duration.ofMillis(5))));
    }

    @Test
    void whoWaitsIsServedWhenTheOtherSideMoves() throws Exception {
        FutureTask<Long> take = start(() -> QueueFixture.take(queue, Deadline.FOREVER));
        awaitWord(QueueLayout.ITEMS_OFFSET);
        assertTrue(QueueFixture.put(other, 7, 10));
        assertEquals(7, take.get(SECONDS, TimeUnit.SECONDS));

        assertTrue(QueueFixture.put(other, 0, 1));
        assertTrue(QueueFixture.put(other, 1, 1));
        FutureTask<Boolean> put = start(() -> queue.put(Records.numbered(2, 1), Deadline.FOREVER));
        awaitWord(QueueLayout.ROOM_OFFSET);
        assertEquals(0, QueueFixture.take(other, QueueFixture.now()));
        assertTrue(put.get(SECONDS, TimeUnit.SECONDS));
        QueueFixture.assertTakes(other, 1, 3);
    }

    @Test
    void manyWhoWaitAreAllServed() throws Exception {
        int count = 6;
        List<FutureTask<Long>> takes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            RingQueue view = i % 2 == 0 ? queue : other;
            takes.add(start(() -> QueueFixture.take(view, Deadline.FOREVER)));
        }
        awaitWord(QueueLayout.ITEMS_OFFSET);
        for (int i = 0; i < count; i++) {
            assertTrue(other.put(Records.numbered(i, 1), Deadline.FOREVER));
        }
        long sum = 0;
        for (FutureTask<Long> take : takes) {
            sum += take.get(SECONDS, TimeUnit.SECONDS);
        }
        assertEquals(count * (count - 1) / 2, sum);
    }

    @Test
    void anInterruptEndsTheWaitAndNothingIsTakenOrAdded() throws Exception {
        FutureTask<Void> take = new FutureTask<>(() -> {
            assertThrows(InterruptedException.class, () -> QueueFixture.take(queue, Deadline.FOREVER));
            return null;
        });
        Thread taker = Thread.ofPlatform().start(take);
        awaitWord(QueueLayout.ITEMS_OFFSET);
        taker.interrupt();
        take.get(SECONDS, TimeUnit.SECONDS);

        assertTrue(QueueFixture.put(other, 0, 1));
        assertTrue(QueueFixture.put(other, 1, 1));
        FutureTask<Void> put = new FutureTask<>(() -> {
            assertThrows(InterruptedException.class, () -> queue.put(Records.numbered(9, 1), Deadline.FOREVER));
            return null;
        });
        Thread putter = Thread.ofPlatform().start(put);
        awaitWord(QueueLayout.ROOM_OFFSET);
        putter.interrupt();
        put.get(SECONDS, TimeUnit.SECONDS);
        QueueFixture.assertTakes(other, 0, 2);
    }

    @Test
    void anInterruptedThreadThatNeedNotWaitPutsAndTakesAndGrows() throws Exception {
        Thread.currentThread().interrupt();
        assertTrue(QueueFixture.put(queue, 0, 10));
        assertTrue(QueueFixture.put(queue, 1, 300_000));
        assertEquals(0, QueueFixture.take(other, QueueFixture.now()));
        assertEquals(1, QueueFixture.take(other, QueueFixture.now()));
        assertTrue(Thread.interrupted(), "the interrupt is kept");
    }

    /** The mutex is held while bytes are copied; who comes then and does not want to wait is worth that moment. */
    @Test
    void anAttemptWithoutWaitingIsNotTurnedAwayBySomebodyWhoIsJustLeaving() throws Exception {
        RobustMutex producers = new RobustMutex(
                queue.items().region(),
                QueueLayout.PRODUCERS_MUTEX_OFFSET,
                fixture.shared.processes(),
                fixture.creator);
        RobustMutex consumers = new RobustMutex(
                queue.items().region(),
                QueueLayout.CONSUMERS_MUTEX_OFFSET,
                fixture.shared.processes(),
                fixture.creator);
        assertTrue(succeedsWhileHeld(producers, () -> QueueFixture.put(other, 1, 10)));
        assertTrue(succeedsWhileHeld(consumers, () -> QueueFixture.take(other, QueueFixture.now()) == 1));
    }

    /** One of some attempts: this process itself may have no processor for longer than an attempt is patient. */
    private static boolean succeedsWhileHeld(RobustMutex mutex, Callable<Boolean> attempt) throws Exception {
        for (int i = 0; i < 10; i++) {
            assertTrue(mutex.tryLock());
            FutureTask<Boolean> task = start(attempt);
            LockSupport.parkNanos(300_000_000); // as long as an owner without a processor may take
            mutex.unlock();
            if (task.get(SECONDS, TimeUnit.SECONDS)) {
                return true;
            }
        }
        return false;
    }

    @Test
    void finishCountsUpToWhatWasPut() throws Exception {
        assertFalse(queue.finish(), "nothing was put");
        assertTrue(queue.awaitFinished(QueueFixture.now()));
        assertTrue(QueueFixture.put(queue, 0, 1));
        assertTrue(QueueFixture.put(queue, 1, 1));
        assertFalse(queue.awaitFinished(Deadline.after(Duration.ofMillis(5))));
        FutureTask<Boolean> all = start(() -> other.awaitFinished(Deadline.FOREVER));
        awaitWord(QueueLayout.ALL_FINISHED_OFFSET);
        assertTrue(queue.finish());
        assertTrue(other.finish());
        assertTrue(all.get(SECONDS, TimeUnit.SECONDS));
        assertFalse(queue.finish());
    }

    @Test
    void whoWaitsWhenTheWaitsAreStoppedComesBack() throws Exception {
        FutureTask<Long> take = start(() -> QueueFixture.take(other, Deadline.FOREVER));
        awaitWord(QueueLayout.ITEMS_OFFSET);
        other.stopWaits();
        assertEquals(-1, take.get(SECONDS, TimeUnit.SECONDS));
    }

    /** Another process may sleep with the turn to wait, for as long as it likes. */
    @Test
    void whoWaitsForTheTurnToWaitComesBackToo() throws Exception {
        FutureTask<Long> first = start(() -> QueueFixture.take(queue, Deadline.FOREVER));
        awaitWord(QueueLayout.ITEMS_OFFSET);
        FutureTask<Long> second = start(() -> QueueFixture.take(other, Deadline.FOREVER));
        while (queue.items().region().getIntVolatile(QueueLayout.CONSUMERS_TURN_OFFSET) >= 0) {
            Thread.onSpinWait();
        }
        other.stopWaits();
        assertEquals(-1, second.get(SECONDS, TimeUnit.SECONDS));
        assertTrue(QueueFixture.put(queue, 5, 1));
        assertEquals(5, first.get(SECONDS, TimeUnit.SECONDS));
    }
}
