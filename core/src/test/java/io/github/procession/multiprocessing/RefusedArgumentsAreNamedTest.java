package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.procession.serialization.NotSendableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** A refusal names what the user gave, in the words of the call, and the way from there to the part that cannot travel. */
class RefusedArgumentsAreNamedTest {
    record Item(String name, Object part) {}

    private static final Object BAD = new Item("a", Set.of(new Item("b", Thread.currentThread())));

    static Object same(Object value) {
        return value;
    }

    static Object first(Object value, Object other) {
        return value;
    }

    static void prepare(String name, Object value) {}

    private static void assertNamed(String path, Executable call) {
        Throwable thrown = assertThrows(Throwable.class, call);
        boolean isWrapped = thrown instanceof ExecutionException || thrown instanceof CompletionException;
        NotSendableException e = (NotSendableException) (isWrapped ? thrown.getCause() : thrown);
        assertEquals(
                path
                        + ": java.lang.Thread cannot be sent to another process: it is a thread; send what it should"
                        + " work on instead",
                e.getMessage());
    }

    @Test
    void ofAPool() throws Exception {
        try (Pool pool = new Pool(1)) {
            List<Object> input = new ArrayList<>(List.of(1, 2, 3, 4, BAD));
            String fifth = "element 5 of the input, part[element 0].part";
            assertNamed(
                    "argument 2, part[element 0].part", () -> pool.apply(RefusedArgumentsAreNamedTest::first, 1, BAD));
            assertNamed(fifth, () -> pool.map(RefusedArgumentsAreNamedTest::same, input));
            assertNamed(fifth, () -> pool.chunksize(3).map(RefusedArgumentsAreNamedTest::same, input));
            assertNamed(fifth, () -> {
                for (Object _ : pool.imap(RefusedArgumentsAreNamedTest::same, input)) {}
            });
            assertNamed(fifth, () -> {
                for (Object _ : pool.chunksize(3).imap(RefusedArgumentsAreNamedTest::same, input)) {}
            });
            assertNamed(
                    "element 2 of the input, [1].part[element 0].part",
                    () -> pool.starmap(
                            RefusedArgumentsAreNamedTest::first, List.of(Map.entry(1, 2), Map.entry(3, BAD))));
        }
    }

    @Test
    void ofAnInitializer() {
        assertNamed(
                "argument 2 of the initializer, part[element 0].part",
                () -> new Pool(1, RefusedArgumentsAreNamedTest::prepare, "a", BAD).close());
    }

    @Test
    void ofAManager() throws Exception {
        try (SyncManager manager = Multiprocessing.manager()) {
            Map<String, Object> map = manager.dict();
            assertNamed("argument 2 of put, part[element 0].part", () -> map.put("a", BAD));
            List<Object> list = manager.list();
            assertNamed("argument 1 of add, part[element 0].part", () -> list.add(BAD));
        }
    }
}
