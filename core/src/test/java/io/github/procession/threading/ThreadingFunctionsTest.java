package io.github.procession.threading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.support.Eventually;
import io.github.procession.support.Threads;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ThreadingFunctionsTest {
    private static void runAndJoin(io.github.procession.function.Action0 body) throws Exception {
        Thread thread = new Thread(body);
        thread.start();
        assertTrue(thread.join(Eventually.LIMIT));
    }

    @Test
    @Conformance({"TH-08", "TH-11"})
    void aThreadOfAnotherPartOfTheProgramIsListedOnceItAskedUntilItEnds() throws Exception {
        Event asked = new Event();
        Event end = new Event();
        var foreign = Threads.run(() -> {
            boolean listedBefore = Threading.enumerate().contains(java.lang.Thread.currentThread());
            java.lang.Thread current = Threading.currentThread();
            assertSame(java.lang.Thread.currentThread(), current);
            assertEquals(Threading.getIdent(), current.threadId());
            asked.set();
            end.await();
            return listedBefore;
        });
        asked.await();
        assertTrue(Threading.enumerate().contains(foreign.thread()));
        assertTrue(foreign.thread().isAlive());
        end.set();
        assertFalse(foreign.result());
        foreign.thread().join();
        assertFalse(Threading.enumerate().contains(foreign.thread()));
    }

    @Test
    @Conformance("TH-26")
    void theMainThreadIsTheOneThatRunsMain() throws Exception {
        java.lang.Thread main = Threading.mainThread();
        assertNotNull(main);
        assertEquals("main", main.getName());
        assertSame(main, Threading.enumerate().getFirst());
        long[] ident = new long[1];
        runAndJoin(() -> {
            assertNotEquals(Threading.mainThread(), Threading.currentThread());
            assertSame(main, Threading.mainThread());
            ident[0] = Threading.getIdent();
        });
        assertNotEquals(main.threadId(), ident[0]);
        assertNotEquals(0, ident[0]);
    }

    @Test
    void startedThreadsCountUntilTheyEnd() throws Exception {
        int before = Threading.activeCount();
        Event end = new Event();
        Thread[] threads = new Thread[200];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = Thread.target(() -> end.await()).daemon(i % 2 == 0).build();
            assertFalse(Threading.enumerate().contains(threads[i]), "not before its start");
            threads[i].start();
            assertTrue(Threading.enumerate().contains(threads[i]));
        }
        assertTrue(Threading.activeCount() > threads.length, "those and the main thread");
        end.set();
        for (Thread thread : threads) {
            assertTrue(thread.join(Eventually.LIMIT));
        }
        assertTrue(Threading.activeCount() <= before, "others of before may have ended");
    }

    @Test
    void virtualThreadsAreNotListed() throws Exception {
        int before = Threading.activeCount();
        Event asked = new Event();
        Event end = new Event();
        OptionalLong[] nativeId = new OptionalLong[1];
        java.lang.Thread virtual = Thread.virtual(() -> {
            assertTrue(Threading.currentThread().isVirtual());
            nativeId[0] = Threading.getNativeId();
            asked.set();
            end.await();
        });
        virtual.start();
        asked.await();
        assertTrue(Threading.activeCount() <= before, "others of before may have ended");
        assertEquals(OptionalLong.empty(), nativeId[0]);
        end.set();
        assertTrue(virtual.join(Eventually.LIMIT));
    }

    private static int depth(int calls) {
        try {
            return depth(calls + 1);
        } catch (StackOverflowError e) {
            return calls;
        }
    }

    private static int depthWith(long stackSize) throws Exception {
        int[] depth = new int[1];
        long before = Threading.stackSize(stackSize);
        try {
            assertEquals(stackSize, Threading.stackSize());
            Thread thread = new Thread(() -> depth[0] = depth(0));
            thread.start();
            assertTrue(thread.join(Eventually.LIMIT));
        } finally {
            assertEquals(stackSize, Threading.stackSize(before));
        }
        return depth[0];
    }

    @Test
    @Conformance({"TH-09", "TH-10"})
    void theStackSizeHoldsForThreadsCreatedLater() throws Exception {
        assertEquals(0, Threading.stackSize());
        int small = depthWith(256 * 1024);
        int large = depthWith(64 * 1024 * 1024);
        assertTrue(small > 100 && large > 10 * small, () -> small + " and " + large + " calls");
        assertEquals(0, Threading.stackSize());
        assertThrows(IllegalArgumentException.class, () -> Threading.stackSize(32 * 1024 - 1));
        assertThrows(IllegalArgumentException.class, () -> Threading.stackSize(-1));
        assertEquals(0, Threading.stackSize());
    }

    @Test
    void hooksAtEachLineAreRefusedWithWhatToUseInstead() {
        String trace = assertThrows(UnsupportedOperationException.class, () -> Threading.settrace(null))
                .getMessage();
        assertTrue(trace.contains("debugger"), trace);
        String profile = assertThrows(UnsupportedOperationException.class, () -> Threading.setprofile(null))
                .getMessage();
        assertTrue(profile.contains("Flight Recorder"), profile);
    }
}
