package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.support.Eventually;
import io.github.procession.support.MemoryPoints;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process in a thread that has no memory at some point of its end: who waits for it goes on. */
class ThreadChildWithoutMemoryTest {
    private static final int STATUS = 3;

    /** Leaves a thread, and a child that never ends by itself, behind. */
    private static void leave() throws Exception {
        Process child = new Process(ThreadChildWithoutMemoryTest::rest);
        child.setDaemon(true);
        child.start();
        java.lang.Thread other = new java.lang.Thread(() -> {});
        other.start();
        MemoryPoints.begin();
        throw new SystemExit(STATUS);
    }

    private static void rest() throws InterruptedException {
        new java.util.concurrent.CountDownLatch(1).await();
    }

    static void end() throws Exception {
        Multiprocessing.setStartMethod("threads", true);
        Process process = new Process(ThreadChildWithoutMemoryTest::leave);
        process.start();
        assertTrue(process.join(Eventually.LIMIT));
        MemoryPoints.end();
        assertEquals(STATUS, process.exitCode().orElseThrow());
        assertEquals(0, Multiprocessing.activeChildren().size());
    }

    @Tag("full")
    @ParameterizedTest
    @ValueSource(ints = {1, 5})
    void itIsJoined(int points) throws Exception {
        MemoryPoints.program(getClass(), "end", points, "ThreadChild", "RunningChildren", "UserThreads", "Shareables")
                .run()
                .succeeded();
    }
}
