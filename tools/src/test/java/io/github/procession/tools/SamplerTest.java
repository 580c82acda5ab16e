package io.github.procession.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.ipc.memory.Session;
import io.github.procession.multiprocessing.Queue;
import org.junit.jupiter.api.Test;

/** Rates are those of what happens between two looks at this JVM's own tree. */
class SamplerTest {
    private static Sampler.QueueRates of(Sampler.Sample sample, int bound) {
        return sample.queues().values().stream()
                .filter(rates -> rates.state().bound() == bound)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void queueRatesFollowPutsAndGets() throws Exception {
        int bound = 77; // tells it from others
        try (Queue<Integer> queue = new Queue<>(bound)) {
            queue.put(0);
            Sampler sampler = new Sampler(Session.current().directory());
            Sampler.QueueRates first = of(sampler.next(), bound);
            assertEquals(0, first.puts());
            assertEquals(0, first.takes());
            for (int i = 0; i < 6; i++) {
                queue.put(i);
            }
            queue.get();
            queue.get();
            Sampler.QueueRates second = of(sampler.next(), bound);
            assertTrue(second.puts() > 0, second::toString);
            assertEquals(3, second.puts() / second.takes(), 0.01, "six were put, two were taken");
            Sampler.QueueRates third = of(sampler.next(), bound);
            assertEquals(0, third.puts());
            assertEquals(0, third.takes());
            while (!queue.empty()) {
                queue.get();
            }
        }
    }
}
