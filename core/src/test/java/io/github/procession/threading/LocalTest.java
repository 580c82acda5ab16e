package io.github.procession.threading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.support.Threads;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalTest {
    private static <T> T elsewhere(String kind, Callable<T> body) throws Exception {
        return kind.equals("virtual")
                ? Threads.runVirtual(body).result()
                : Threads.run(body).result();
    }

    @ParameterizedTest
    @ValueSource(strings = {"platform", "virtual"})
    @Conformance("TL-05")
    void whatOneThreadSetsIsMissingInAnother(String kind) throws Exception {
        Local<String> local = new Local<>();
        local.set("x", 1);
        local.set("mine");
        String seen = elsewhere(kind, () -> {
            assertFalse(local.has("x"));
            String message = assertThrows(NoSuchElementException.class, () -> local.get("x"))
                    .getMessage();
            assertTrue(message.endsWith("has no attribute \"x\" here"), message);
            assertThrows(NoSuchElementException.class, () -> local.remove("x"));
            assertNull(local.get());
            local.set("x", 2);
            local.set("theirs");
            return local.get() + local.get("x");
        });
        assertEquals("theirs2", seen);
        assertEquals("mine1", local.get() + local.get("x", Integer.class));
        assertThrows(ClassCastException.class, () -> local.get("x", String.class));
        local.remove("x");
        assertFalse(local.has("x"));
    }

    @Test
    void nullIsAValueAndAnAttribute() {
        Local<String> local = Local.withInitial(() -> "initial");
        assertEquals("initial", local.get());
        local.set(null);
        assertNull(local.get());
        local.remove();
        assertEquals("initial", local.get());
        local.set("x", null);
        assertTrue(local.has("x"));
        assertNull(local.get("x"));
    }

    @Test
    void eachThreadComputesItsInitialValueOnce() throws Exception {
        AtomicInteger computed = new AtomicInteger();
        Local<Object> local = Local.withInitial(() -> {
            computed.incrementAndGet();
            return new Object();
        });
        Object own = local.get();
        assertSame(own, local.get());
        Object other = Threads.run(() -> {
                    assertSame(local.get(), local.get());
                    return local.get();
                })
                .result();
        assertNotSame(own, other);
        assertEquals(2, computed.get());
    }

    private static class Session extends Local<String> {
        private final int number;
        final AtomicInteger prepared = new AtomicInteger();

        Session(int number) {
            this.number = number;
        }

        @Override
        protected void init() {
            prepared.incrementAndGet();
            set("x", number);
            set("value " + number);
        }
    }

    @Test
    @Conformance({"TL-02", "TL-04"})
    void aSubclassPreparesEachThreadWithItsConstructorsArguments() throws Exception {
        Session local = new Session(5);
        Event go = new Event();
        List<Threads.Running<Object>> threads = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            int own = i;
            threads.add(Threads.run(() -> {
                go.await();
                local.set("x", own); // right after it was prepared
                assertEquals("value 5", local.get());
                return local.get("x");
            }));
        }
        go.set();
        Set<Object> seen = new HashSet<>();
        for (Threads.Running<Object> each : threads) {
            seen.add(each.result());
        }
        assertEquals(Set.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), seen);
        assertEquals(10, local.prepared.get());
        assertEquals(5, local.get("x"));
        assertEquals(1, Local.class.getConstructors().length);
        assertEquals(0, Local.class.getConstructors()[0].getParameterCount());
    }

    @Test
    @Conformance("TL-06")
    void whatOneThreadSetsInASubclassIsMissingInAnother() throws Exception {
        Session local = new Session(1);
        local.set("y", "only here");
        local.set("x", 2);
        Threads.run(() -> {
                    assertFalse(local.has("y"));
                    assertEquals(1, local.get("x"));
                    return null;
                })
                .result();
        assertEquals(2, local.get("x"));
    }

    @Test
    void aPreparationThatFailsIsRepeated() {
        boolean[] fails = {true};
        Local<String> local = new Local<>() {
            @Override
            protected void init() {
                set("x", 1);
                set("half");
                if (fails[0]) {
                    throw new IllegalStateException("not yet");
                }
            }
        };
        assertThrows(IllegalStateException.class, local::get);
        assertThrows(IllegalStateException.class, () -> local.has("x"));
        fails[0] = false;
        assertEquals("half", local.get());
        assertEquals(Map.of("x", 1), local.attributes());
    }

    @Test
    @Conformance({"TL-07", "TL-08"})
    void theMapOfAttributesIsThatOfTheThread() throws Exception {
        for (Local<String> local : List.of(new Local<String>(), new Session(3))) {
            local.set("x", 3);
            assertEquals(Map.of("x", 3), local.attributes());
            local.attributes().put("z", 4);
            assertEquals(4, local.get("z"));
            Map<String, Object> other = Threads.run(local::attributes).result();
            assertNotSame(other, local.attributes());
            assertFalse(other.containsKey("z"));
        }
    }
}
