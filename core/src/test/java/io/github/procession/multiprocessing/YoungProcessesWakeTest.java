package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.procession.ipc.sync.KernelWaits;
import io.github.procession.support.Eventually;
import io.github.procession.support.NativeAccess;
import io.github.procession.support.NotPortable;
import io.github.procession.support.RootJvm;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A process does without waits in the kernel at first, and still wakes those that have them. */
class YoungProcessesWakeTest {
    private static String run(Class<?> main, String... options) throws Exception {
        return new RootJvm(main).options(options).run().succeeded().out().strip();
    }

    /** Without slices, a wake-up that is not sent is a wait without end. */
    @Test
    void aSleeperInTheKernelIsWokenByAProcessThatHasNeverSleptThere() throws Exception {
        assertEquals(
                "woken by false",
                run(Sleeper.class, "-Dprocession.sliceMillis=1000000000", "-Dprocession.spinMicros=0"));
    }

    @Test
    @NotPortable("waits in the kernel")
    void aShortProgramDoesNotPayForWaitsInTheKernelAndALongWaitDoes() throws Exception {
        assumeTrue(NativeAccess.isEnabled());
        assertEquals("short: false, false, long: true", run(ShortAndLong.class, "-Dprocession.futexAfterMillis=60"));
    }

    /** Sleeps in the kernel until a new child wakes it. */
    public static final class Sleeper {
        private Sleeper() {}

        private static void wake(Event event, Queue<Boolean> before, Event seen) throws InterruptedException {
            Thread.sleep(500); // the parent goes to sleep
            boolean linked = KernelWaits.haveBegun();
            event.set();
            before.put(linked);
            seen.await(); // its end would wake the parent too
        }

        /** A program. */
        public static void main(String[] args) throws Exception {
            KernelWaits.begin();
            var event = new Event();
            var before = new Queue<Boolean>();
            var seen = new Event();
            var waker = new Process(Sleeper::wake, event, before, seen);
            waker.start();
            event.await();
            IO.println("woken by " + before.get());
            seen.set();
            waker.join();
        }
    }

    /** Short waits of two processes, and one long one. */
    public static final class ShortAndLong {
        private ShortAndLong() {}

        private static void answer(Connection line) throws IOException, InterruptedException {
            for (int i = 0; i < 10; i++) {
                line.send(line.recv());
            }
            line.send(KernelWaits.haveBegun());
        }

        /** A program. */
        public static void main(String[] args) throws Exception {
            var pipe = Pipe.open();
            var child = new Process(ShortAndLong::answer, pipe.second());
            child.start();
            for (int i = 0; i < 10; i++) {
                pipe.first().send(i);
                if (!pipe.first().recv().equals(i)) {
                    throw new AssertionError("another answer");
                }
            }
            boolean ofChild = pipe.first().recv();
            boolean ofParent = KernelWaits.haveBegun();
            child.join();
            var never = new Event();
            Eventually.await("waits in the kernel", () -> {
                never.await(Duration.ofMillis(100));
                return KernelWaits.haveBegun();
            });
            IO.println("short: " + ofChild + ", " + ofParent + ", long: true");
        }
    }
}
