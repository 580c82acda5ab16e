package io.github.procession.benchmarks.programs;

import io.github.procession.multiprocessing.Process;
import io.github.procession.multiprocessing.Queue;
import java.util.List;

/** Three processes of a subclass with state. */
final class Subclass {
    private Subclass() {}

    private static final class Counter extends Process {
        private final int loops;
        private final Queue<Long> results;

        Counter(int loops, Queue<Long> results) {
            this.loops = loops;
            this.results = results;
        }

        @Override
        protected void run() throws Exception {
            long sum = 0;
            for (int i = 0; i < loops; i++) {
                sum += i;
            }
            results.put(sum);
        }
    }

    static void main() throws Exception {
        var results = new Queue<Long>();
        var counters = List.of(new Counter(1000, results), new Counter(2000, results), new Counter(3000, results));
        for (var counter : counters) {
            counter.start();
        }
        long total = 0;
        for (var _ : counters) {
            total += results.get();
        }
        for (var counter : counters) {
            counter.join();
        }
        IO.println("total " + total);
    }
}
