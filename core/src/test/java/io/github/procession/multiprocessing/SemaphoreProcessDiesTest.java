package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.support.Children;
import io.github.procession.support.Eventually;
import io.github.procession.support.Promptly;
import io.github.procession.support.RootJvm;
import io.github.procession.support.Threads;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SemaphoreProcessDiesTest {
    @Test
    void whoTriesAndWhoWaitsGetThePermitsOfADeadProcess() throws Exception {
        BoundedSemaphore semaphore = new BoundedSemaphore(3);
        killHolder(semaphore, 2);
        assertEquals(1, semaphore.getValue());
        assertTrue(semaphore.acquire(false));
        assertTrue(semaphore.acquire(false), "the first permit of the dead, without waiting");
        assertTrue(semaphore.acquire(false), "the second");
        assertFalse(semaphore.acquire(false));
        for (int i = 0; i < 3; i++) {
            semaphore.release();
        }
        assertThrows(IllegalMonitorStateException.class, semaphore::release);
        Promptly.within(2_000, () -> millisFromTheDeathOfTheHolder(semaphore));
    }

    /** Time until two threads have got two of three permits. */
    private static long millisFromTheDeathOfTheHolder(BoundedSemaphore semaphore) throws Exception {
        try (Pipe pipe = Pipe.open()) {
            Process holder = holder(semaphore, 3, pipe);
            var first = Threads.run(() -> semaphore.acquire(Eventually.LIMIT)).awaitParked();
            var second = Threads.run(() -> semaphore.acquire(Eventually.LIMIT)).awaitParked();
            long killed = System.nanoTime();
            Children.kill(holder);
            assertTrue(first.result());
            assertTrue(second.result());
            long millis = (System.nanoTime() - killed) / 1_000_000;
            assertEquals(1, semaphore.getValue());
            semaphore.release();
            semaphore.release();
            return millis;
        }
    }

    @Test
    void aProcessThatEndsWithoutReleasingIsADeadOne() throws Exception {
        BoundedSemaphore semaphore = new BoundedSemaphore();
        Children.join(Children.start(new Process(SemaphoreProcessDiesTest::acquireOnly, semaphore)));
        Children.join(Children.start(new Process(SemaphoreProcessDiesTest::acquireOnly, semaphore)));
        assertTrue(semaphore.acquire(Eventually.LIMIT));
        semaphore.release();
        assertEquals(1, semaphore.getValue());
    }

    static void acquireOnly(Semaphore semaphore) throws InterruptedException {
        semaphore.acquire();
    }

    @Test
    void permitsThatWereReleasedForAProcessAreNotGivenBackAgain() throws Exception {
        BoundedSemaphore semaphore = new BoundedSemaphore(2);
        try (Pipe pipe = Pipe.open()) {
            Process holder = holder(semaphore, 2, pipe);
            semaphore.release();
            assertEquals(1, semaphore.getValue());
            Children.kill(holder);
            assertTrue(semaphore.acquire(false));
            assertTrue(semaphore.acquire(false));
            assertFalse(semaphore.acquire(false), "two permits there were and two there are");
        }
    }

    @Test
    void aPlainSemaphoreKeepsWhatTheDeadHad() throws Exception {
        Semaphore semaphore = new Semaphore(2);
        killHolder(semaphore, 1);
        assertTrue(semaphore.acquire(false));
        assertFalse(semaphore.acquire(Duration.ofMillis(300)), "longer than any slice");
        semaphore.release();
        semaphore.release();
    }

    @Test
    void aProcessThatDiesWaitingTakesNothingWithIt() throws Exception {
        for (Semaphore semaphore : new Semaphore[] {new Semaphore(1), new BoundedSemaphore(1)}) {
            semaphore.acquire();
            try (Pipe pipe = Pipe.open()) {
                Process waiting =
                        Children.start(new Process(SemaphoreProcessDiesTest::tellAndAcquire, semaphore, pipe.second()));
                assertEquals("about to acquire", pipe.first().recv());
                var survivor =
                        Threads.run(() -> semaphore.acquire(Eventually.LIMIT)).awaitParked();
                Children.kill(waiting);
                semaphore.release();
                assertTrue(survivor.result());
                semaphore.release();
                assertEquals(1, semaphore.getValue());
            }
        }
    }

    static void tellAndAcquire(Semaphore semaphore, Connection connection) throws Exception {
        connection.send("about to acquire");
        semaphore.acquire();
    }

    private static Process holder(Semaphore semaphore, int permits, Pipe pipe) throws Exception {
        Process holder = Children.start(
                new Process(SemaphoreProcessDiesTest::acquireAndHang, semaphore, permits, pipe.second()));
        assertEquals("has them", pipe.first().recv());
        return holder;
    }

    static void acquireAndHang(Semaphore semaphore, int permits, Connection connection) throws Exception {
        for (int i = 0; i < permits; i++) {
            semaphore.acquire();
        }
        connection.send("has them");
        connection.recv();
    }

    private static long killHolder(Semaphore semaphore, int permits) throws Exception {
        try (Pipe pipe = Pipe.open()) {
            Process holder = holder(semaphore, permits, pipe);
            long pid = holder.pid();
            Children.kill(holder);
            return pid;
        }
    }

    /** Prints pids, and on stderr what the library logs. */
    public static final class WarningMain {
        private WarningMain() {}

        public static void main(String[] args) throws Exception {
            BoundedSemaphore semaphore = new BoundedSemaphore(2);
            long pid = killHolder(semaphore, 2);
            semaphore.acquire();
            System.out.println("process " + pid + " died with 2 permits of a bounded semaphore; process "
                    + ProcessHandle.current().pid() + " gave back");
        }
    }

    @Test
    void theLogWarnsWithBothProcessIds() throws Exception {
        RootJvm.Result result = new RootJvm(WarningMain.class).run().succeeded();
        assertTrue(result.err().contains(result.out().strip()), result.err());
        assertTrue(result.err().contains("WARN"), result.err());
    }
}
