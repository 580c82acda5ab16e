package io.github.procession.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.ipc.memory.Session;
import io.github.procession.multiprocessing.AsyncResult;
import io.github.procession.multiprocessing.Event;
import io.github.procession.multiprocessing.Pool;
import io.github.procession.multiprocessing.Queue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** Rates are those of what happens between two looks at this JVM's own tree. */
class SamplerTest {
    private static Sampler.QueueRates of(Sampler.Sample sample, int bound) {
        return sample.queues().stream()
                .filter(rates -> rates.state().bound() == bound)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void queueRatesFollowPutsAndGets() throws Exception {
        int bound = 77; // tells it from others
        try (Queue<Integer> queue = new Queue<>(bound)) {
            queue.put(0);
            try (Sampler sampler = new Sampler(Session.current().directory())) {
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
            }
            while (!queue.empty()) {
                queue.get();
            }
        }
    }

    static int task(Event go, int number) throws Exception {
        go.await();
        if (number == 0) {
            throw new IllegalStateException("zero");
        }
        return number;
    }

    static void idle() {}

    private static Sampler.PoolRate youngestPool(Sampler.Sample sample) {
        return sample.pools().stream()
                .max(Comparator.comparing(rate -> rate.pool().counts().started()))
                .orElseThrow();
    }

    /** What the line of the pool says: done, failed, rate, remaining, ready in, workers. */
    private static List<String> line(Sampler.Sample sample) {
        String name = youngestPool(sample).pool().counts().name();
        return TopView.lines(sample, TopView.Order.TREE).stream()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> List.of(line.split(" {2,}")))
                .map(words -> words.subList(1, words.size()))
                .findFirst()
                .orElseThrow();
    }

    /** A look that compares with nothing. */
    private static Sampler.Sample look() {
        try (Sampler sampler = new Sampler(Session.current().directory())) {
            return sampler.next();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void awaitEnds(Pool pool, int done, int failed) throws InterruptedException {
        Running.await(() -> {
            List<String> line = line(look());
            return line.get(0).equals("" + done)
                    && line.get(1).equals("" + failed)
                    && line.getLast().matches("#1 " + done + (failed == 0 ? "" : "\\+" + failed + " failed"));
        });
    }

    /** Calls are counted, whatever the number of their arguments. */
    @Test
    void poolFiguresFollowTheCalls() throws Exception {
        Event first = new Event();
        Event second = new Event();
        try (Pool pool = new Pool(1);
                Sampler sampler = new Sampler(Session.current().directory())) {
            List<AsyncResult<Integer>> results = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                results.add(pool.applyAsync(SamplerTest::task, i < 2 ? first : second, i));
            }
            var last = pool.applyAsync(SamplerTest::idle);
            assertEquals(
                    List.of("0", "0", "0/s", "5", "-"), line(sampler.next()).subList(0, 5));

            first.set();
            assertThrows(ExecutionException.class, () -> results.get(0).get());
            results.get(1).get();
            awaitEnds(pool, 1, 1);
            Sampler.Sample sample = sampler.next();
            double rate = youngestPool(sample).ended();
            assertTrue(rate > 0, "two calls have ended");
            List<String> line = line(sample);
            assertEquals(List.of("1", "1", Text.rate(rate), "3"), line.subList(0, 4));
            assertEquals(Text.millis((long) (3 / rate * 1_000)), line.get(4));

            assertTrue(results.get(3).cancel(false));
            assertEquals("2", line(sampler.next()).get(3), "what is cancelled does not remain");

            second.set();
            last.get();
            awaitEnds(pool, 3, 1);
            assertEquals("0", line(sampler.next()).get(3));
            assertEquals(List.of("0/s", "0", "-"), line(sampler.next()).subList(2, 5), "nothing has ended since");
        }
    }
}
