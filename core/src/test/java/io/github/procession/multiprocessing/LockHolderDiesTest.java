package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.support.Children;
import io.github.procession.support.Eventually;
import io.github.procession.support.RootJvm;
import io.github.procession.support.Threads;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class LockHolderDiesTest {
    @Test
    void whoTriesTheLockOfADeadHolderGetsIt() throws Exception {
        Lock lock = new Lock();
        killHolder(lock);
        assertTrue(lock.acquire(false), "without waiting");
        assertTrue(lock.wasAbandoned());
        lock.release();
        assertFalse(lock.wasAbandoned(), "released: an ordinary lock again");
        assertTrue(lock.acquire(false));
        assertFalse(lock.wasAbandoned());
        lock.release();

        killHolder(lock);
        assertTrue(lock.tryLock());
        assertTrue(lock.wasAbandoned());
        lock.unlock();
    }

    @Test
    void whoWaitsForTheLockOfADeadHolderGetsIt() throws Exception {
        Lock lock = new Lock();
        try (Pipe pipe = Pipe.open()) {
            Process holder = holder(lock, pipe);
            var waiting = Threads.run(() -> lock.acquire(Eventually.LIMIT)).awaitParked();
            assertFalse(lock.wasAbandoned());
            Children.kill(holder);
            assertTrue(waiting.result());
            assertTrue(lock.wasAbandoned());
            lock.release();
        }
    }

    @Test
    void oneOfSeveralWaitingProcessesGetsItAndPassesItOn() throws Exception {
        Lock lock = new Lock();
        try (Pipe pipe = Pipe.open();
                Queue<Boolean> abandoned = new Queue<>()) {
            Process holder = holder(lock, pipe);
            List<Process> waiting = List.of(
                    Children.start(new Process(LockHolderDiesTest::acquireAndTell, lock, abandoned)),
                    Children.start(new Process(LockHolderDiesTest::acquireAndTell, lock, abandoned)),
                    Children.start(new Process(LockHolderDiesTest::acquireAndTell, lock, abandoned)));
            for (int i = 0; i < 3; i++) {
                assertEquals(null, abandoned.get(Eventually.LIMIT), "about to acquire");
            }
            Children.kill(holder);
            Children.join(waiting);
            assertEquals(true, abandoned.get(), "the first got it from the dead");
            assertEquals(false, abandoned.get(), "the others got it from the living");
            assertEquals(false, abandoned.get());
        }
    }

    static void acquireAndTell(Lock lock, Queue<Boolean> abandoned) throws Exception {
        abandoned.put(null);
        try (var _ = lock.acquire()) {
            abandoned.put(lock.wasAbandoned());
        }
    }

    @Test
    void aHolderThatEndsWithoutReleasingLeavesItAbandoned() throws Exception {
        Lock lock = new Lock();
        Children.join(Children.start(new Process(LockHolderDiesTest::acquireOnly, lock)));
        assertTrue(lock.acquire(Eventually.LIMIT));
        assertTrue(lock.wasAbandoned());
        lock.release();
    }

    static void acquireOnly(Lock lock) throws InterruptedException {
        lock.acquire();
    }

    private static Process holder(Lock lock, Pipe pipe) throws Exception {
        Process holder = Children.start(new Process(LockHolderDiesTest::acquireAndHang, lock, pipe.second()));
        assertEquals("has it", pipe.first().recv());
        return holder;
    }

    static void acquireAndHang(Lock lock, Connection connection) throws Exception {
        lock.acquire();
        connection.send("has it");
        connection.recv();
    }

    private static long killHolder(Lock lock) throws Exception {
        try (Pipe pipe = Pipe.open()) {
            Process holder = holder(lock, pipe);
            assertTrue(lock.locked());
            long pid = holder.pid();
            Children.kill(holder);
            return pid;
        }
    }

    /** Prints pids, and on stderr what the library logs. */
    public static final class WarningMain {
        private WarningMain() {}

        public static void main(String[] args) throws Exception {
            Lock lock = new Lock();
            long reaped = killHolder(lock); // its parent knows already that it is dead
            lock.acquire();
            System.out.println(reaped + " " + ProcessHandle.current().pid());
            lock.release();
            try (Pipe pipe = Pipe.open()) {
                Process holder = holder(lock, pipe);
                var waiting = Threads.run(() -> lock.acquire(true)).awaitParked();
                long pid = holder.pid();
                Children.kill(holder);
                waiting.result();
                System.out.println(pid + " " + ProcessHandle.current().pid());
            }
        }
    }

    @Test
    void theLogWarnsWithBothProcessIds() throws Exception {
        RootJvm.Result result = new RootJvm(WarningMain.class).run().succeeded();
        Matcher warning = Pattern.compile("WARN .*Lock - process (\\d+) died while it held the lock [0-9a-f]+;"
                        + " process (\\d+) has the lock now, and what it guards may be half done")
                .matcher(result.err());
        StringBuilder pids = new StringBuilder();
        while (warning.find()) {
            pids.append(warning.group(1)).append(' ').append(warning.group(2)).append('\n');
        }
        assertEquals(result.out(), pids.toString(), result.err());
    }
}
