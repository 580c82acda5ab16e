package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.procession.support.Children;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A shared object in a static field is another one in each process: the child says so. */
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

    /** Only a child uses it. */
    static final class Own {
        static final Lock LOCK = new Lock();

        private Own() {}
    }

    static void parent() throws Exception {
        Counts.HITS.set(1);
        Children.join(Children.start(new Process(GlobalsTest::child)));
    }

    static void child() throws Exception {
        try (var _ = Own.LOCK.acquire()) {
            assertEquals(0, Counts.HITS.get());
        }
    }

    @Test
    void aChildWarnsOfEachFieldThatItsParentHasToo() throws Exception {
        var lines = new ConcurrentLinkedQueue<String>();
        Multiprocessing.setOutputConsumer((_, _, line) -> lines.add(line));
        Children.join(Children.start(new Process(GlobalsTest::parent)));
        String name = Counts.class.getName();
        String rest =
                " of this process is another object than that of its parent, since each process initializes the class "
                        + name + " anew: give the parent's to the child as an argument";
        assertEquals(
                List.of(
                        "procession: warning: " + name + ".HITS" + rest,
                        "procession: warning: " + name + ".LOCK" + rest),
                List.copyOf(lines));
    }
}
