package io.github.procession.ipc.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.ipc.memory.ChildJvm;
import io.github.procession.ipc.memory.Region;
import io.github.procession.ipc.memory.SharedFolder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("io.github.procession.ipc.sync.WaitMode#possible")
class ParkerTest {
    private static final Duration LONG = Duration.ofMinutes(3);
    private static final long SLICE_NANOS = Parker.SLICE_MILLIS * 1_000_000L;

    @Parameter
    WaitMode mode;

    private final SharedFolder shared = new SharedFolder();
    private final Region view = shared.region("words", 8192);
    private final Region otherView = shared.secondView("words");

    @BeforeEach
    void chooseWait() {
        mode.use();
    }

    @AfterEach
    void removeFolder() {
        WaitMode.FUTEX.use();
        shared.close();
    }

    @Test
    void theModeIsTheOneThatIsTested() {
        assertEquals(mode == WaitMode.FUTEX, Futex.isReady());
    }

    @Test
    void aWordThatHasChangedIsNotWaitedFor() throws Exception {
        assertTrue(takesLessThan(SLICE_NANOS, () -> Parker.await(view, 0, 1, SLICE_NANOS)));
        assertTrue(takesLessThan(
                SLICE_NANOS,
                () -> Parker.awaitAny(
                        new Region[] {view, otherView}, new long[] {0, 8}, new int[] {0, 1}, SLICE_NANOS)));
    }

    private interface Wait {
        void await() throws InterruptedException;
    }

    /** Whether one of some waits does: this process may have no processor for a while, but not each time. */
    private static boolean takesLessThan(long nanos, Wait wait) throws InterruptedException {
        for (int i = 0; i < 20; i++) {
            long start = System.nanoTime();
            wait.await();
            if (System.nanoTime() - start < nanos) {
                return true;
            }
        }
        return false;
    }

    @Test
    void noTimeOrLessReturnsAtOnceAndTooMuchAtTheEndOfASlice() throws Exception {
        assertTrue(takesLessThan(SLICE_NANOS, () -> {
            Parker.await(view, 0, 0, 0);
            Parker.await(view, 0, 0, Long.MIN_VALUE);
            Parker.awaitAny(new Region[] {view}, new long[] {0}, new int[] {0}, -1);
        }));

        assertTrue(takesLessThan(60 * SLICE_NANOS, () -> {
            long start = System.nanoTime();
            Parker.await(view, 0, 0, Long.MAX_VALUE);
            Parker.awaitAny(new Region[] {view}, new long[] {0}, new int[] {0}, Long.MAX_VALUE);
            Parker.awaitAny(new Region[0], new long[0], new int[0], Long.MAX_VALUE);
            long took = System.nanoTime() - start;
            assertTrue(took >= 2 * SLICE_NANOS, "took " + took);
        }));
    }

    @Test
    void aWakeUpThroughAnotherMappingIsQuick() throws Exception {
        wakes(Thread.ofPlatform().factory());
    }

    @Test
    void aVirtualThreadSeesTheChange() throws Exception {
        wakes(Thread.ofVirtual().factory());
    }

    private void wakes(ThreadFactory threads) throws Exception {
        FutureTask<Void> wait = new FutureTask<>(() -> {
            while (view.getIntVolatile(0) == 0) {
                Parker.await(view, 0, 0, SLICE_NANOS);
            }
            while (view.getIntVolatile(4096) == 0) {
                Parker.awaitAny(new Region[] {view, view}, new long[] {4096, 64}, new int[] {0, 0}, SLICE_NANOS);
            }
            return null;
        });
        Thread waiter = threads.newThread(wait);
        waiter.start();
        otherView.putIntVolatile(0, 1);
        Parker.wake(otherView, 0, 1);
        otherView.putIntVolatile(4096, 1);
        Parker.wake(otherView, 4096, 1);
        assertTrue(waiter.join(LONG));
        wait.get();
    }

    @Test
    void anInterruptIsNoticedWithinASlice() throws Exception {
        FutureTask<Boolean> wait = new FutureTask<>(() -> {
            assertThrows(InterruptedException.class, () -> {
                while (true) {
                    Parker.await(view, 0, 0, SLICE_NANOS);
                }
            });
            return Thread.currentThread().isInterrupted();
        });
        Thread waiter = Thread.ofPlatform().start(wait);
        waiter.interrupt();
        assertTrue(waiter.join(LONG));
        assertFalse(wait.get());
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> Parker.await(view, 0, 0, 0));
        Thread.currentThread().interrupt();
        assertThrows(
                InterruptedException.class,
                () -> Parker.awaitAny(new Region[] {view}, new long[] {0}, new int[] {0}, 1));
    }

    @Test
    void slicesGrowToTheLongest() {
        assertTrue(Parker.sliceNanos(0) <= SLICE_NANOS / 10);
        for (int i = 1; i < 70; i++) {
            assertTrue(Parker.sliceNanos(i) >= Parker.sliceNanos(i - 1), "slice " + i);
        }
        assertEquals(SLICE_NANOS, Parker.sliceNanos(Integer.MAX_VALUE));
    }

    @Test
    void theSystemPropertyChoosesThePortableWait() {
        List<String> options = mode == WaitMode.FUTEX ? List.of() : List.of("-Dprocession.wait=portable");
        try (ChildJvm child = ChildJvm.start(SayHowItWaits.class, options)) {
            assertEquals(mode.name(), child.line());
        }
    }

    @Test
    void withoutNativeAccessTheWaitIsPortable() {
        String access = mode == WaitMode.FUTEX ? "ALL-UNNAMED" : "java.base";
        List<String> options = List.of("--enable-native-access=" + access, "--illegal-native-access=deny");
        try (ChildJvm child = ChildJvm.start(SayHowItWaits.class, options)) {
            assertEquals(mode.name(), child.line());
        }
    }

    /** As at the end of another process: no word changes, and without slices nothing else ends the wait. */
    @Test
    void allWaitersLookAgainWhenTheyAreToldTo() {
        List<String> options = new ArrayList<>(List.of("-Dprocession.sliceMillis=1000000000"));
        if (mode == WaitMode.PORTABLE) {
            options.add("-Dprocession.wait=portable");
        }
        try (ChildJvm child = ChildJvm.start(LookAgain.class, options)) {
            assertEquals("looked again", child.line());
        }
    }

    static final class LookAgain {
        static void main() throws InterruptedException {
            try (SharedFolder shared = new SharedFolder()) {
                Region words = shared.region("words", 64);
                Futex.startLinking();
                Thread one = Thread.ofPlatform().start(() -> await(() -> Parker.await(words, 0, 0, Long.MAX_VALUE)));
                Thread two = Thread.ofPlatform()
                        .start(() -> await(() -> Parker.awaitAny(
                                new Region[] {words, words}, new long[] {0, 4}, new int[] {0, 0}, Long.MAX_VALUE)));
                while (one.isAlive() || two.isAlive()) { // each may yet have to begin its wait
                    Parker.nudge();
                    Thread.sleep(1);
                }
            }
            IO.println("looked again");
        }

        private interface Wait {
            void begin() throws InterruptedException;
        }

        private static void await(Wait wait) {
            try {
                wait.begin();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    static final class SayHowItWaits {
        static void main() throws InterruptedException {
            try (SharedFolder shared = new SharedFolder()) {
                Region word = shared.region("word", 64);
                for (int i = 0; i < 20 && !Futex.isReady(); i++) {
                    Parker.await(word, 0, 0, SLICE_NANOS); // linking takes its time
                }
            }
            IO.println(Futex.isReady() ? WaitMode.FUTEX : WaitMode.PORTABLE);
        }
    }
}
