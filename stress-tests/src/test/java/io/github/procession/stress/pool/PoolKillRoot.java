package io.github.procession.stress.pool;

import io.github.procession.ipc.memory.Census;
import io.github.procession.ipc.memory.Session;
import io.github.procession.ipc.transport.CellTypes;
import io.github.procession.multiprocessing.Array;
import io.github.procession.multiprocessing.IntArray;
import io.github.procession.multiprocessing.Multiprocessing;
import io.github.procession.multiprocessing.Pool;
import io.github.procession.multiprocessing.PoolIterator;
import io.github.procession.multiprocessing.WorkerLostException;
import io.github.procession.multiprocessing.WorkerStatistics;
import java.time.Duration;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * A pool whose workers are killed at random while it works, and its books: each task gives its result, or fails because
 * of a worker that was killed; none is lost, none runs twice. Its arguments: seconds, tasks at least, milliseconds
 * between two kills on average, seed.
 */
final class PoolKillRoot {
    private static final int WORKERS = 4;
    private static final int LARGEST_BYTES = 1 << 20;
    private static final int LARGE_EVERY = 100;
    private static final long TICK_NANOS = 10_000_000;
    private static final long LIMIT_NANOS = 60_000_000_000L;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static final int MOST_TASKS = 4_000_000;

    private final long seconds;
    private final int leastTasks;
    private final int killMillis;
    private final Random random;
    private final Set<Long> killed = new HashSet<>(); // guarded by itself
    private volatile boolean finished;
    private volatile Throwable failure;

    private PoolKillRoot(long seconds, int leastTasks, int killMillis, long seed) {
        this.seconds = seconds;
        this.leastTasks = leastTasks;
        this.killMillis = killMillis;
        this.random = new Random(seed);
    }

    static void main(String[] args) throws Exception {
        Session.current().drop(Session.current().allocate(CellTypes.LOCK).address()); // there is a slab
        Census before = Census.now();
        Set<Thread> threads = threads();
        new PoolKillRoot(
                        Long.parseLong(args[0]),
                        Integer.parseInt(args[1]),
                        Integer.parseInt(args[2]),
                        Long.parseLong(args[3]))
                .run();
        awaitNothingLeft(before, threads);
    }

    /** In a worker: some tasks take a while, some results are large. */
    private static byte[] work(IntArray runs, int number) {
        runs.set(number, runs.get(number) + 1);
        byte[] result = new byte[number % LARGE_EVERY == 0 ? LARGEST_BYTES : 4];
        result[result.length - 1] = (byte) number;
        return result;
    }

    private void run() throws Exception {
        long start = System.nanoTime();
        long end = start + seconds * 1_000_000_000;
        int tasks = 0;
        int lost = 0;
        IntArray runs = Array.rawInt(MOST_TASKS);
        Pool pool = Pool.builder().processes(WORKERS).build();
        try (pool) {
            Thread killer = new Thread(() -> kill(pool), "killer");
            killer.setDaemon(true);
            killer.start();
            PoolIterator<byte[]> results = pool.imap((Integer number) -> work(runs, number), () -> numbers(end));
            for (; results.hasNext(); tasks++) {
                lost += take(results, tasks, runs);
            }
            finished = true;
            killer.join();
            if (failure != null) {
                throw new AssertionError("the killer failed", failure);
            }
            awaitFull(pool);
        }
        if (!pool.join(LIMIT)) {
            throw new AssertionError("the pool does not end");
        }
        if (lost > killed.size()) {
            throw new AssertionError(lost + " tasks lost, only " + killed.size() + " workers killed");
        }
        IO.println("random kills | Pool | %d tasks in %d s | %d workers killed | %d tasks failed for it"
                .formatted(tasks, (System.nanoTime() - start) / 1_000_000_000, killed.size(), lost));
    }

    /** Numbers from 0 up, for some time and at least so many. */
    private Iterator<Integer> numbers(long end) {
        return IntStream.iterate(
                        0,
                        number -> number < MOST_TASKS && (number < leastTasks || System.nanoTime() - end < 0),
                        number -> number + 1)
                .iterator();
    }

    /** Takes the next result, which must be that of the task; 1 if the task was lost with its worker. */
    private int take(PoolIterator<byte[]> results, int number, IntArray runs) throws Exception {
        try {
            byte[] result = results.next(LIMIT);
            if (result[result.length - 1] != (byte) number || runs.get(number) != 1) {
                throw new AssertionError(
                        "task " + number + " ran " + runs.get(number) + " times, or gave another's result");
            }
            return 0;
        } catch (TimeoutException e) {
            throw new AssertionError("task " + number + " gives no result", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof WorkerLostException lost && runs.get(number) <= 1) {
                synchronized (killed) {
                    if (killed.contains(lost.pid())) {
                        return 1;
                    }
                }
            }
            throw new AssertionError("task " + number + " failed for no good reason", e);
        }
    }

    private void kill(Pool pool) {
        try {
            while (!finished) {
                LockSupport.parkNanos(random.nextInt(2 * killMillis) * 1_000_000L);
                List<WorkerStatistics> workers = pool.statistics();
                if (workers.stream().filter(each -> each.tasks() > 0).count() < 2) {
                    continue; // three that die before they are ready would be taken for a broken initializer
                }
                WorkerStatistics victim = workers.get(random.nextInt(workers.size()));
                if (victim.tasks() > 0) {
                    synchronized (killed) {
                        killed.add(victim.pid());
                    }
                    ProcessHandle.of(victim.pid()).ifPresent(ProcessHandle::destroyForcibly);
                }
            }
        } catch (RuntimeException | Error e) {
            failure = e;
        }
    }

    private void awaitFull(Pool pool) {
        long end = System.nanoTime() + LIMIT_NANOS;
        while (true) {
            List<WorkerStatistics> workers = pool.statistics();
            boolean allNew = workers.stream().noneMatch(each -> killed.contains(each.pid()));
            if (workers.size() == WORKERS && allNew) {
                return;
            }
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not at full size: " + workers);
            }
            LockSupport.parkNanos(TICK_NANOS);
        }
    }

    private static Set<Thread> threads() {
        Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
        threads.removeIf(each -> !each.getName().startsWith("Pool-"));
        return threads;
    }

    private static void awaitNothingLeft(Census before, Set<Thread> threads) {
        long end = System.nanoTime() + LIMIT_NANOS;
        while (!before.equals(Census.now())
                || !threads.equals(threads())
                || !Multiprocessing.activeChildren().isEmpty()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("left behind: " + Census.now() + ", before: " + before + ", " + threads()
                        + ", " + Multiprocessing.activeChildren());
            }
            System.gc(); // shared values are let go of when they are collected
            LockSupport.parkNanos(TICK_NANOS);
        }
    }
}
