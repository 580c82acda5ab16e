package io.github.procession.stress.kill;

import io.github.procession.ipc.memory.Census;
import io.github.procession.ipc.memory.Session;
import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.transport.CellTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * The root of a random-kill run: keeps some workers busy, kills one after the other at random times, and holds their
 * ledgers against each other. Its arguments: seconds, seed, layer.
 */
final class KillRoot {
    private static final int WORKERS = 4;
    private static final long LIMIT_NANOS = 60_000_000_000L;
    private static final long TICK_NANOS = 10_000_000;

    private final Random random;
    private final Counters counters = Counters.create();
    private final Layer layer;
    private final List<Worker> workers = new ArrayList<>();
    private final Books books = new Books();
    private int started;
    private int killed;
    private final long[] longestWaits = new long[Ledger.ROLES];

    private record Worker(int number, Layer.Worker process, Ledger ledger) {}

    private KillRoot(Layer layer, long seed) throws IOException {
        this.layer = layer;
        this.random = new Random(seed);
    }

    static void main(String[] args) throws Exception {
        Session.current().drop(Session.current().allocate(CellTypes.LOCK).address()); // there is a slab
        Census before = Census.now();
        Layer layer = args[2].equals("ipc") ? new IpcLayer() : new CoreLayer();
        KillRoot root = new KillRoot(layer, Long.parseLong(args[1]));
        root.run(Long.parseLong(args[0]) * 1_000_000_000L);
        root.finish();
        root.layer.close();
        Counters.delete();
        awaitNothingLeft(before);
        IO.println(Session.current().directory());
        IO.readln(); // killed by the one who started it
    }

    private void run(long nanos) throws Exception {
        long end = System.nanoTime() + nanos;
        while (workers.size() < WORKERS) {
            start();
        }
        while (System.nanoTime() - end < 0) {
            watch(20_000_000L + random.nextInt(300_000_000));
            Worker victim = workers.get(random.nextInt(workers.size()));
            if (victim.ledger.hasBegun() || random.nextInt(8) == 0) {
                workers.remove(victim);
                victim.process.kill();
                killed++;
                bury(victim);
                start();
            }
        }
        awaitThatAllGoOn();
    }

    /** Without another kill, until each wait of now has ended: none is for the dead. */
    private void awaitThatAllGoOn() throws Exception {
        Map<Worker, long[]> waits = new HashMap<>();
        for (Worker worker : workers) {
            waits.put(
                    worker,
                    IntStream.range(0, Ledger.ROLES)
                            .mapToLong(worker.ledger::waitsSince)
                            .toArray());
        }
        while (!waits.isEmpty()) {
            watch(TICK_NANOS); // which fails when a wait lasts too long
            waits.entrySet()
                    .removeIf(each -> !workers.contains(each.getKey())
                            || IntStream.range(0, Ledger.ROLES)
                                    .allMatch(role -> each.getValue()[role] == 0
                                            || each.getKey().ledger.waitsSince(role) != each.getValue()[role]));
        }
    }

    private static void awaitNothingLeft(Census before) {
        long end = System.nanoTime() + LIMIT_NANOS;
        while (!before.equals(Census.now())) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("left behind: " + Census.now() + ", before: " + before);
            }
            System.gc(); // locks are let go of when they are collected
            LockSupport.parkNanos(TICK_NANOS);
        }
    }

    private void start() throws IOException {
        int number = ++started;
        Ledger ledger = Ledger.create(KillWorker.ledgerFile(number));
        workers.add(new Worker(number, layer.start(number), ledger));
    }

    /** Looks after the workers for some time: nobody fails, nobody waits too long; who is full is replaced. */
    private void watch(long nanos) throws Exception {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() - end < 0) {
            LockSupport.parkNanos(TICK_NANOS);
            for (Worker worker : List.copyOf(workers)) {
                check(worker);
                if (!worker.process.isAlive()) {
                    workers.remove(worker);
                    bury(worker);
                    start();
                }
            }
        }
    }

    private void check(Worker worker) {
        if (worker.ledger.hasFailed()) {
            throw new AssertionError("worker " + worker.number + " failed (the reason is on stderr)");
        }
        for (int role = 0; role < Ledger.ROLES; role++) {
            long since = worker.ledger.waitsSince(role);
            if (since != 0) {
                long waits = System.nanoTime() - since;
                longestWaits[role] = Math.max(longestWaits[role], waits);
                if (waits > LIMIT_NANOS && worker.ledger.waitsSince(role) == since) {
                    throw new AssertionError(
                            "role %d of worker %d waits for %d ms".formatted(role, worker.number, waits / 1_000_000));
                }
            }
        }
    }

    /** When a worker is dead: what it held is released, what it did goes into the books. */
    private void bury(Worker worker) throws Exception {
        worker.process.awaitReleased();
        check(worker);
        books.enter(worker.number, worker.ledger);
        worker.ledger.close();
        Files.delete(KillWorker.ledgerFile(worker.number));
    }

    private void finish() throws Exception {
        counters.stop();
        for (Worker worker : workers) {
            worker.process.kill();
            bury(worker);
        }
        workers.clear();
        Wire[] wires = layer.wires();
        for (int kind = 0; kind < Wire.COUNT; kind++) {
            for (long number; (number = wires[kind].receive(Deadline.after(Duration.ZERO))) >= 0; ) {
                books.received(kind, number);
            }
        }
        long start = System.nanoTime();
        layer.mutex().lock();
        layer.mutex().unlock();
        if (System.nanoTime() - start > LIMIT_NANOS) {
            throw new AssertionError("the lock stayed held");
        }
        books.balance(counters.first());
        IO.println("random kills | %s | %d processes killed | %s | longest waits %s ms"
                .formatted(
                        layer.getClass().getSimpleName(),
                        killed,
                        books,
                        Arrays.stream(longestWaits)
                                .map(nanos -> nanos / 1_000_000)
                                .boxed()
                                .toList()));
    }
}
