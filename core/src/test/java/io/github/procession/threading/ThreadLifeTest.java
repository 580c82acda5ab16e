package io.github.procession.threading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.support.Eventually;
import io.github.procession.support.RootMethod;
import io.github.procession.support.Threads;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ThreadLifeTest {
    private static Thread waitingFor(Event event) {
        return new Thread(() -> event.await());
    }

    private static void join(java.lang.Thread thread) throws InterruptedException {
        assertTrue(thread.join(Eventually.LIMIT), () -> thread + " does not end");
    }

    /** A subclass: nothing of the library runs in the thread before it asks. */
    private static final class Worker extends Thread {
        private final BoundedSemaphore places;
        private final AtomicInteger running;
        private final Event end;

        Worker(BoundedSemaphore places, AtomicInteger running, Event end) {
            this.places = places;
            this.running = running;
            this.end = end;
        }

        @Override
        public void run() {
            try (var _ = places.acquire()) {
                running.incrementAndGet();
                end.await();
                running.decrementAndGet();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Test
    @Conformance("TH-07")
    void identifiersAreThereFromTheStartAndDifferent() throws Exception {
        BoundedSemaphore places = new BoundedSemaphore(3);
        AtomicInteger running = new AtomicInteger();
        Event end = new Event();
        List<Worker> threads = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            Worker thread = new Worker(places, running, end);
            threads.add(thread);
            assertEquals(OptionalLong.empty(), thread.ident());
            assertEquals(OptionalLong.empty(), thread.nativeId());
            assertTrue(thread.toString().matches("<Worker\\(Thread-\\d+, initial\\)>"), thread::toString);
            thread.start();
        }
        Set<Long> idents = new HashSet<>();
        Set<Long> nativeIds = new HashSet<>();
        nativeIds.add(Threading.getNativeId().getAsLong());
        for (Worker thread : threads) {
            idents.add(thread.ident().getAsLong());
            nativeIds.add(thread.nativeId().getAsLong());
            assertEquals(thread.nativeId(), thread.nativeId());
        }
        assertEquals(10, idents.size());
        assertEquals(11, nativeIds.size());
        Eventually.await(
                "all wait, for a place or for the end",
                () -> running.get() >= 3
                        && threads.stream().allMatch(each -> each.getState() == java.lang.Thread.State.WAITING));
        assertEquals(3, running.get());
        end.set();
        for (Worker thread : threads) {
            join(thread);
            assertEquals(OptionalLong.of(thread.threadId()), thread.ident());
            assertTrue(thread.nativeId().isPresent(), "it is kept after the end");
            assertTrue(thread.toString().matches("<Worker\\(Thread-\\d+, stopped \\d+\\)>"), thread::toString);
        }
        assertEquals(0, running.get());
    }

    @Test
    void theNumberOfAThreadIsTheOneThatItSeesItself() throws Exception {
        OptionalLong[] seen = new OptionalLong[1];
        Thread thread = new Thread(() -> seen[0] = Threading.getNativeId());
        thread.start();
        join(thread);
        assertEquals(seen[0], thread.nativeId());
        Event ready = new Event();
        Event end = new Event();
        Thread subclass = new Thread() {
            @Override
            public void run() {
                seen[0] = Threading.getNativeId();
                ready.set();
                try {
                    end.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        };
        subclass.start();
        ready.await();
        assertEquals(seen[0], subclass.nativeId(), "from a thread dump");
        end.set();
        join(subclass);
    }

    @Test
    @Conformance({"TH-22", "TH-33"})
    void theTextFollowsItsLife() throws Exception {
        Event end = new Event();
        Thread thread = waitingFor(end);
        thread.setName("t");
        thread.setDaemon(true);
        assertEquals("<Thread(t, initial daemon)>", thread.toString());
        thread.start();
        assertEquals("<Thread(t, started daemon " + thread.threadId() + ")>", thread.toString());
        end.set();
        Eventually.await(
                "it ends without join",
                () -> thread.toString().equals("<Thread(t, stopped daemon " + thread.threadId() + ")>"));
    }

    @Test
    @Conformance("TH-17")
    void aJoinedThreadIsNotListed() throws Exception {
        for (int i = 0; i < 100; i++) {
            Thread thread = new Thread(() -> {});
            thread.start();
            thread.join();
            assertFalse(Threading.enumerate().contains(thread));
        }
    }

    @Test
    @Conformance("TH-18")
    void manyThreadsMayJoinOne() throws Exception {
        Event end = new Event();
        Thread thread = waitingFor(end);
        thread.start();
        List<Threads.Running<Boolean>> joiners = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            joiners.add(Threads.run(() -> {
                        thread.join();
                        return thread.isAlive();
                    })
                    .awaitParked());
        }
        end.set();
        for (Threads.Running<Boolean> each : joiners) {
            assertFalse(each.result());
        }
        thread.join();
        thread.join();
    }

    @Test
    @Conformance("TH-19")
    void joinReturnsAtItsTimeout() throws Exception {
        Event end = new Event();
        Thread thread = waitingFor(end);
        thread.start();
        assertFalse(thread.join(Duration.ofMillis(20)));
        assertFalse(thread.join(Duration.ZERO));
        assertFalse(thread.join(Duration.ofSeconds(-1)));
        assertTrue(thread.isAlive());
        end.set();
        join(thread);
        assertFalse(thread.isAlive());
    }

    @Test
    @Conformance("TH-23")
    void daemonIsInheritedUnlessItIsGiven() throws Exception {
        boolean own = java.lang.Thread.currentThread().isDaemon();
        assertEquals(own, new Thread(() -> {}).isDaemon());
        assertTrue(Thread.target(() -> {}).daemon(true).build().isDaemon());
        assertFalse(Thread.target(() -> {}).daemon(false).build().isDaemon());
        boolean[] inherited = new boolean[2];
        for (boolean daemon : new boolean[] {true, false}) {
            Thread parent = Thread.target(() -> inherited[daemon ? 0 : 1] = new Thread(() -> {}).isDaemon())
                    .daemon(daemon)
                    .build();
            parent.start();
            join(parent);
        }
        assertTrue(inherited[0]);
        assertFalse(inherited[1]);
    }

    @Test
    @Conformance("TE-01")
    void aThreadStartsOnce() throws Exception {
        Thread thread = new Thread(() -> {});
        thread.start();
        assertThrows(IllegalThreadStateException.class, thread::start);
        join(thread);
        assertThrows(IllegalThreadStateException.class, thread::start);
    }

    @Test
    @Conformance("TE-03")
    void joiningWithATimeoutBeforeTheStartIsAnError() {
        Thread thread = new Thread(() -> {});
        assertThrows(IllegalThreadStateException.class, () -> thread.join(Duration.ofSeconds(1)));
    }

    @Test
    @Conformance("TE-04")
    void theDaemonFlagIsFixedByTheStart() throws Exception {
        Event end = new Event();
        Thread thread = waitingFor(end);
        thread.start();
        assertThrows(IllegalThreadStateException.class, () -> thread.setDaemon(true));
        end.set();
        join(thread);
    }

    @Test
    @Conformance("TH-42")
    void aThreadThatNobodyJoinsIsCollectedWithWhatItHad() throws Exception {
        List<WeakReference<Object>> dropped = startAndForget();
        Eventually.await("thread and argument are collected", () -> {
            System.gc();
            return dropped.stream().allMatch(each -> each.refersTo(null));
        });
    }

    private static List<WeakReference<Object>> startAndForget() {
        Object argument = new Object();
        Thread thread = new Thread(Object::hashCode, argument);
        thread.start();
        return List.of(new WeakReference<>(argument), new WeakReference<>(thread));
    }

    @Test
    void anEndedThreadDropsItsTargetAndArguments() throws Exception {
        Thread[] thread = new Thread[1];
        WeakReference<Object> argument = argumentOf(thread);
        join(thread[0]);
        Eventually.await("the argument is collected though the thread object is there", () -> {
            System.gc();
            return argument.refersTo(null);
        });
        assertFalse(thread[0].isAlive());
    }

    private static WeakReference<Object> argumentOf(Thread[] thread) {
        Object argument = new Object();
        thread[0] = new Thread(Object::hashCode, argument);
        thread[0].start();
        return new WeakReference<>(argument);
    }

    @Test
    @Conformance({"TH-13", "TH-47"})
    void aThreadThatTheSystemRefusesLeavesNoTrace() throws Exception {
        int before = Threading.activeCount();
        long stackSize = Threading.stackSize(1L << 46); // 64 TiB: no address space has that
        Thread thread;
        try {
            thread = new Thread(() -> {});
        } finally {
            Threading.stackSize(stackSize);
        }
        assertThrows(OutOfMemoryError.class, thread::start);
        assertTrue(Threading.activeCount() <= before, "others of before may have ended");
        assertFalse(Threading.enumerate().contains(thread));
        assertTrue(thread.ident().isEmpty());
    }

    @Test
    @Conformance("TI-01")
    void aThreadInterruptsTheMainThread() throws Exception {
        RootMethod.of(ThreadLifeTest.class, "interruptMain").run().succeeded();
    }

    static void interruptMain() {
        assertSame(Threading.mainThread(), Threading.currentThread());
        new Thread(() -> Threading.mainThread().interrupt()).start();
        assertThrows(InterruptedException.class, () -> new Event().await());
    }

    @Test
    @Conformance("TI-02")
    void aThreadInterruptsItself() {
        Threading.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> new Event().await());
    }
}
