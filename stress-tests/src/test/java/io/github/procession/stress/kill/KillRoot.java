package io.github.procession.stress.kill;

import io.github.procession.ipc.memory.Cell;
import io.github.procession.ipc.memory.Census;
import io.github.procession.ipc.memory.Session;
import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.sync.RobustMutex;
import io.github.procession.ipc.transport.CellTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * The root of a random-kill run: keeps some workers busy, kills one after the other at random times, and holds their
 * ledgers against each other. Its arguments: seconds, seed.
 */
final class KillRoot {
    private static final int WORKERS = 4;
    private static final long LIMIT_NANOS = 2_000_000_000L;
    private static final long TICK_NANOS = 10_000_000;

    private final Session session = Session.current();
    private final Random random;
    private final Cell lock = session.allocate(CellTypes.LOCK);
    private final long[] wires = new long[Wire.COUNT];
    private final List<Worker> workers = new ArrayList<>();
    private final Books books = new Books();
    private int started;
    private int killed;
    private final long[] longestWaits = new long[Ledger.ROLES];

    /** How late this process's own timer was lately: others were late as well, and not for what they waited for. */
    private long lateness;

    private record Worker(int number, int token, Process process, Ledger ledger) {}

    private KillRoot(long seed) throws IOException {
        random = new Random(seed);
        for (int kind = 0; kind < Wire.COUNT; kind++) {
            wires[kind] = Wire.create(kind);
        }
    }

    static void main(String[] args) throws Exception {
        Session.current().drop(Session.current().allocate(CellTypes.LOCK).address()); // there is a slab
        Census before = Census.now();
        KillRoot root = new KillRoot(Long.parseLong(args[1]));
        root.run(Long.parseLong(args[0]) * 1_000_000_000L);
        root.finish();
        Census after = Census.now();
        if (!before.equals(after)) {
            throw new AssertionError("left behind: " + after + ", before: " + before);
        }
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
            Worker victim = workers.remove(random.nextInt(workers.size()));
            victim.process.destroyForcibly();
            killed++;
            bury(victim);
            start();
        }
    }

    private void start() throws IOException {
        int number = ++started;
        Ledger ledger = Ledger.create(KillWorker.ledgerFile(session, number));
        int token = session.reserveProcess();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "-XX:-UsePerfData",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                KillWorker.class.getName(),
                session.directory().toString(),
                Integer.toString(token),
                Integer.toString(number),
                Long.toString(lock.address())));
        session.grant(token, new long[] {lock.address()});
        session.grant(token, wires);
        for (long wire : wires) {
            command.add(Long.toString(wire));
        }
        Process process = new ProcessBuilder(command).inheritIO().start();
        session.bindProcess(token, process.pid());
        workers.add(new Worker(number, token, process, ledger));
    }

    /** Looks after the workers for some time: nobody fails, nobody waits too long; who is full is replaced. */
    private void watch(long nanos) throws Exception {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() - end < 0) {
            long tick = System.nanoTime();
            LockSupport.parkNanos(TICK_NANOS);
            long late = System.nanoTime() - tick - TICK_NANOS;
            lateness = Math.max(late, lateness - lateness / 100);
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
                if (waits > LIMIT_NANOS + 10 * lateness && worker.ledger.waitsSince(role) == since) {
                    throw new AssertionError("role %d of worker %d waits for %d ms (this process was %d ms late)"
                            .formatted(role, worker.number, waits / 1_000_000, lateness / 1_000_000));
                }
            }
        }
    }

    /** When a worker is dead: what it held is released, what it did goes into the books. */
    private void bury(Worker worker) throws Exception {
        worker.process.waitFor();
        check(worker);
        session.processEnded(worker.token);
        books.enter(worker.number, worker.ledger);
        worker.ledger.close();
        Files.delete(KillWorker.ledgerFile(session, worker.number));
    }

    private void finish() throws Exception {
        lock.region().putIntVolatile(lock.word(KillWorker.STOP), 1);
        for (Worker worker : workers) {
            worker.process.destroyForcibly();
            bury(worker);
        }
        for (int kind = 0; kind < Wire.COUNT; kind++) {
            Wire wire = Wire.open(kind, wires[kind]);
            for (long number; (number = wire.receive(Deadline.after(Duration.ZERO))) >= 0; ) {
                books.received(kind, number);
            }
        }
        long start = System.nanoTime();
        RobustMutex mutex = new RobustMutex(lock.region(), lock.word(0), session.processes(), session.token());
        mutex.lock();
        mutex.unlock();
        if (System.nanoTime() - start > LIMIT_NANOS + 10 * lateness) {
            throw new AssertionError("the lock stayed held");
        }
        books.balance(lock.region().getLong(lock.word(KillWorker.FIRST_COUNTER)));
        IO.println("random kills | %d processes killed | %s | longest waits %s ms, timer late by %d ms"
                .formatted(
                        killed,
                        books,
                        Arrays.stream(longestWaits)
                                .map(nanos -> nanos / 1_000_000)
                                .boxed()
                                .toList(),
                        lateness / 1_000_000));
        for (long wire : wires) {
            session.drop(wire);
            session.drop(wire);
        }
        session.drop(lock.address());
    }
}
