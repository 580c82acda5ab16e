package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.support.ProcessesOnly;
import io.github.procession.support.RootMethod;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Ctrl-C interrupts the thread that asked for it. Each test is a program in a JVM of its own. */
class SigintTest {
    @Test
    void theFirstIsAnInterruptAndOneThatComesTooSoonEndsTheJvm() throws Exception {
        var result = RootMethod.of(SigintTest.class, "program")
                .wrappedIn(List.of("env", "--default-signal=INT")) // tests in the background ignore it
                .run();
        assertEquals("interrupted in imap\nagain\n", result.out(), result.err());
        assertEquals(130, result.exitCode(), result.err());
    }

    static void program() throws Exception {
        Multiprocessing.interruptOnSigint();
        Thread main = Thread.currentThread();
        try (Queue<Integer> never = new Queue<>();
                ThreadPool pool = new ThreadPool(1)) {
            PoolIterator<Integer> results = pool.imap(Queue::get, java.util.List.of(never));
            signal();
            assertThrows(InterruptedException.class, results::next);
            assertTrue(!main.isInterrupted());
            System.out.println("interrupted in imap");
            signal();
            assertThrows(InterruptedException.class, never::get);
            System.out.println("again");
            signal();
            while (!main.isInterrupted()) {
                Thread.onSpinWait();
            }
            signal();
            while (main.isInterrupted()) {
                Thread.onSpinWait(); // until the JVM ends
            }
        }
    }

    @Test
    @ProcessesOnly("a thread gets no signals")
    void workersThatIgnoreItGoOnWithTheirTasks() throws Exception {
        try (Pool pool = Pool.builder().processes(1).ignoreSigint().build()) {
            Event gate = new Event();
            long worker = pool.apply(SigintTest::pid);
            AsyncResult<Long> task = pool.applyAsync(SigintTest::pidAfter, gate);
            assertEquals(
                    0,
                    new ProcessBuilder("kill", "-INT", Long.toString(worker))
                            .start()
                            .waitFor());
            gate.set();
            assertEquals(worker, task.get());
        }
    }

    private static long pid() {
        return ProcessHandle.current().pid();
    }

    private static long pidAfter(Event gate) throws InterruptedException {
        gate.await();
        return pid();
    }

    private static void signal() throws Exception {
        new ProcessBuilder("kill", "-INT", Long.toString(ProcessHandle.current().pid())).start();
    }
}
