package io.github.procession.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.ipc.memory.Session;
import io.github.procession.multiprocessing.AsyncResult;
import io.github.procession.multiprocessing.Event;
import io.github.procession.multiprocessing.Pool;
import io.github.procession.multiprocessing.Queue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Rates are those of what happens between two looks at this JVM's own tree. */
class SamplerTest {
    private static int task(Event go, int number) throws Exception {
        go.await();
        return number;
    }

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

    @Test
    void poolRateAndWhatRemainsFollowTheTasks() throws Exception {
        Event go = new Event();
        Event later = new Event();
        try (Pool pool = new Pool(1)) {
            List<AsyncResult<Integer>> results = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                results.add(pool.applyAsync(SamplerTest::task, i < 2 ? go : later, i));
            }
            Sampler sampler = new Sampler(Session.current().directory());
            Sampler.Sample first = sampler.next();
            assertEquals(0, first.pools().values().iterator().next());
            assertEquals(4, remaining(first));
            assertTrue(matches(first, " +0 +0 +\\S+ +4 +-"), "nothing is known yet of when the four are ready");
            go.set();
            results.get(1).get();
            Running.await(() -> remaining(look()) == 2);
            Sampler.Sample second = sampler.next();
            assertTrue(second.pools().values().iterator().next() > 0, "two tasks have ended");
            assertTrue(matches(second, " +2 +0 +\\S+ +2 +\\d"), "it says when the other two are ready");
            later.set();
            results.get(3).get();
            Running.await(() -> remaining(look()) == 0);
            assertTrue(matches(sampler.next(), " +4 +0 +\\S+ +0 +-"), "all are ready");
        }
    }

    private static boolean matches(Sampler.Sample sample, String pattern) {
        String top = String.join("\n", TopView.lines(sample, TopView.Order.TREE));
        return Pattern.compile("(?m)^Pool-\\d+" + pattern).matcher(top).find();
    }

    /** A first look, which compares with nothing. */
    private static Sampler.Sample look() {
        try {
            return new Sampler(Session.current().directory()).next();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long remaining(Sampler.Sample sample) {
        return sample.pools().keySet().iterator().next().counts().remaining();
    }
}
