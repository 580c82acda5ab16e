package io.github.procession.examples;

import io.github.procession.multiprocessing.Multiprocessing;
import io.github.procession.multiprocessing.Pool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * A process for each processor, and in each of them a thousand virtual threads: what Python calls multi-process and
 * coroutines. All fetches of a process wait at the same time.
 */
class ProcessesWithCoroutines {
    private static final int FETCHES = 1000;

    static int fetch(int page) throws InterruptedException {
        Thread.sleep(Duration.ofMillis(100)); // the network
        return page;
    }

    static long fetchAll(int first) throws Exception {
        long start = System.nanoTime();
        long sum = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var pages = new ArrayList<Future<Integer>>();
            for (int i = 0; i < FETCHES; i++) {
                int page = first + i;
                pages.add(threads.submit(() -> fetch(page)));
            }
            for (var page : pages) {
                sum += page.get();
            }
        }
        IO.println("process %d fetched %d pages in %.2f s"
                .formatted(ProcessHandle.current().pid(), FETCHES, (System.nanoTime() - start) / 1e9));
        return sum;
    }

    void main() throws Exception {
        int processes = Multiprocessing.cpuCount();
        try (var pool = new Pool(processes)) {
            var sums = pool.chunksize(1)
                    .map(
                            ProcessesWithCoroutines::fetchAll,
                            IntStream.range(0, processes).map(i -> i * FETCHES));
            long sum = sums.stream().mapToLong(x -> x).sum();
            IO.println("%d pages, their numbers add up to %d".formatted(processes * FETCHES, sum));
        }
    }
}
