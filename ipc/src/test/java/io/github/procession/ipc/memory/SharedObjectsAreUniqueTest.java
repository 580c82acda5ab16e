package io.github.procession.ipc.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** At most one object for an address in a process, for as long as somebody holds it. */
class SharedObjectsAreUniqueTest {
    private static final ClassLoader LOADER = SharedObjectsAreUniqueTest.class.getClassLoader();

    static final class Cell implements Shareable {
        private static final AtomicInteger CREATED = new AtomicInteger();

        static {
            Shareables.register(Cell.class, Cell::new);
        }

        private final long address;

        Cell(long address) {
            this.address = address;
            CREATED.incrementAndGet();
        }

        @Override
        public long address() {
            return address;
        }
    }

    static final class Other implements Shareable {
        @Override
        public long address() {
            return 1;
        }
    }

    private static Shareable resolve(long address) {
        return Shareables.resolve(Cell.class.getName(), address, LOADER);
    }

    @Test
    void resolvingTwiceGivesTheSameObject() {
        Shareable first = resolve(1001);
        assertSame(first, resolve(1001));
        assertNotSame(first, resolve(1002));
        assertTrue(Shareables.isLive(1001));
        assertFalse(Shareables.isLive(1003));
    }

    @Test
    void anInternedObjectIsFound() {
        Cell created = new Cell(1010);
        assertSame(created, Shareables.intern(created));
        assertSame(created, resolve(1010));
        assertSame(created, Shareables.intern(new Cell(1010)));
    }

    @Test
    void threadsThatMeetAtAnAddressGetOneObject() throws Exception {
        int threads = 8;
        CyclicBarrier barrier = new CyclicBarrier(threads);
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            for (long round = 0; round < 500; round++) {
                long address = 2_000_000 + round;
                int before = Cell.CREATED.get();
                List<Future<Shareable>> results = new ArrayList<>();
                for (int i = 0; i < threads; i++) {
                    results.add(executor.submit(() -> {
                        barrier.await();
                        return resolve(address);
                    }));
                }
                Shareable expected = results.getFirst().get();
                for (Future<Shareable> result : results) {
                    assertSame(expected, result.get());
                }
                assertEquals(before + 1, Cell.CREATED.get());
                Reference.reachabilityFence(expected);
            }
        }
    }

    @Test
    void droppedObjectsLeaveTheRegistry() {
        WeakReference<Shareable> last = null;
        for (long i = 0; i < 10_000; i++) {
            last = new WeakReference<>(resolve(3_000_000 + i));
        }
        long end = System.nanoTime() + 180_000_000_000L;
        while (last.get() != null || Shareables.size() > 5_000) {
            System.gc();
            assertTrue(System.nanoTime() < end, "objects stay in the registry: " + Shareables.size());
        }
        assertFalse(Shareables.isLive(3_009_999));
        assertEquals(3_009_999, resolve(3_009_999).address());
    }

    @Test
    void mistakesAreNamed() {
        Shareable held = resolve(1020);
        assertTrue(assertThrows(IllegalArgumentException.class, () -> Shareables.resolve("no.such.Class", 1021, LOADER))
                .getMessage()
                .contains("no.such.Class"));
        assertTrue(assertThrows(
                        IllegalArgumentException.class, () -> Shareables.resolve(Other.class.getName(), 1022, LOADER))
                .getMessage()
                .contains("registers no"));
        assertTrue(assertThrows(
                        IllegalArgumentException.class, () -> Shareables.resolve(Other.class.getName(), 1020, LOADER))
                .getMessage()
                .contains("is a "));
        assertFalse(Shareables.isLive(1021));
        Reference.reachabilityFence(held);
    }
}
