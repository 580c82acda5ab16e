package io.github.procession.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.multiprocessing.Context;
import io.github.procession.multiprocessing.DictProxy;
import io.github.procession.multiprocessing.ListProxy;
import io.github.procession.multiprocessing.Multiprocessing;
import io.github.procession.multiprocessing.NamespaceProxy;
import io.github.procession.multiprocessing.SyncManager;
import io.github.procession.serialization.DecodeException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import redis.clients.jedis.Protocol.Command;

/**
 * What is taken out of an object of a cluster and cannot be opened where it comes is there again, in its place; a value that replaces
 * such a one is there.
 */
class UnopenedValuesTest {
    private Cluster cluster;
    private SyncManager manager;

    @BeforeEach
    void start() throws Exception {
        cluster = Leases.builder(TestServer.shared().url("unopened"))
                .authkey("a secret of the tests".getBytes(StandardCharsets.UTF_8))
                .allow("io.github.procession.cluster.**")
                .connect();
        ProgramCluster.use(cluster);
        Context context = Multiprocessing.getContext("cluster");
        manager = new SyncManager();
        manager.setContext(context);
        manager.start();
        Fragile.broken = false;
    }

    @AfterEach
    void end() {
        manager.close();
        ProgramCluster.use(null);
        cluster.close();
    }

    /** A value that can be opened at times. */
    private record Value(int number, Fragile fragile) {
        Value(int number) {
            this(number, new Fragile());
        }
    }

    private static final class Fragile implements Serializable {
        private static final long serialVersionUID = 1;
        private static boolean broken;

        private Object readResolve() {
            if (broken) {
                throw new IllegalStateException("it is broken");
            }
            return this;
        }
    }

    private static void assertUnopened(Executable call) {
        Fragile.broken = true;
        Throwable thrown = assertThrows(Throwable.class, call);
        Fragile.broken = false;
        Throwable cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        assertTrue(String.valueOf(cause.getMessage()).contains("it is broken"), thrown::toString);
        assertEquals(0, thrown.getSuppressed().length);
    }

    @Test
    void aKeyOfADictIsInItsPlace() {
        DictProxy<String, Value> dict = manager.dict();
        for (int i = 1; i <= 3; i++) {
            dict.put("key " + i, new Value(i));
        }
        assertUnopened(() -> dict.remove("key 2"));
        assertEquals(List.of("key 1", "key 2", "key 3"), List.copyOf(dict.keySet()));
        assertEquals(2, dict.remove("key 2").number);
        assertEquals(List.of("key 1", "key 3"), List.copyOf(dict.keySet()));
    }

    @Test
    void anElementOfAListIsInItsPlace() {
        ListProxy<Value> list = manager.list(List.of(new Value(1), new Value(2), new Value(3)));
        assertUnopened(list::removeFirst);
        assertUnopened(list::removeLast);
        assertUnopened(() -> list.remove(1));
        List<Integer> numbers = new ArrayList<>();
        while (!list.isEmpty()) {
            numbers.add(list.removeFirst().number);
        }
        assertEquals(List.of(1, 2, 3), numbers);
    }

    @Test
    void aKeyOfAMapIsThere() {
        Map<String, Value> map = cluster.dict("values");
        map.put("a", new Value(1));
        assertUnopened(() -> map.remove("a"));
        assertEquals(1, map.remove("a").number);
        assertTrue(map.isEmpty());
    }

    private static final String SET = "the new value is set, but the one before it cannot be opened here: ";

    private static void assertSet(Executable call) {
        Fragile.broken = true;
        DecodeException thrown = assertThrows(DecodeException.class, call);
        Fragile.broken = false;
        assertTrue(thrown.getMessage().startsWith(SET), thrown::toString);
        assertTrue(thrown.getMessage().contains("it is broken"), thrown::toString);
    }

    @Test
    void aValueThatReplacesOneIsThereAndTheExceptionSaysSo() {
        Map<String, Value> map = cluster.dict("replaced");
        DictProxy<String, Value> dict = manager.dict();
        for (Map<String, Value> each : List.of(map, dict)) {
            each.put("a", new Value(1));
            assertSet(() -> each.put("a", new Value(2)));
            assertEquals(2, each.get("a").number);
        }
        ListProxy<Value> list = manager.list(List.of(new Value(1)));
        assertSet(() -> list.set(0, new Value(2)));
        assertEquals(2, list.get(0).number);
    }

    @Test
    void aValueThatReplacesADamagedOneIsThereToo() throws Exception {
        Map<String, Value> map = cluster.dict("damaged");
        map.put("a", new Value(1));
        String key = "procession:{unopened#0}:m:damaged";
        byte[] field = (byte[]) ((List<?>) TestServer.shared().command(Command.HKEYS, key)).getFirst();
        byte[] entry = (byte[]) TestServer.shared().command(Command.HGET, key, field);
        entry[entry.length - 1]++;
        TestServer.shared().command(Command.HSET, key, field, entry);
        EngineException thrown = assertThrows(EngineException.class, () -> map.put("a", new Value(2)));
        assertTrue(thrown.getMessage().startsWith(SET + "a value of dict damaged was changed"), thrown::toString);
        assertEquals(2, map.get("a").number);
    }

    @Test
    void aCallThatReadsFirstHasChangedNothing() {
        Map<String, Value> map = cluster.dict("read");
        DictProxy<String, Value> dict = manager.dict();
        for (Map<String, Value> each : List.of(map, dict)) {
            each.put("a", new Value(1));
            assertUnopened(() -> each.replace("a", new Value(2)));
            assertUnopened(() -> each.replace("a", new Value(1), new Value(2)));
            assertUnopened(() -> each.putIfAbsent("a", new Value(2)));
            assertUnopened(() -> each.computeIfPresent("a", (_, _) -> new Value(2)));
            assertUnopened(() -> each.merge("a", new Value(2), (_, added) -> added));
            assertEquals(1, each.get("a").number);
        }
    }

    @Test
    void whatReturnsNoValueOpensNone() {
        Map<String, Value> map = cluster.dict("opened");
        DictProxy<String, Value> dict = manager.dict();
        NamespaceProxy namespace = manager.namespace();
        map.put("a", new Value(1));
        dict.put("a", new Value(1));
        namespace.set("a", new Value(1));
        Fragile.broken = true;
        map.putAll(Map.of("a", new Value(2)));
        dict.putAll(Map.of("a", new Value(2)));
        namespace.set("a", new Value(2));
        Fragile.broken = false;
        assertEquals(2, map.get("a").number);
        assertEquals(2, dict.get("a").number);
        assertEquals(2, namespace.<Value>get("a").number);
    }
}
