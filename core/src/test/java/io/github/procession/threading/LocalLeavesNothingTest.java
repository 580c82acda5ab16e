package io.github.procession.threading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.support.Eventually;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class LocalLeavesNothingTest {
    /** What a thread keeps here: it refers to all that could keep it. */
    private record Value(Local<Object> local, java.lang.Thread thread, byte[] weight) {
        static Value of(Local<Object> local) {
            return new Value(local, java.lang.Thread.currentThread(), new byte[1000]);
        }
    }

    private static void awaitCollected(List<WeakReference<Value>> values) throws Exception {
        Eventually.await("the values are collected", () -> {
            System.gc();
            return values.stream().allMatch(each -> each.refersTo(null));
        });
    }

    private static WeakReference<Value> put(Local<Object> local) {
        Value value = Value.of(local);
        local.set(value);
        local.set("value", value);
        return new WeakReference<>(value);
    }

    @Tag("full")
    @Test
    void valuesGoWithTheirThreads() throws Exception {
        Local<Object> local = new Local<>();
        List<WeakReference<Value>> values = new ArrayList<>();
        List<java.lang.Thread> threads = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            threads.add(
                    i % 2 == 0
                            ? new Thread(() -> {
                                synchronized (values) {
                                    values.add(put(local));
                                }
                            })
                            : Thread.virtual(() -> {
                                synchronized (values) {
                                    values.add(put(local));
                                }
                            }));
        }
        threads.forEach(java.lang.Thread::start);
        for (java.lang.Thread thread : threads) {
            assertTrue(thread.join(Eventually.LIMIT));
        }
        assertEquals(100, values.size());
        awaitCollected(values);
        Eventually.await("no entry is left", () -> {
            System.gc();
            return local.threads() == 0;
        });
        assertEquals(100, threads.size(), "the thread objects are still there");
    }

    @Test
    void valuesGoWithTheirLocalThoughTheThreadLivesOn() throws Exception {
        try (ExecutorService one = Executors.newSingleThreadExecutor()) {
            List<WeakReference<Value>> values = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                values.add(one.submit(() -> put(new Local<>())).get());
            }
            awaitCollected(values);
        }
    }

    @Tag("full")
    @Test
    void aMillionLocalsCreatedAndDroppedLeaveNoMemory() throws Exception {
        long[] last = new long[1];
        for (int i = 0; i < 1_000_000; i++) {
            Local<byte[]> local = Local.withInitial(() -> new byte[1000]);
            last[0] += local.get().length;
        }
        assertEquals(1_000_000_000L, last[0], "a gigabyte in all, more than the heap of the tests");
    }
}
