package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.procession.support.Children;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A shared object that a class initializer makes is another one in each process: the child says so. */
class GlobalsTest {
    @AfterEach
    void usual() {
        Multiprocessing.setOutputConsumer(null);
    }

    static final class Counts {
        static final String NAME = "counts";
        static final IntValue HITS = Value.ofInt(0);
        static final Lock LOCK = new Lock();

        static {
            new Event().set(); // belongs to no field
        }

        private Counts() {}
    }

    /** Has what no static field has directly. */
    enum Signals {
        RED;

        static final Map<String, Lock> LOCKS = Map.of("a", new Lock(), "b", new Lock());

        final Event event = new Event();
    }

    /** Only a child uses it. */
    static final class Own {
        static final Lock LOCK = new Lock();

        private Own() {}
    }

    static void parent() throws Exception {
        Counts.HITS.set(1);
        Signals.RED.event.set();
        Children.join(Children.start(new Process(GlobalsTest::child)));
    }

    static void child() throws Exception {
        try (var _ = Own.LOCK.acquire()) {
            assertEquals(0, Counts.HITS.get());
            assertFalse(Signals.RED.event.isSet());
        }
    }

    @Test
    void aChildWarnsOfEachFieldThatItsParentHasToo() throws Exception {
        var lines = new ConcurrentLinkedQueue<String>();
        Multiprocessing.setOutputConsumer((_, _, line) -> lines.add(line));
        Children.join(Children.start(new Process(GlobalsTest::parent)));
        String counts = Counts.class.getName();
        String signals = Signals.class.getName();
        assertEquals(
                List.of(
                        warning(counts + ".HITS", counts),
                        warning(counts + ".LOCK", counts),
                        warning("the Event of " + counts, counts),
                        warning(signals + ".RED", signals),
                        warning(signals + ".LOCKS", signals)),
                List.copyOf(lines));
    }

    private static String warning(String place, String type) {
        return "procession: warning: " + place
                + " of this process is another object than that of its parent, since each"
                + " process initializes the class " + type + " anew: give the parent's to the child as an argument";
    }
}
