package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.support.Eventually;
import io.github.procession.support.MemoryPoints;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parties of a barrier one of which has no memory at some point: the others hear of it, and the barrier can be used again. */
class BarrierWithoutMemoryTest {
    private static final int PARTIES = 3;

    /** Parties in threads of their own, each for one round; gives how many have passed. */
    private static int round(Barrier barrier, boolean virtual) throws Exception {
        CountDownLatch ended = new CountDownLatch(PARTIES);
        AtomicInteger passed = new AtomicInteger();
        for (int i = 0; i < PARTIES; i++) {
            Runnable party = () -> {
                try {
                    barrier.await();
                    passed.incrementAndGet();
                } catch (BrokenBarrierException | InterruptedException | OutOfMemoryError _) {
                    // without memory
                } finally {
                    ended.countDown();
                }
            };
            if (virtual) {
                java.lang.Thread.ofVirtual().start(party);
            } else {
                java.lang.Thread.ofPlatform().daemon().start(party);
            }
        }
        assertTrue(ended.await(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS), "a party waits for ever");
        return passed.get();
    }

    static void platform() throws Exception {
        rounds(false);
    }

    static void virtual() throws Exception {
        rounds(true);
    }

    private static void rounds(boolean virtual) throws Exception {
        Barrier barrier = new Barrier(PARTIES);
        MemoryPoints.begin();
        round(barrier, virtual);
        MemoryPoints.end();
        barrier.reset();
        assertTrue(round(barrier, virtual) == PARTIES, "the next round is broken");
    }

    @Tag("full")
    @ParameterizedTest
    @ValueSource(strings = {"platform", "virtual"})
    void noPartyWaitsForEver(String threads) throws Exception {
        MemoryPoints.program(
                        getClass(),
                        threads,
                        1,
                        "BarrierState",
                        "EventCount",
                        "Parker",
                        "RobustMutex",
                        "Uninterruptibly",
                        "VirtualWaiterGate")
                .run()
                .succeeded();
    }
}
