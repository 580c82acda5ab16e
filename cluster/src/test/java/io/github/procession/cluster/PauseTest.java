package io.github.procession.cluster;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class PauseTest {
    private static final long NANOS = 50_000_000;

    @Test
    void aPermitThatACallHasLeftDoesNotEndIt() {
        LockSupport.unpark(Thread.currentThread());
        long start = System.nanoTime();
        Pause.sleep(NANOS);
        assertTrue(System.nanoTime() - start >= NANOS);
    }

    @Test
    void anInterruptEndsItAndIsKept() {
        Thread.currentThread().interrupt();
        Pause.sleep(Long.MAX_VALUE);
        assertTrue(Thread.interrupted());
    }
}
