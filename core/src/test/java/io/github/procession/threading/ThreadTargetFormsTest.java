package io.github.procession.threading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.function.Action0;
import io.github.procession.support.Eventually;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ThreadTargetFormsTest {
    private static final List<Object> SEEN = Collections.synchronizedList(new ArrayList<>());

    static void none() {
        SEEN.add("none");
    }

    static void one(String a) {
        SEEN.add(a);
    }

    static int two(String a, int b) {
        SEEN.add(a + b);
        return b;
    }

    static void five(int a, int b, int c, int d, long e) throws IOException {
        SEEN.add(List.of(a, b, c, d, e));
    }

    private static List<Object> seenBy(java.lang.Thread... threads) throws Exception {
        SEEN.clear();
        for (java.lang.Thread thread : threads) {
            thread.start();
            assertTrue(thread.join(Eventually.LIMIT));
        }
        return List.copyOf(SEEN);
    }

    @Test
    @Conformance("TH-03")
    void theTargetGetsItsArguments() throws Exception {
        assertEquals(
                List.of("none", "x", "y2", "z123", List.of(1, 2, 3, 4, 5L), List.of(1, 2, 3)),
                seenBy(
                        new Thread(ThreadTargetFormsTest::none),
                        new Thread(ThreadTargetFormsTest::one, "x"),
                        new Thread(ThreadTargetFormsTest::two, "y", 2),
                        new Thread((a, b, c, d) -> SEEN.add("" + a + b + c + d), "z", 1, 2, 3),
                        new Thread(ThreadTargetFormsTest::five, 1, 2, 3, 4, 5L),
                        new Thread((a, b, c) -> SEEN.add(List.of(a, b, c)), 1, 2, 3)));
    }

    @Test
    void argumentsAreTheObjectsThemselves() throws Exception {
        List<String> list = new ArrayList<>();
        seenBy(new Thread(List::add, list, "added"));
        assertEquals(List.of("added"), list);
    }

    @Test
    void argumentsByNameAreBoundToTheParameters() throws Exception {
        assertEquals(
                List.of("p1", "q2", List.of(5, 4, 3, 2, 1L)),
                seenBy(
                        Thread.target(ThreadTargetFormsTest::two)
                                .args("p")
                                .kwargs(Map.of("b", 1))
                                .build(),
                        Thread.target(ThreadTargetFormsTest::two)
                                .kwargs(Map.of("b", 2, "a", "q"))
                                .build(),
                        Thread.target(ThreadTargetFormsTest::five)
                                .args(5, 4, 3)
                                .kwargs(Map.of("e", 1, "d", 2)) // an int becomes a long as in a call
                                .build()));
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> Thread.target(ThreadTargetFormsTest::two)
                                .args("p")
                                .kwargs(Map.of("c", 1))
                                .build())
                .getMessage();
        assertEquals("ThreadTargetFormsTest.two(String a, int b) has no parameter named \"c\"", message);
        assertThrows(
                IllegalArgumentException.class,
                () -> Thread.target(ThreadTargetFormsTest::two).args("p").build());
    }

    @Test
    @Conformance("TH-41")
    void anObjectOfAClassOfItsOwnIsATarget() throws Exception {
        final class Zero implements Action0 {
            private static final long serialVersionUID = 1L;

            @Override
            public void run() {
                SEEN.add("zero");
            }
        }
        assertEquals(List.of("zero"), seenBy(new Thread(new Zero())));
        assertThrows(NullPointerException.class, () -> new Thread((Action0) null));
    }

    @Test
    void aSubclassOverridesRun() throws Exception {
        class Counter extends Thread {
            private final int limit;

            Counter(int limit) {
                this.limit = limit;
            }

            @Override
            public void run() {
                for (int i = 0; i < limit; i++) {
                    SEEN.add(i);
                }
            }
        }
        assertEquals(List.of(0, 1, 2), seenBy(new Counter(3)));
    }

    @Test
    void runMayBeCalledByHand() {
        SEEN.clear();
        Thread thread = new Thread(ThreadTargetFormsTest::one, "here");
        thread.run();
        assertEquals(List.of("here"), SEEN);
        assertTrue(thread.ident().isEmpty(), "it was not started");
    }

    @Test
    void virtualThreadsTakeTheSameTargets() throws Exception {
        java.lang.Thread named = Thread.target(ThreadTargetFormsTest::two)
                .args("v")
                .kwargs(Map.of("b", 7))
                .name("bee")
                .buildVirtual();
        java.lang.Thread plain = Thread.virtual(ThreadTargetFormsTest::one, "w");
        assertTrue(plain.isVirtual() && named.isVirtual());
        assertEquals("bee", named.getName());
        assertTrue(plain.getName().matches("Thread-\\d+ \\(one\\)"), plain::getName);
        assertEquals(
                List.of("v7", "w", "none", List.of(1, 2, 3, 4, 5L)),
                seenBy(
                        named,
                        plain,
                        Thread.virtual(ThreadTargetFormsTest::none),
                        Thread.virtual(ThreadTargetFormsTest::five, 1, 2, 3, 4, 5L)));
        assertThrows(
                IllegalArgumentException.class,
                () -> Thread.target(ThreadTargetFormsTest::none).daemon(false).buildVirtual());
    }

    @Test
    void aTargetInAThreadOfThePackageSeesItselfAsTheCurrentThread() throws Exception {
        AtomicReference<java.lang.Thread> seen = new AtomicReference<>();
        Thread thread = new Thread(() -> seen.set(Threading.currentThread()));
        seenBy(thread);
        assertEquals(thread, assertInstanceOf(Thread.class, seen.get()));
        assertFalse(thread.isAlive());
    }
}
