package io.github.procession.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.multiprocessing.Process;
import java.util.List;
import java.util.OptionalInt;

/** Starts and joins the children of a test. */
public final class Children {
    private Children() {}

    /** Starts a child and gives it back. */
    public static Process start(Process process) {
        process.start();
        return process;
    }

    /** Waits for children, each of which must end by itself with exit code 0. */
    public static void join(Process... processes) throws InterruptedException {
        join(List.of(processes));
    }

    /** Waits for children, each of which must end by itself with exit code 0. */
    public static void join(List<Process> processes) throws InterruptedException {
        for (Process process : processes) {
            assertTrue(process.join(Eventually.LIMIT), () -> process + " does not end");
            assertEquals(OptionalInt.of(0), process.exitCode(), () -> process + " failed, see its output");
        }
    }

    /** Kills a child with SIGKILL and waits until its end has been noticed. */
    public static void kill(Process process) throws InterruptedException {
        process.kill();
        assertTrue(process.join(Eventually.LIMIT), () -> process + " survives SIGKILL");
        assertEquals(OptionalInt.of(-9), process.exitCode());
    }
}
