package io.github.procession.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.multiprocessing.Context;
import io.github.procession.multiprocessing.DictProxy;
import io.github.procession.multiprocessing.ListProxy;
import io.github.procession.multiprocessing.Multiprocessing;
import io.github.procession.multiprocessing.SyncManager;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What is taken out of an object of a cluster and cannot be opened where it comes is there again, in its place. */
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
}
