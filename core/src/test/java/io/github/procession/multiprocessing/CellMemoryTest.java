package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.procession.Conformance;
import io.github.procession.support.Children;
import io.github.procession.support.Eventually;
import io.github.procession.support.Resources;
import io.github.procession.support.RootJvm;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Values and synchronisers share slabs of cells. Made and dropped at random, by several processes at once and with nothing
 * but the garbage collector to free them, no two have the same memory, and it comes back.
 */
class CellMemoryTest {
    private static final int PROCESSES = 3;
    private static final int KEPT = 300;
    private static final int ROUNDS = 40_000;
    private static final int HEAP_ALLOWANCE_MEBIBYTES = 8;
    private static final int SLABS_ALLOWANCE_MEBIBYTES = 16;

    /** A shared object in a state that tells its number from its neighbours'. */
    private interface Marked {
        int number();
    }

    private static final List<IntFunction<Marked>> KINDS = List.of(
            n -> {
                IntValue value = Value.ofInt(n);
                value.getLock().lock();
                return () -> value.getLock().locked() ? value.get() : -1;
            },
            n -> {
                LongValue value = Value.rawLong(n);
                return () -> (int) value.get();
            },
            n -> new Semaphore(n)::getValue,
            n -> new BoundedSemaphore(n)::getValue,
            n -> {
                Event event = new Event();
                if (n % 2 == 1) {
                    event.set();
                }
                return () -> event.isSet() == (n % 2 == 1) ? n : -1;
            },
            n -> {
                Lock lock = new Lock();
                if (n % 2 == 1) {
                    lock.lock();
                }
                return () -> lock.locked() == (n % 2 == 1) ? n : -1;
            },
            n -> {
                DoubleValue value = Value.ofDouble(n);
                return () -> (int) value.get();
            });

    /** Makes and drops objects in several processes. */
    public static final class ChurnMain {
        private ChurnMain() {}

        public static void main(String[] args) throws Exception {
            churnEverywhere(ROUNDS / 10); // what a JVM opens once for its first children is open then
            Eventually.await("all is dropped", () -> Resources.now().cells() == 0);
            Resources before = Resources.now();
            churnEverywhere(ROUNDS);
            before.awaitBack(HEAP_ALLOWANCE_MEBIBYTES, SLABS_ALLOWANCE_MEBIBYTES);
        }

        private static void churnEverywhere(int rounds) throws InterruptedException {
            List<Process> others = new ArrayList<>();
            for (int seed = 1; seed < PROCESSES; seed++) {
                others.add(Children.start(new Process(CellMemoryTest::churn, seed, rounds)));
            }
            churn(PROCESSES, rounds);
            Children.join(others);
        }
    }

    static void churn(int seed, int rounds) {
        Random random = new Random(seed);
        Map<Integer, Marked> kept = new HashMap<>();
        int[] numbers = new int[KEPT];
        for (int round = 1; round <= rounds; round++) {
            int slot = random.nextInt(KEPT);
            Marked old = kept.get(slot);
            if (old != null) {
                assertEquals(numbers[slot], old.number(), "somebody else has stored into its memory");
            }
            numbers[slot] = round;
            kept.put(slot, KINDS.get(random.nextInt(KINDS.size())).apply(round));
        }
        kept.forEach((slot, marked) -> assertEquals(numbers[slot], marked.number()));
    }

    @Tag("full")
    @Test
    @Conformance("HEAP-01")
    void cellsDoNotOverlapAndAllMemoryComesBack() throws Exception {
        new RootJvm(ChurnMain.class).options("-Xmx128m").run().succeeded();
    }
}
